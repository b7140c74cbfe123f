using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Grpc;
using ServingStatus = SocialInsurance.Contracts.Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace SocialInsurance.Service.Health;

/// <summary>
/// The public protocol <c>grpc.health.v1.Health</c>. The whole server ("") and each served service have a health; all rest on
/// the same stores and share it.
/// </summary>
internal sealed class HealthService(HealthState health, TimeProvider clock) : IGrpcService
{
    public ServiceDescriptor Descriptor => HealthReflection.Descriptor.Services[0];

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue) =>
    [
        new GrpcUnaryMethod<HealthCheckRequest, HealthCheckResponse>(
            Descriptor.PathOf("Check"), HealthCheckRequest.Parser, (request, call) => CheckAsync(IsKnown(catalogue, request), call.Aborted)),
        new GrpcServerStreamMethod<HealthCheckRequest, HealthCheckResponse>(
            Descriptor.PathOf("Watch"), HealthCheckRequest.Parser, (request, send, call) => WatchAsync(IsKnown(catalogue, request), send, call.Aborted)),
    ];

    private async ValueTask<GrpcReply<HealthCheckResponse>> CheckAsync(bool isKnown, CancellationToken cancellationToken) =>
        isKnown
            ? GrpcReply<HealthCheckResponse>.Of(new HealthCheckResponse { Status = await StatusAsync(cancellationToken) })
            : GrpcReply<HealthCheckResponse>.Refuse(ServiceFailure.NotFound.GrpcStatus(), "unknown service");

    private async ValueTask<GrpcOutcome> WatchAsync(
        bool isKnown, Func<HealthCheckResponse, ValueTask> send, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, health.Stopping);
        var sent = ServingStatus.Unknown;
        while (!health.Stopping.IsCancellationRequested)
        {
            var status = isKnown ? await StatusAsync(cancellationToken) : ServingStatus.ServiceUnknown;
            if (status != sent)
            {
                await send(new HealthCheckResponse { Status = status });
                sent = status;
            }

            await Task.Delay(WatchInterval, clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await send(new HealthCheckResponse { Status = ServingStatus.NotServing });
        return new GrpcOutcome(GrpcStatus.Unavailable, "shutting down");
    }

    private async ValueTask<ServingStatus> StatusAsync(CancellationToken cancellationToken) =>
        await health.ReadForBalancerAsync(cancellationToken) switch
        {
            ServingState.Serving => ServingStatus.Serving,
            ServingState.NotServing => ServingStatus.NotServing,
        };

    private static bool IsKnown(GrpcCatalogue catalogue, HealthCheckRequest request) =>
        request.Service.Length == 0 || catalogue.Services.ContainsKey(request.Service);
}
