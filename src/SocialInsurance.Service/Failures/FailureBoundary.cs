using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Failures;

/// <summary>
/// Turns an unhandled exception into problem details. Neither the client nor the log sees the exception's message;
/// the log sees its type and stack under the trace id that the client got.
/// </summary>
internal sealed class FailureBoundary(RequestDelegate next, ILogger<FailureBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client left; there is nobody to answer
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context, FailureMap.FromHttpStatus(refused.StatusCode));
        }
        catch (ShortLivedStoreUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Clear();
            context.Response.Headers.RetryAfter = "5";
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unavailable);
        }
        catch (Exception fault)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            ServiceLog.RequestFailed(logger, fault.GetType().FullName!, route, ProblemWriter.TraceIdOf(context), fault.StackTrace);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            // what the failed answer had set; the security headers are put on when the response starts
            context.Response.Headers.Clear();
            await ProblemWriter.WriteAsync(context, ServiceFailure.Internal);
        }
    }
}
