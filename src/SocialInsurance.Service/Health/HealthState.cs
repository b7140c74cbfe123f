using Microsoft.Extensions.Hosting;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Health;

/// <summary>Whether the platform serves: it is not shutting down and the database answers. One state for HTTP and gRPC. Thread-safe.</summary>
internal sealed class HealthState(StoreProbe stores, Drain drain, IHostApplicationLifetime lifetime)
{
    /// <summary>Cancelled when the host begins to shut down.</summary>
    internal CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>The same, and no while this instance drains: whoever balances by it shall turn elsewhere.</summary>
    internal async ValueTask<ServingState> ReadForBalancerAsync(CancellationToken cancellationToken) =>
        drain.IsUnderWay ? ServingState.NotServing : await ReadAsync(cancellationToken);

    internal async ValueTask<ServingState> ReadAsync(CancellationToken cancellationToken)
    {
        if (Stopping.IsCancellationRequested)
        {
            return ServingState.NotServing;
        }

        return (await stores.AskAsync(cancellationToken)).Books ? ServingState.Serving : ServingState.NotServing;
    }
}
