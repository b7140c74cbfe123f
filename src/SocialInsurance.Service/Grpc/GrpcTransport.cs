using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;
using SocialInsurance.Service.Partners;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Grpc;

/// <summary>
/// The gRPC protocol over HTTP/2: finds the method, asks the gate, keeps the deadline, turns every end of a call into status
/// trailers. Requests may be gzip, answers are identity. Thread-safe.
/// Source: the protocol texts "gRPC over HTTP2" and "Compression" of the gRPC project.
/// </summary>
internal sealed class GrpcTransport(
    GrpcCatalogue catalogue, PartnerGate? gate, ServiceOptions options, ServiceMeter meter, StoreWatch store, ILogger<GrpcTransport> logger)
{
    internal async Task InvokeAsync(HttpContext context)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        var method = catalogue.Find(context.Request.Path.Value);
        var outcome = method is null ? new GrpcOutcome(GrpcStatus.Unimplemented, "unknown method") : await ServeAsync(context, method);
        meter.GrpcCall(method?.Path ?? "unknown", outcome.Status);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await EndAsync(context.Response, outcome);
        }
    }

    private async ValueTask<GrpcOutcome> ServeAsync(HttpContext context, GrpcMethod method)
    {
        var headers = context.Request.Headers;
        var encoding = headers["grpc-encoding"].ToString();
        if (encoding is not ("" or "identity" or "gzip"))
        {
            return new GrpcOutcome(GrpcStatus.Unimplemented, "unknown grpc-encoding; expected identity or gzip");
        }

        return GrpcTimeout.TryParse(headers["grpc-timeout"], out var timeout)
            ? await RunAsync(context, method, new FrameFormat(method.MaxMessageBytes ?? options.GrpcMaxMessageBytes, encoding == "gzip"), timeout)
            : new GrpcOutcome(GrpcStatus.InvalidArgument, "malformed grpc-timeout; expected 1 to 8 digits and one of H M S m u n");
    }

    private async ValueTask<GrpcOutcome> RunAsync(HttpContext context, GrpcMethod method, FrameFormat format, TimeSpan? timeout)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, options.Clock);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var (caller, refusal) = await AdmitAsync(context, method, aborted.Token);
            if (!refusal.IsOk)
            {
                return refusal;
            }

            AllowLength(context, method);
            return await method.InvokeAsync(new GrpcCall(context, format, options, caller, aborted.Token));
        }
        catch (Exception ended) when (context.RequestAborted.IsCancellationRequested && ended is OperationCanceledException or IOException)
        {
            return new GrpcOutcome(GrpcStatus.Cancelled, "the client left");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new GrpcOutcome(GrpcStatus.DeadlineExceeded, "deadline exceeded");
        }
        catch (StorageRefusedException refused)
        {
            store.Refused(refused.Fault);
            ServiceLog.StoreRefused(logger, refused.Fault.ToString(), method.Path, ProblemWriter.TraceIdOf(context));
            return new GrpcOutcome(ServiceFailure.Unavailable.GrpcStatus(), "the store does not answer; nothing was stored, try again", "UNAVAILABLE");
        }
        catch (Exception fault)
        {
            ServiceLog.GrpcCallFailed(logger, fault.GetType().FullName!, method.Path, ProblemWriter.TraceIdOf(context), fault.StackTrace);
            return new GrpcOutcome(ServiceFailure.Internal.GrpcStatus(), "internal error, recorded", "INTERNAL");
        }
    }

    /// <summary>Asked before anything of the body is read.</summary>
    private ValueTask<PartnerAdmission> AdmitAsync(HttpContext context, GrpcMethod method, CancellationToken cancellationToken) =>
        method.Scope == PartnerScope.None
            ? ValueTask.FromResult(new PartnerAdmission(null, GrpcOutcome.Ok))
            : (gate ?? throw new InvalidOperationException($"{method.Path} needs a partner and there is no gate"))
                .AdmitAsync(context.Request.Headers.Authorization, context.Connection.ClientCertificate, method.Scope, cancellationToken);

    private static void AllowLength(HttpContext context, GrpcMethod method)
    {
        // the limit is on a message, checked before anything of it is buffered
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (method.StreamsRequests && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            // a stream may rest between messages; the idle limit bounds it
            rate.MinDataRate = null;
        }
    }

    /// <summary>Trailers after messages; where none was sent, the status goes into the one header block ("Trailers-Only").</summary>
    private static async Task EndAsync(HttpResponse response, GrpcOutcome outcome)
    {
        var started = response.HasStarted;
        Put("grpc-status", ((int)outcome.Status).ToString(CultureInfo.InvariantCulture));
        Put("grpc-message", GrpcMessageText.Encode(outcome.Message));
        Put(StatusDetails.Name, StatusDetails.Of(outcome));
        await response.CompleteAsync();

        void Put(string name, string? value)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }

            if (started)
            {
                response.AppendTrailer(name, value);
            }
            else
            {
                response.Headers[name] = value;
            }
        }
    }

    private static bool IsGrpc(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && (type is "application/grpc" or "application/grpc+proto"
            || type.StartsWith("application/grpc;", StringComparison.Ordinal)
            || type.StartsWith("application/grpc+proto;", StringComparison.Ordinal));
}
