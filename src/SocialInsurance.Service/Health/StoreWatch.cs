using SocialInsurance.Contracts.Health;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Health;

/// <summary>
/// What the store last refused, until a write is known to have worked again: a full disk leaves everything readable, so that reading alone
/// would show nothing of it. Thread-safe.
/// </summary>
internal sealed class StoreWatch(TimeProvider clock)
{
    private readonly Lock gate = new();
    private StoreHealthDto? current;

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
