using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Grpc;
using ServingStatus = SocialInsurance.Contracts.Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace SocialInsurance.Service.Health;

/// <summary>The public protocol <c>grpc.health.v1.Health</c>. Only the whole server ("") and this service have a health.</summary>
internal sealed class HealthService(HealthState health, TimeProvider clock)
{
    internal const string ServiceName = "grpc.health.v1.Health";

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    internal IEnumerable<GrpcMethod> Methods() =>
    [
        new GrpcUnaryMethod<HealthCheckRequest, HealthCheckResponse>($"/{ServiceName}/Check", HealthCheckRequest.Parser, CheckAsync),
        new GrpcServerStreamMethod<HealthCheckRequest, HealthCheckResponse>($"/{ServiceName}/Watch", HealthCheckRequest.Parser, WatchAsync),
    ];

    private async ValueTask<GrpcReply<HealthCheckResponse>> CheckAsync(HealthCheckRequest request, CancellationToken cancellationToken) =>
        IsKnown(request.Service)
            ? GrpcReply<HealthCheckResponse>.Of(new HealthCheckResponse { Status = await StatusAsync(cancellationToken) })
            : GrpcReply<HealthCheckResponse>.Refuse(ServiceFailure.NotFound.GrpcStatus(), "unknown service");

    private async ValueTask<GrpcOutcome> WatchAsync(
        HealthCheckRequest request,
        Func<HealthCheckResponse, CancellationToken, ValueTask> send,
        CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, health.Stopping);
        var sent = ServingStatus.Unknown;
        while (!health.Stopping.IsCancellationRequested)
        {
            var status = IsKnown(request.Service) ? await StatusAsync(cancellationToken) : ServingStatus.ServiceUnknown;
            if (status != sent)
            {
                await send(new HealthCheckResponse { Status = status }, cancellationToken);
                sent = status;
            }

            await Task.Delay(WatchInterval, clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await send(new HealthCheckResponse { Status = ServingStatus.NotServing }, cancellationToken);
        return new GrpcOutcome(GrpcStatus.Unavailable, "shutting down");
    }

    private async ValueTask<ServingStatus> StatusAsync(CancellationToken cancellationToken) =>
        await health.ReadAsync(cancellationToken) switch
        {
            ServingState.Serving => ServingStatus.Serving,
            ServingState.NotServing => ServingStatus.NotServing,
        };

    private static bool IsKnown(string service) => service is "" or ServiceName;
}
