using SocialInsurance.Contracts.Health;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Health;

/// <summary>
/// What the store last refused, until a write is known to have worked again: a full disk leaves everything readable, so that reading alone
/// would show nothing of it. Thread-safe.
/// </summary>
internal sealed class StoreWatch(TimeProvider clock, Func<CancellationToken, Task>? probe = null)
{
    // a crowd of health checks costs a store that is in trouble one attempt
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private StoreHealthDto? current;
    private long probedAt;

    /// <summary>Null while nothing was refused since the last write that worked.</summary>
    internal StoreHealthDto? Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>After a refusal, asks the store whether it takes writes again.</summary>
    internal async Task<StoreHealthDto?> AskAsync(CancellationToken cancellationToken)
    {
        if (probe is not null && MayProbe())
        {
            try
            {
                await probe(cancellationToken);
                Wrote();
            }
            catch (StorageRefusedException refused)
            {
                Refused(refused.Fault);
            }
        }

        return Current;
    }

    private bool MayProbe()
    {
        lock (gate)
        {
            if (current is null || (probedAt != 0 && clock.GetElapsedTime(probedAt) < BetweenProbes))
            {
                return false;
            }

            probedAt = clock.GetTimestamp();
            return true;
        }
    }

    internal void Refused(StorageFault fault)
    {
        lock (gate)
        {
            current = new StoreHealthDto(NameOf(fault), current?.Since ?? clock.GetUtcNow());
        }
    }

    internal void Wrote()
    {
        lock (gate)
        {
            current = null;
        }
    }

    private static string NameOf(StorageFault fault)
    {
        var name = fault.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
