using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Failures;

/// <summary>
/// Turns an unhandled exception into problem details. Neither the client nor the log sees the exception's message;
/// the log sees its type and stack under the trace id that the client got.
/// </summary>
internal sealed class FailureBoundary(RequestDelegate next, StoreWatch store, ILogger<FailureBoundary> logger)
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
        catch (StorageRefusedException refused) when (!context.Response.HasStarted)
        {
            // nothing of the request was written: whoever asked may ask again as it stands
            store.Refused(refused.Fault);
            ServiceLog.StoreRefused(logger, refused.Fault.ToString(), RouteOf(context), ProblemWriter.TraceIdOf(context));
            context.Response.Headers.Clear();
            context.Response.Headers.RetryAfter = "5";
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unavailable);
        }
        catch (Exception fault)
        {
            ServiceLog.RequestFailed(logger, fault.GetType().FullName!, RouteOf(context), ProblemWriter.TraceIdOf(context), fault.StackTrace);
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

    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
}
