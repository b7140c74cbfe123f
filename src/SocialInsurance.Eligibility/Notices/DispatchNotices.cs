using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Notices;

/// <summary>What one round did.</summary>
public readonly record struct DispatchRound(int Sent, int Failed, int GivenUp, int PutBack)
{
    public bool IsIdle => this == default;
}

/// <summary>Where notices go.</summary>
/// <param name="Addresses">contacts on record; null when there are none</param>
public sealed record NoticeWays(IReadOnlyList<IMessageChannel> Channels, INoticeAddresses? Addresses);

/// <summary>
/// Sends what is due. A notice is leased, sent and marked, each step durable: a dispatcher that dies between sending and marking
/// makes the next one send the same key again, which the receiver ignores. Several may run at once.
/// </summary>
public sealed class DispatchNotices(IEligibilityStore store, NoticeWays ways, NoticePolicy policy, TimeProvider time)
{
    private const int RoundSize = 32;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    // all of a round fits into the lease, so that a channel that hangs does not send beside the next dispatcher
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <param name="failed">told the type of what a channel threw; never a message, which may hold an address</param>
    /// <param name="cancellationToken">the notice in hand is finished, the others are put back</param>
    public async Task<DispatchRound> RunOnceAsync(Action<MessageChannelKind, string>? failed, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        if (policy.Quiet.NextAllowed(now) != now)
        {
            return default;
        }

        var leased = await WriteAsync(notices => notices.LeaseAsync(now, now + Lease, RoundSize, CancellationToken.None));
        var round = default(DispatchRound);
        foreach (var notice in leased)
        {
            round = cancellationToken.IsCancellationRequested
                ? await PutBackAsync(notice, round)
                : await SendAsync(notice, round, failed);
        }

        return round;
    }

    private async Task<DispatchRound> PutBackAsync(LeasedNotice notice, DispatchRound round)
    {
        await WriteAsync(notices => notices.PutBackAsync(notice.Id, time.GetStoredNow(), CancellationToken.None));
        return round with { PutBack = round.PutBack + 1 };
    }

    private async Task<DispatchRound> SendAsync(LeasedNotice notice, DispatchRound round, Action<MessageChannelKind, string>? failed)
    {
        if (await TrySendAsync(notice, failed))
        {
            await WriteAsync(notices => notices.MarkSentAsync(notice.Id, time.GetStoredNow(), CancellationToken.None));
            return round with { Sent = round.Sent + 1 };
        }

        var givenUp = notice.Tries + 1 >= policy.MaximumTries;
        var next = policy.Quiet.NextAllowed(time.GetStoredNow() + WaitAfter(notice.Tries));
        await WriteAsync(notices => notices.MarkFailedAsync(notice.Id, givenUp ? NoticeState.GivenUp : NoticeState.Queued, next, CancellationToken.None));
        return givenUp ? round with { GivenUp = round.GivenUp + 1 } : round with { Failed = round.Failed + 1 };
    }

    private async Task<bool> TrySendAsync(LeasedNotice notice, Action<MessageChannelKind, string>? failed)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var channel = ways.Channels.FirstOrDefault(one => one.Kind == notice.Channel);
            var address = notice.Address
                ?? (ways.Addresses is null ? null : (await ways.Addresses.FindAsync(notice.Beneficiary, notice.Channel, patience.Token))?.Address);
            if (channel is null || address is null)
            {
                failed?.Invoke(notice.Channel, channel is null ? "NoChannel" : "NoAddress");
                return false;
            }

            return await channel.SendAsync(new OutgoingMessage(notice.Key, notice.Channel, address, notice.Text), patience.Token);
        }
        catch (Exception fault)
        {
            failed?.Invoke(notice.Channel, fault.GetType().Name);
            return false;
        }
    }

    /// <summary>1, 2, 4 ... minutes, at most 6 hours.</summary>
    internal static TimeSpan WaitAfter(int tries) =>
        tries >= 9 ? LongestWait : TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << tries, LongestWait.Ticks));

    private async Task<T> WriteAsync<T>(Func<INoticeRecords, Task<T>> write)
    {
        await using var work = await store.BeginAsync(CancellationToken.None);
        var result = await write(work.Notices);
        await work.CommitAsync(CancellationToken.None);
        return result;
    }

    private Task WriteAsync(Func<INoticeRecords, Task> write) => WriteAsync(async notices =>
    {
        await write(notices);
        return true;
    });
}
