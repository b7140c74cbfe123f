using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Scheduling;

/// <summary>
/// The jobs of the platform as data. All of them catch up with the newest missed slot only, because each looks at what there is to do now and
/// not at what a slot stood for. A job whose ports are not there is not there.
/// </summary>
public static class PlatformJobs
{
    public const string Reminders = "reminders";
    public const string Watch = "watch";
    public const string Deadlines = "deadlines";
    public const string Facts = "facts";
    public const string ReviewFrames = "review-frames";
    public const string References = "references";
    public const string Retention = "retention";
    public const string Comparison = "comparison";

    /// <summary>In the order in which people read them.</summary>
    public static IReadOnlyList<IJob> Of(PlatformPorts given, TimeProvider clock)
    {
        if (given.Jobs is not { } jobs)
        {
            return [];
        }

        // the ports as the host uses them: whatever a job decides queues its notice
        var ports = given.Store is NotifyingStore ? given : given.WithNotices();
        var surroundings = new CaseSurroundings(ports.ReviewRulesAt ?? (static _ => ReviewRulesFile.Default.Rules), ports.LocalOffset)
        {
            Notices = ports.Notices is { } words ? new NoticePlanner(words) : null,
        };
        List<IJob?> all =
        [
            ports.Notices is { } policy ? RemindersOf(new QueueReminders(ports.Store, jobs.Due, policy, clock)) : null,
            WatchOf(new WatchOverdue(ports.Store, jobs.Due, surroundings, clock)),
            ports.Cases is { } cases ? DeadlinesOf(new MoveDueCases(cases, new HandleCase(ports.Store, surroundings, clock), surroundings, clock)) : null,
            jobs.Facts is { } channel ? FactsOf(new DispatchFactMessages(ports.Store, channel, clock)) : null,
            ReviewFramesOf(new EraseReviewFrames(ports.Store, ports.Templates.ReviewFrames, clock, ports.Retention)),
            ReferencesOf(new EraseRetainedReferences(ports.Store, ports.Templates, clock, ports.Retention)),
            RetentionOf(new ApplyRetention(ports.Store, ports.Retention, clock)),
            jobs.Comparison is { } nightly ? ComparisonOf(nightly.At, new CompareAtNight(nightly, ports.Store, clock)) : null,
            .. jobs.Others,
        ];
        return [.. all.OfType<IJob>()];
    }

    private static PlatformJob RemindersOf(QueueReminders reminders) => new(
        new JobPlan(Reminders, new JobSchedule.Daily(new TimeOnly(9, 0)), CatchUp.NewestOnly),
        async (turn, cancellationToken) =>
        {
            var round = await reminders.ExecuteAsync(turn.Today, cancellationToken);
            return Counts(("switchedOff", round.IsSwitchedOff ? 1 : 0), ("threeMonths", round.ThreeMonths), ("thirtyDays", round.ThirtyDays), ("sevenDays", round.SevenDays));
        });

    private static PlatformJob WatchOf(WatchOverdue watch) => new(
        new JobPlan(Watch, new JobSchedule.Daily(new TimeOnly(4, 0)), CatchUp.NewestOnly),
        async (turn, cancellationToken) =>
        {
            var round = await watch.ExecuteAsync(turn.Today, cancellationToken);
            return Counts(("blue", round.Blue), ("yellow", round.Yellow), ("joined", round.Joined));
        });

    private static PlatformJob DeadlinesOf(MoveDueCases move) => new(
        new JobPlan(Deadlines, new JobSchedule.Every(5), CatchUp.NewestOnly),
        async (_, cancellationToken) =>
        {
            var round = await move.ExecuteAsync(cancellationToken);
            return Counts(("escalated", round.Escalated), ("continued", round.Continued));
        });

    private static PlatformJob FactsOf(DispatchFactMessages dispatch) => new(
        new JobPlan(Facts, new JobSchedule.Every(1), CatchUp.NewestOnly),
        async (_, cancellationToken) =>
        {
            var round = await dispatch.ExecuteAsync(failed: null, cancellationToken);
            return Counts(("delivered", round.Delivered), ("failed", round.Failed), ("givenUp", round.GivenUp));
        });

    private static PlatformJob ReviewFramesOf(EraseReviewFrames erase) => new(
        new JobPlan(ReviewFrames, new JobSchedule.Every(5), CatchUp.NewestOnly),
        async (turn, cancellationToken) =>
        {
            var round = await erase.ExecuteAsync(turn.Today, cancellationToken);
            return Counts(("caseClosed", round.CaseClosed), ("timeOver", round.TimeOver), ("unlinked", round.Unlinked));
        });

    private static PlatformJob ReferencesOf(EraseRetainedReferences erase) => new(
        new JobPlan(References, new JobSchedule.Daily(new TimeOnly(3, 0)), CatchUp.NewestOnly),
        async (turn, cancellationToken) => Counts(("erased", (await erase.ExecuteAsync(turn.Today, cancellationToken)).Erased)));

    private static PlatformJob RetentionOf(ApplyRetention apply) => new(
        new JobPlan(Retention, new JobSchedule.Daily(new TimeOnly(3, 30)), CatchUp.NewestOnly),
        async (_, cancellationToken) => (await apply.ExecuteAsync(cancellationToken)).Counts.ToDictionary(one => RetentionFile.SpellingOf(one.Key), one => one.Value));

    private static PlatformJob ComparisonOf(TimeOnly at, CompareAtNight compare) => new(
        new JobPlan(Comparison, new JobSchedule.Daily(at), CatchUp.NewestOnly, MaximumTries: 5),
        async (turn, cancellationToken) =>
        {
            var round = await compare.ExecuteAsync(turn.SlotDay, cancellationToken);
            return Counts(
                ("alreadyRecorded", round.AlreadyRecorded ? 1 : 0), ("beneficiaries", round.Beneficiaries), ("heldFiles", round.HeldFiles), ("casesOpened", round.CasesOpened));
        });

    private static IReadOnlyDictionary<string, long> Counts(params (string Name, long Count)[] counts) => counts.ToDictionary(one => one.Name, one => one.Count);
}

/// <summary>A job from its plan and its work.</summary>
internal sealed class PlatformJob(JobPlan plan, Func<JobTurn, CancellationToken, Task<IReadOnlyDictionary<string, long>>> run) : IJob
{
    public JobPlan Plan => plan;

    public Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken) => run(turn, cancellationToken);
}
