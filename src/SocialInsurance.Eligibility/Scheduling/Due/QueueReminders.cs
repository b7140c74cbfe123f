using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>What a round of reminders did.</summary>
/// <param name="IsSwitchedOff">the notice policy tells nobody: nothing was looked at</param>
public readonly record struct ReminderRound(bool IsSwitchedOff, int ThreeMonths, int ThirtyDays, int SevenDays);

/// <summary>
/// Puts reminders into the outbox, each once for a due day and a stage, a batch a transaction: stopped anywhere, the next call goes on.
/// Whoever was certified has another due day and is not found.
/// </summary>
public sealed class QueueReminders(IEligibilityStore store, IDueReader due, NoticePolicy policy, TimeProvider time)
{
    private const int BatchSize = 500;
    private readonly NoticePlanner planner = new(policy);

    /// <param name="today">local day</param>
    public async Task<ReminderRound> ExecuteAsync(DateOnly today, CancellationToken cancellationToken)
    {
        if (!policy.TemplateOf(NoticeKind.Reminder).Enabled)
        {
            return new ReminderRound(true, 0, 0, 0);
        }

        // the nearest first: whoever has a week left must not wait for a province of others
        var sevenDays = await QueueAsync(ReminderStage.SevenDays, today, cancellationToken);
        var thirtyDays = await QueueAsync(ReminderStage.ThirtyDays, today, cancellationToken);
        return new ReminderRound(false, await QueueAsync(ReminderStage.ThreeMonths, today, cancellationToken), thirtyDays, sevenDays);
    }

    private async Task<int> QueueAsync(ReminderStage stage, DateOnly today, CancellationToken cancellationToken)
    {
        var (from, until) = DueStages.WindowOf(stage, today);
        var queued = 0;
        IReadOnlyList<DuePerson> batch = [];
        do
        {
            batch = await due.ListToRemindAsync(stage, from, until, batch.Count == 0 ? null : batch[^1], BatchSize, cancellationToken);
            queued += await QueueAsync(batch, stage, cancellationToken);
        }
        while (batch.Count == BatchSize);

        return queued;
    }

    private async Task<int> QueueAsync(IReadOnlyList<DuePerson> batch, ReminderStage stage, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return 0;
        }

        await using var work = await store.BeginAsync(cancellationToken);
        // looked at again under the lock: who was certified since has another due day
        var standings = await work.Beneficiaries.FetchStandingsAsync([.. batch.Select(person => person.Beneficiary)], cancellationToken);
        var queued = 0;
        foreach (var person in batch.Where(person => standings.TryGetValue(person.Beneficiary, out var stands) && stands.DueOn == person.DueOn))
        {
            var notice = planner.For(NoticeKind.Reminder, person.Beneficiary, DueStages.KeyOf(person, stage), person.DueOn, time.GetStoredNow());
            queued += notice is not null && await work.Notices.AddAsync(notice, cancellationToken) ? 1 : 0;
        }

        await work.CommitAsync(cancellationToken);
        return queued;
    }
}
