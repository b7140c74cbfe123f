using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;

namespace SocialInsurance.Service.Grpc;

/// <summary>
/// The gRPC protocol over HTTP/2: finds the method, keeps the deadline, turns every end of a call into status trailers.
/// Speaks identity encoding only. Thread-safe.
/// Source: the protocol text "gRPC over HTTP2" of the gRPC project.
/// </summary>
internal sealed class GrpcTransport(
    IEnumerable<GrpcMethod> methods, ServiceOptions options, ServiceMeter meter, ILogger<GrpcTransport> logger)
{
    private readonly FrozenDictionary<string, GrpcMethod> _methods = methods.ToFrozenDictionary(method => method.Path, StringComparer.Ordinal);

    internal async Task InvokeAsync(HttpContext context)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-accept-encoding"] = "identity";
        var method = _methods.GetValueOrDefault(context.Request.Path.Value ?? string.Empty);
        var outcome = await ServeAsync(context, method);
        meter.GrpcCall(method?.Path ?? "unknown", outcome.Status);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await EndAsync(context.Response, outcome);
        }
    }

    private async ValueTask<GrpcOutcome> ServeAsync(HttpContext context, GrpcMethod? method)
    {
        var headers = context.Request.Headers;
        if (method is null)
        {
            return new GrpcOutcome(GrpcStatus.Unimplemented, "unknown method");
        }

        if (headers["grpc-encoding"].ToString() is not ("" or "identity"))
        {
            return new GrpcOutcome(GrpcStatus.Unimplemented, "unknown grpc-encoding; expected identity");
        }

        return GrpcTimeout.TryParse(headers["grpc-timeout"], out var timeout)
            ? await RunAsync(context, method, timeout)
            : new GrpcOutcome(GrpcStatus.InvalidArgument, "malformed grpc-timeout; expected 1 to 8 digits and one of H M S m u n");
    }

    private async ValueTask<GrpcOutcome> RunAsync(HttpContext context, GrpcMethod method, TimeSpan? timeout)
    {
        // the limit is on a message, checked before anything of it is buffered
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, options.Clock);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await method.InvokeAsync(context, options.GrpcMaxMessageBytes, call.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return new GrpcOutcome(GrpcStatus.Cancelled, "the client left");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new GrpcOutcome(GrpcStatus.DeadlineExceeded, "deadline exceeded");
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            return new GrpcOutcome(GrpcStatus.Cancelled, "the client left");
        }
        catch (Exception fault)
        {
            ServiceLog.GrpcCallFailed(logger, fault.GetType().FullName!, method.Path, ProblemWriter.TraceIdOf(context), fault.StackTrace);
            return new GrpcOutcome(ServiceFailure.Internal.GrpcStatus(), "internal error, recorded");
        }
    }

    /// <summary>Trailers after messages; where none was sent, the status goes into the one header block ("Trailers-Only").</summary>
    private static async Task EndAsync(HttpResponse response, GrpcOutcome outcome)
    {
        var status = ((int)outcome.Status).ToString(CultureInfo.InvariantCulture);
        if (response.HasStarted)
        {
            response.AppendTrailer("grpc-status", status);
            if (outcome.Message.Length != 0)
            {
                response.AppendTrailer("grpc-message", Uri.EscapeDataString(outcome.Message));
            }
        }
        else
        {
            response.Headers["grpc-status"] = status;
            if (outcome.Message.Length != 0)
            {
                response.Headers["grpc-message"] = Uri.EscapeDataString(outcome.Message);
            }
        }

        await response.CompleteAsync();
    }

    private static bool IsGrpc(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && (type is "application/grpc" or "application/grpc+proto"
            || type.StartsWith("application/grpc;", StringComparison.Ordinal)
            || type.StartsWith("application/grpc+proto;", StringComparison.Ordinal));
}

internal static class GrpcSetup
{
    internal static void AddGrpcTransport(this IServiceCollection services)
    {
        services.AddSingleton<HealthService>();
        services.AddSingleton(provider => new GrpcTransport(
            provider.GetRequiredService<HealthService>().Methods(),
            provider.GetRequiredService<ServiceOptions>(),
            provider.GetRequiredService<ServiceMeter>(),
            provider.GetRequiredService<ILogger<GrpcTransport>>()));
    }

    /// <summary>HTTP/2 reaches only the gRPC listener, so the protocol tells the listeners apart.</summary>
    internal static void UseGrpcTransport(this WebApplication app)
    {
        var transport = app.Services.GetRequiredService<GrpcTransport>();
        app.MapWhen(context => HttpProtocol.IsHttp2(context.Request.Protocol), grpc => grpc.Run(transport.InvokeAsync));
    }
}
