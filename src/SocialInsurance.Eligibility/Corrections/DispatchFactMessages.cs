using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Corrections;

/// <summary>What one round did.</summary>
public readonly record struct FactRound(int Delivered, int Failed, int GivenUp);

/// <summary>
/// Delivers facts to their receivers: leased, delivered, marked, each step durable. A dispatcher that dies between delivering and marking
/// makes the next one deliver the same key again, which the receiver ignores. Several may run at once.
/// </summary>
public sealed class DispatchFactMessages(IEligibilityStore store, IFactChannel channel, TimeProvider time)
{
    private const int RoundSize = 32;

    /// <summary>A receiver that takes nothing for about four days is a matter for a person.</summary>
    private const int MaximumTries = 24;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Until nothing is due.</summary>
    /// <param name="failed">told the type of what a channel threw; never a message, which may hold personal data</param>
    public async Task<FactRound> ExecuteAsync(Action<string>? failed, CancellationToken cancellationToken)
    {
        var round = default(FactRound);
        for (var taken = RoundSize; taken == RoundSize;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = time.GetStoredNow();
            var leased = await WriteAsync(facts => facts.LeaseAsync(now, now + Lease, RoundSize, CancellationToken.None));
            foreach (var message in leased)
            {
                round = await DeliverAsync(message, round, failed);
            }

            taken = leased.Count;
        }

        return round;
    }

    private async Task<FactRound> DeliverAsync(LeasedFactMessage message, FactRound round, Action<string>? failed)
    {
        if (await TryDeliverAsync(message, failed))
        {
            await WriteAsync(facts => facts.MarkSentAsync(message.Id, time.GetStoredNow(), CancellationToken.None));
            return round with { Delivered = round.Delivered + 1 };
        }

        var givenUp = message.Tries + 1 >= MaximumTries;
        var next = time.GetStoredNow() + DispatchNotices.WaitAfter(message.Tries);
        await WriteAsync(facts => facts.MarkFailedAsync(message.Id, givenUp ? NoticeState.GivenUp : NoticeState.Queued, next, CancellationToken.None));
        return givenUp ? round with { GivenUp = round.GivenUp + 1 } : round with { Failed = round.Failed + 1 };
    }

    private async Task<bool> TryDeliverAsync(LeasedFactMessage message, Action<string>? failed)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await channel.DeliverAsync(message, patience.Token);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            failed?.Invoke(fault.GetType().Name);
            return false;
        }
    }

    private async Task<T> WriteAsync<T>(Func<IFactMessageRecords, Task<T>> write)
    {
        await using var work = await store.BeginAsync(CancellationToken.None);
        var result = await write(work.FactMessages);
        await work.CommitAsync(CancellationToken.None);
        return result;
    }

    private Task WriteAsync(Func<IFactMessageRecords, Task> write) => WriteAsync(async facts =>
    {
        await write(facts);
        return true;
    });
}
