using SocialInsurance.Contracts.Health;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Health;

/// <summary>Whether a balancer shall send people here: not while this instance drains, and not while the database does not answer. Thread-safe.</summary>
internal sealed class Readiness(Drain drain, StoreProbe stores)
{
    internal async ValueTask<ReadinessDto> ReadAsync(CancellationToken cancellationToken)
    {
        if (drain.IsUnderWay)
        {
            return new ReadinessDto(ReadyState.Draining, SharedOf(stores.Last));
        }

        var answer = await stores.AskAsync(cancellationToken);
        return new ReadinessDto(answer.Books ? ReadyState.Ready : ReadyState.StoreAway, SharedOf(answer));
    }

    private static SharedState SharedOf(StoresAnswer? answer) => answer is null or { Shared: true } ? SharedState.Reached : SharedState.Away;
}
