using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Reminders, the watch and due cases over real books. Everybody is due on 2026-11-30.</summary>
public abstract class DueJobTests(DataFolder folder) : IDisposable
{
    private static readonly NoticePolicy Telling = NoticePolicy.Default(TimeSpan.FromHours(8)).With(NoticeKind.Reminder, enabled: true);
    private static readonly CaseworkerId Wang = new("wang");

    [Fact]
    public async Task Reminders_go_once_for_each_stage_to_those_who_are_due_and_in_no_review()
    {
        await using var storage = await FilledAsync(12);
        // certified: 0, 4, 8; in review: 3, 7, 11; of those drawn for a look nobody
        await folder.RecordAsync(storage, 12);
        Assert.Equal((0, 6, 0), await RemindAsync(storage, 29));
        Assert.Equal((0, 0, 0), await RemindAsync(storage, 29));
        Assert.Equal((0, 0, 6), await RemindAsync(storage, 3));
        Assert.Equal((0, 0, 0), await RemindAsync(storage, 0));
        Assert.Equal((0, 0, 0), await RemindAsync(storage, -1));
        Assert.Equal(12, folder.Count("notice WHERE kind = 5"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Reminders_after_a_long_silence_are_those_of_the_stage_that_counts_now()
    {
        await using var storage = await FilledAsync(3);
        Assert.Equal((3, 0, 0), await RemindAsync(storage, 91));
        Assert.Equal((0, 0, 3), await RemindAsync(storage, 7));
    }

    [Fact]
    public async Task Reminders_stopped_between_batches_are_gone_on_with()
    {
        await using var storage = await FilledAsync(1200);
        using var stop = new CancellationTokenSource();
        var stopping = new StoppingStore(storage.Store, stop, after: 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new QueueReminders(stopping, storage.Due, Telling, folder.Time).ExecuteAsync(Due.AddDays(-20), stop.Token));
        Assert.Equal(500, folder.Count("notice"));
        Assert.Equal((0, 700, 0), await RemindAsync(storage, 20));
        Assert.Equal(1200, folder.Count("notice"));
    }

    [Fact]
    public async Task Reminders_that_are_switched_off_look_at_nobody()
    {
        await using var storage = await FilledAsync(3);
        var round = await new QueueReminders(storage.Store, storage.Due, NoticePolicy.Default(TimeSpan.FromHours(8)), folder.Time)
            .ExecuteAsync(Due.AddDays(-20), DataFolder.Cancel);
        Assert.True(round.IsSwitchedOff);
        Assert.Equal(0, folder.Count("notice"));
    }

    [Fact]
    public async Task Certification_overdue_by_90_days_is_a_blue_case_and_by_120_a_yellow_one_and_nothing_else()
    {
        await using var storage = await FilledAsync(4);
        Assert.Equal(default, await WatchAsync(storage, 89));
        Assert.Equal(new WatchRound(4, 0, 0), await WatchAsync(storage, 90));
        Assert.Equal(default, await WatchAsync(storage, 90));
        var blue = await storage.Cases.ListOfAsync(DataFolder.Id(1), DataFolder.Cancel);
        Assert.Equal((FindingKind.LongUncertified, RiskColour.Blue, CaseState.Opened), (blue[0].Kind, blue[0].Colour, blue[0].State));
        Assert.NotNull(blue[0].DueAt);

        // one of the blue cases is in somebody's hands: it stays there, beside the yellow one
        var held = (await storage.Cases.ListOfAsync(DataFolder.Id(2), DataFolder.Cancel))[0];
        Assert.Null((await Handle(storage).ExecuteAsync(held.Id, null, new CaseCommand.Assign(Wang), DataFolder.Cancel)).Refusal);
        Assert.Equal(new WatchRound(0, 4, 3), await WatchAsync(storage, 120));
        Assert.Equal(default, await WatchAsync(storage, 200));
        var joined = (await storage.Cases.FindAsync(blue[0].Id, DataFolder.Cancel))!;
        Assert.Equal((CaseState.Closed, CaseConclusion.Joined), (joined.State, joined.Conclusion));
        var lead = (await storage.Cases.FindAsync(joined.Lead!.Value, DataFolder.Cancel))!;
        Assert.Equal((RiskColour.Yellow, CaseSource.Watch, "watch:20261130:120"), (lead.Colour, lead.Source, lead.RecordPlace));
        Assert.Equal(CaseState.Assigned, (await storage.Cases.FindAsync(held.Id, DataFolder.Cancel))!.State);

        // absent data is not death: no payment, no notice, no message, no decision
        Assert.Equal(BenefitState.InPayment, (await storage.Benefits.FindStandingAsync(DataFolder.Id(1), DataFolder.Cancel)).State);
        Assert.Equal((0, 0, 0, 0), (folder.Count("benefit_change"), folder.Count("notice"), folder.Count("fact_message"), folder.Count("decision")));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Due_day_that_nobody_knows_is_watched_by_nobody_and_counted_apart()
    {
        await using var storage = await folder.OpenAsync();
        await new RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(
            Sha256Digest.Of("unknown"u8), "register", [DataFolder.Person(1) with { DueOn = DateOnly.MinValue }, DataFolder.Person(2)], DataFolder.Cancel);
        Assert.Equal(new WatchRound(0, 1, 0), await WatchAsync(storage, 400));
        var load = DueLoad.Of(await storage.Due.CountByMonthAsync(DataFolder.Cancel), new DateOnly(2026, 11, 2));
        Assert.Equal((1L, 0L, 1L, 12.0), (load.Unknown, load.Overdue, load.Peak, load.PeakToMean));
    }

    [Fact]
    public async Task Case_past_its_deadline_is_escalated_once_by_the_machine_and_nothing_else_happens_to_it()
    {
        await using var storage = await FilledAsync(4);
        await folder.RecordAsync(storage, 4);
        var before = Assert.Single((await storage.Cases.ListAsync(All, DataFolder.Cancel)).Rows);
        Assert.Equal(default, await MoveAsync(storage));
        folder.Time.Now += TimeSpan.FromDays(60);
        Assert.Equal(new DueCaseRound(1, 0), await MoveAsync(storage));
        Assert.Equal(default, await MoveAsync(storage));
        var file = (await storage.Cases.FindAsync(before.Id, DataFolder.Cancel))!;
        Assert.Equal((true, CaseState.Opened, CaseActors.System), (file.IsEscalated, file.State, file.Events[^1].Actor));
    }

    [Fact]
    public async Task Case_whose_pause_is_over_goes_on_by_itself_and_not_a_day_before()
    {
        await using var storage = await FilledAsync(4);
        await folder.RecordAsync(storage, 4);
        var id = (await storage.Cases.ListAsync(All, DataFolder.Cancel)).Rows[0].Id;
        var today = new DateOnly(2026, 11, 1);
        Assert.Null((await Handle(storage).ExecuteAsync(id, null, new CaseCommand.Assign(Wang), DataFolder.Cancel)).Refusal);
        Assert.Null((await Handle(storage).ExecuteAsync(id, null, new CaseCommand.Pause(Wang, today.AddDays(3), "等待民政部门回复"), DataFolder.Cancel)).Refusal);
        folder.Time.Now += TimeSpan.FromDays(2);
        Assert.Equal(default, await MoveAsync(storage));
        Assert.IsType<CaseAssignedToAnother>((await Handle(storage).ExecuteAsync(id, null, new CaseCommand.Continue(CaseActors.System), DataFolder.Cancel)).Refusal);
        folder.Time.Now += TimeSpan.FromDays(1);
        Assert.Equal(1, (await MoveAsync(storage)).Continued);
        var file = (await storage.Cases.FindAsync(id, DataFolder.Cancel))!;
        Assert.Equal((CaseState.Assigned, Wang, (DateOnly?)null), (file.State, file.AssignedTo!.Value, file.WaitsUntil));
    }

    public void Dispose() => folder.Dispose();

    private static DateOnly Due => new(2026, 11, 30);

    private static CaseFilter All => new([], [], [], string.Empty, null, false, null, null, CaseSort.Risk, 0, 100);

    private HandleCase Handle(PlatformStorage storage) => new(storage.Store, CaseSurroundings.Default, folder.Time);

    private Task<DueCaseRound> MoveAsync(PlatformStorage storage) =>
        new MoveDueCases(storage.Cases, Handle(storage), CaseSurroundings.Default, folder.Time).ExecuteAsync(DataFolder.Cancel);

    private async Task<PlatformStorage> FilledAsync(int people)
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, people);
        return storage;
    }

    private async Task<(int ThreeMonths, int ThirtyDays, int SevenDays)> RemindAsync(PlatformStorage storage, int daysBefore)
    {
        var round = await new QueueReminders(storage.Store, storage.Due, Telling, folder.Time).ExecuteAsync(Due.AddDays(-daysBefore), DataFolder.Cancel);
        return (round.ThreeMonths, round.ThirtyDays, round.SevenDays);
    }

    private Task<WatchRound> WatchAsync(PlatformStorage storage, int daysAfter) =>
        new WatchOverdue(storage.Store, storage.Due, CaseSurroundings.Default, folder.Time).ExecuteAsync(Due.AddDays(daysAfter), DataFolder.Cancel);

    /// <summary>Lets so many transactions through and then asks everybody to stop.</summary>
    private sealed class StoppingStore(IEligibilityStore store, CancellationTokenSource stop, int after) : IEligibilityStore
    {
        private int begun;

        public async Task<IEligibilityWork> BeginAsync(CancellationToken cancellationToken)
        {
            if (begun++ >= after)
            {
                await stop.CancelAsync();
            }

            return await store.BeginAsync(cancellationToken);
        }
    }
}

public sealed class DueJobsOnSqliteTests() : DueJobTests(new DataFolder());

public sealed class DueJobsOnPostgresTests(PostgresServer server) : DueJobTests(new DataFolder(server));
