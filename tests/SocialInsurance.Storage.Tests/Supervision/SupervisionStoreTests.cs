using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Storage.Tests.Cases;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Supervision;

/// <summary>The supervisor's counts, the same ones from the log, and the public's counts, on a small agency with two divisions.</summary>
public abstract class SupervisionStoreTests(DataFolder folder) : IDisposable
{
    private const string Planted = "assigned_to, state, opened_at, due_at, drawn_at, conclusion, closed_at, closed_by";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly SupervisionScope Everybody = ScopeOf(string.Empty);

    /// <summary>Deaths within 60 hours, appeals within 8; drawn is what the clerk refuted.</summary>
    private static readonly RecountRules Rules = new(
        static file => file.State is CaseState.Closed or CaseState.Waiting ? null
            : file.Kind == DataFolder.Death ? file.OpenedAt.AddHours(60)
            : file.Kind == FindingKind.Appeal ? file.OpenedAt.AddHours(8)
            : null,
        static file => file.Kind == DataFolder.Death && file.Conclusion == CaseConclusion.FindingRefuted);

    /// <summary>What another hand wrote into the queue, and a number that shows it.</summary>
    private static readonly (string Sql, string Name)[] Plants =
    [
        ("UPDATE review_case SET assigned_to = 'cw-1' WHERE assigned_to = 'cw-2' AND state <> 3", "workload.cw-2.open"),
        ("UPDATE review_case SET conclusion = 3 WHERE state = 3 AND finding_kind = 'DeathSuspected' AND closed_by = 'cw-1'", "conclusion.DeathSuspected.FindingRefuted"),
        ("UPDATE review_case SET closed_at = 0 WHERE finding_kind = 'Appeal'", "sla.Appeal.Yellow.closed"),
        ("UPDATE review_case SET due_at = NULL WHERE state <> 3", "sla.DeathSuspected.Red.overdue"),
        ("UPDATE review_case SET due_at = 0 WHERE finding_kind = 'Other'", "sla.Other.Blue.overdue"),
        ("UPDATE review_case SET due_at = NULL WHERE state <> 3", "workload.cw-2.overdue"),
        ("UPDATE review_case SET closed_at = opened_at + 252000000000 WHERE finding_kind = 'DeathSuspected' AND closed_by = 'cw-1'", "sla.DeathSuspected.Red.closedInTime"),
        ("UPDATE review_case SET opened_at = opened_at - 3600000000 WHERE finding_kind = 'AliveClaim'", "sla.AliveClaim.Red.medianSeconds"),
        ("UPDATE review_case SET opened_at = opened_at - 3600000000 WHERE finding_kind = 'Appeal'", "workload.cw-2.medianSeconds"),
        ("UPDATE review_case SET conclusion = 4 WHERE finding_kind = 'AliveClaim'", "workload.cw-1.refutedShare.tenThousandths"),
        ("UPDATE review_case SET closed_at = opened_at + 36000000000 WHERE finding_kind = 'Appeal'", "appeals.inTime"),
        ("UPDATE review_case SET closed_at = opened_at + 36000000000 WHERE finding_kind = 'Appeal'", "composite.efficiency.tenThousandths"),
        ("UPDATE review_case SET conclusion = 9 WHERE finding_kind = 'Appeal'", "appeals.granted"),
        ("UPDATE review_case SET drawn_at = NULL", "agreement.drawn"),
        ("UPDATE review_case SET drawn_at = 1793491200000000 WHERE finding_kind = 'Appeal'", "agreement.drawn"),
        ("UPDATE review_case SET conclusion = 4 WHERE finding_kind = 'DeathSuspected' AND closed_by = 'cw-1'", "errors.wrongDeathFinding"),
        ("UPDATE review_case SET closed_at = 0 WHERE finding_kind = 'DeathSuspected' AND closed_by = 'cw-1'", "errors.wrongDeathFinding.n"),
        ("UPDATE review_case SET conclusion = 7 WHERE finding_kind = 'AuditSample'", "errors.wrongSilent"),
        ("UPDATE review_case SET state = 3, conclusion = 1, closed_at = 1793491200000000, closed_by = 'cw-2' WHERE state = 2", "funnel.inReview"),
    ];

    [Fact]
    public async Task Counts_are_those_of_what_happened()
    {
        await using var storage = await AgencyAsync();
        var counts = await ReadAsync(storage, Everybody);
        Assert.Equal((12, new DecisionCounts(3, 0, 0, 3), 2), (counts.Beneficiaries, counts.Decisions, counts.InReview));
        Assert.Equal([new OpenCases(DataFolder.Death, RiskColour.Red, CaseSamples.Colleague, 1, 1), new OpenCases(new("Other"), RiskColour.Blue, null, 1, 0)], counts.Open);
        Assert.Equal(
            [("AliveClaim", 5.0), ("Appeal", 7.0), ("DeathSuspected", 54.0), ("DeathSuspected", 64.0)],
            counts.Closed.Select(one => (one.Kind.Code, one.Hours)).Order());
        Assert.Equal((new BenefitCounts(1, 1, 1, 1), 1, 1), (counts.Benefits, counts.AppealsOpened, counts.BlindDrawn));
        Assert.Equal(CaseSamples.Clerk, Assert.Single(counts.Judged).FirstBy);
        Assert.Equal(new FeedbackCounts(1, 3, 1, 1), counts.Feedback);
        Assert.Equal(25, counts.Load.Count);
        Assert.Equal((9L, 0L), counts.Load.Where(month => month.Month == new DateOnly(2026, 11, 1)).Select(month => (month.Due, month.Certified)).Single());
        Assert.Equal((0L, 3L), counts.Load.Where(month => month.Month == new DateOnly(2026, 10, 1)).Select(month => (month.Due, month.Certified)).Single());
        Assert.Equal((3L, 0L), counts.Load.Where(month => month.Month == new DateOnly(2027, 10, 1)).Select(month => (month.Due, month.Certified)).Single());
    }

    [Fact]
    public async Task Deadline_of_a_closed_case_is_the_one_it_had_before_its_closing()
    {
        await using var storage = await AgencyAsync();
        List<int> events = [];
        var counts = await storage.Supervision.ReadCountsAsync(
            Everybody,
            folder.Time.Now,
            file =>
            {
                Assert.NotEqual(CaseState.Closed, file.State);
                events.Add(file.Events.Count);
                return file.OpenedAt.AddHours(6);
            },
            DataFolder.Cancel);
        Assert.Equal(1, counts.Closed.Count(one => one.IsInTime));
        // the file that waited is read whole: opened, assigned, paused, continued
        Assert.Equal([1, 1, 1, 4], events.Order());
    }

    [Fact]
    public async Task Region_sees_its_own_people_and_regions_together_make_the_whole()
    {
        await using var storage = await AgencyAsync();
        var (whole, east, west, nobody) = (await ReadAsync(storage, Everybody), await ReadAsync(storage, ScopeOf("9901")), await ReadAsync(storage, ScopeOf("9802")), await ReadAsync(storage, ScopeOf("97")));
        Assert.Equal((whole.Beneficiaries, whole.Decisions.Silent, whole.Decisions.Asked), (east.Beneficiaries + west.Beneficiaries, east.Decisions.Silent + west.Decisions.Silent, east.Decisions.Asked + west.Decisions.Asked));
        Assert.Equal(whole.Closed.Count, east.Closed.Count + west.Closed.Count);
        Assert.Equal(whole.Benefits, new BenefitCounts(east.Benefits.Suspended + west.Benefits.Suspended, east.Benefits.Terminated + west.Benefits.Terminated, east.Benefits.Resumed + west.Benefits.Resumed, east.Benefits.Wrong + west.Benefits.Wrong));
        Assert.Equal(whole.Load.Sum(month => month.Due + month.Certified), east.Load.Sum(month => month.Due + month.Certified) + west.Load.Sum(month => month.Due + month.Certified));
        Assert.NotEmpty(west.Closed);
        Assert.Equal((0, 0, 0, 0), (nobody.Beneficiaries, nobody.Decisions.Certified, nobody.Open.Count + nobody.Closed.Count, nobody.Benefits.Suspended));
    }

    [Theory]
    [InlineData("")]
    [InlineData("9901")]
    [InlineData("9802")]
    public async Task Recount_from_the_log_gives_the_same_numbers(string division)
    {
        await using var storage = await AgencyAsync();
        var recounted = await RecountAsync(storage, ScopeOf(division));
        Assert.True(recounted.Log.Ok);
        var lines = recounted.Tally.Against(recounted.Shown);
        Assert.All(lines, line => Assert.Equal((line.Name, line.Shown), (line.Name, line.Recounted)));
        Assert.True(lines.Count(line => line.Shown > 0) > 8, string.Join('\n', lines));
    }

    [Fact]
    public async Task Recount_agrees_after_whatever_happens_to_cases()
    {
        await using var storage = await AgencyAsync();
        var rules = new RecountRules(static file => SlaClock.DueAt(file, ReviewRulesFile.Default.Rules, China), Rules.IsDrawn);
        List<ReviewCase> files = [];
        for (var number = 0; number < 8; number++)
        {
            var opened = CaseSamples.Opened(Id(number), number % 2 == 0 ? FindingKind.Appeal : DataFolder.Death, RiskColour.Yellow, $"walk:{number}", folder.Time.Now);
            await CaseSamples.AddAsync(storage, [opened]);
            files.Add(ReviewCase.From([opened]));
        }

        var choice = 12345u;
        for (var step = 0; step < 120; step++)
        {
            choice = (choice * 1664525) + 1013904223;
            folder.Time.Now += TimeSpan.FromMinutes(choice % 500);
            var at = (int)(choice / 8 % (uint)files.Count);
            var next = CaseSamples.Next(files[at], choice / 64, folder.Time.Now);
            await CaseSamples.AddAsync(storage, next);
            files[at] = next.Aggregate(files[at], static (state, happened) => state.Apply(happened));
            await CaseSamples.ScheduleAsync(storage, new CaseDeadline(files[at].Id, rules.DeadlineOf(files[at])));
            if (next.Any(happened => happened is CaseClosed) && rules.IsDrawn(files[at]))
            {
                await QueueTests.DrawAsync(storage, files[at].Id, folder.Time.Now);
            }
        }

        // what the agency opened before was scheduled by a rule of its own
        foreach (var file in await storage.Reader.ReadOpenCasesAsync(100, DataFolder.Cancel))
        {
            await CaseSamples.ScheduleAsync(storage, new CaseDeadline(file.Id, rules.DeadlineOf(file)));
        }

        var recounted = await storage.Supervision.RecountAsync(Everybody, folder.Time.Now, rules, DataFolder.Cancel);
        var lines = recounted.Tally.Against(recounted.Shown);
        Assert.All(lines, line => Assert.Equal((line.Name, line.Shown), (line.Name, line.Recounted)));
        Assert.Contains(files, file => file.State == CaseState.Closed);
        Assert.Contains(files, file => file.Events.OfType<CaseContinued>().Any());
        Assert.Contains(lines, line => line.Name.EndsWith("overdue", StringComparison.Ordinal) && line.Shown > 0);
    }

    /// <summary>One agency for all of them: each plant is taken back before the next.</summary>
    [Fact]
    public async Task Recount_finds_each_wrong_projection()
    {
        await using var storage = await AgencyAsync();
        var inspected = await OpenAsync(storage, 4, FindingKind.AuditSample, RiskColour.Blue, folder.Time.Now);
        await CloseAsync(storage, inspected, CaseSamples.Chief, CaseConclusion.InspectionFailed, folder.Time.Now);
        folder.Tamper("CREATE TABLE kept AS SELECT * FROM review_case");
        foreach (var (planted, name) in Plants)
        {
            folder.Tamper(planted);
            var recounted = await RecountAsync(storage, Everybody);
            Assert.True(recounted.Log.Ok, planted);
            Assert.True(recounted.Tally.Against(recounted.Shown).Any(line => line.Name == name && line.Shown != line.Recounted), $"{planted}: {name}");
            folder.Tamper($"UPDATE review_case SET ({Planted}) = (SELECT {Planted} FROM kept WHERE kept.id = review_case.id)");
        }

        var clean = await RecountAsync(storage, Everybody);
        Assert.All(clean.Tally.Against(clean.Shown), line => Assert.Equal((line.Name, line.Shown), (line.Name, line.Recounted)));
    }

    [Fact]
    public async Task Recount_says_where_a_record_is_not_the_one_of_the_log()
    {
        await (await AgencyAsync()).DisposeAsync();
        var sequence = folder.Intruder.Read<long>("SELECT MIN(audit_sequence) FROM decision WHERE outcome = 3");
        folder.Tamper($"UPDATE decision SET outcome = 1 WHERE audit_sequence = {sequence}");
        await using var storage = await folder.OpenAsync();
        Assert.Equal((AuditFault.RecordAltered, sequence), ((await RecountAsync(storage, Everybody)).Log is var log ? (log.Fault, log.FirstBadEntry!.Value) : default));
    }

    [Fact]
    public async Task Public_counts_are_those_of_complete_months()
    {
        await using var storage = await AgencyAsync();
        var counts = await storage.Transparency.ReadCountsAsync(new TransparencyScope(new DateOnly(2026, 12, 1), 24, China), DataFolder.Cancel);
        Assert.Equal(
            [new MonthCounts(new DateOnly(2026, 11, 1), 0, 0, 0, 3, 4, 1, 1, 1, 1), new MonthCounts(new DateOnly(2026, 10, 1), 3, 0, 0, 3, 0, 0, 0, 0, 0)],
            counts.Months);
        Assert.Equal([5.0], counts.RestorationHours);
        Assert.Equal(new AgeCount(ErrorMeasure.WrongFinding, 76, 1, 2), Assert.Single(counts.Ages));
        Assert.Equal([new DateOnly(2026, 10, 1)], (await storage.Transparency.ReadCountsAsync(new TransparencyScope(new DateOnly(2026, 11, 1), 24, China), DataFolder.Cancel)).Months.Select(month => month.Month));
    }

    [Fact]
    public async Task Face_session_that_a_person_proved_wrong_is_an_error_of_the_persons_age()
    {
        await using var storage = await AgencyAsync();
        async Task SessionAsync(string session, int person, DecisionOutcome outcome)
        {
            folder.Time.Now += TimeSpan.FromMinutes(1);
            var recorded = await new RecordFaceDecision(storage.Store, folder.Time).ExecuteAsync(
                new FaceSessionDecision(new(session), 1, Id(person), CertificationMethod.SelfFace, outcome, "R", DataFolder.Policy, DeciderKind.Automatic, "m=1", 12, []), DataFolder.AsOf, DataFolder.Cancel);
            Assert.Null(recorded.Refusal);
        }

        await SessionAsync("s-1", 1, DecisionOutcome.Certified);
        await SessionAsync("s-2", 2, DecisionOutcome.Review);
        await SessionAsync("s-3", 6, DecisionOutcome.Review);
        folder.Time.Now += TimeSpan.FromMinutes(1);
        Assert.NotNull((await new ConfirmAlive(storage.Store, folder.Time).ExecuteAsync(
            new AliveConfirmation(Id(2), CaseSamples.Clerk, new("m-1"), DataFolder.AsOf, DataFolder.Policy, 12), DataFolder.Cancel)).Decision);
        var counts = await storage.Transparency.ReadCountsAsync(new TransparencyScope(new DateOnly(2026, 12, 1), 24, China), DataFolder.Cancel);
        Assert.Equal(new AgeCount(ErrorMeasure.FaceRefused, 76, 1, 2), Assert.Single(counts.Ages, age => age.Measure == ErrorMeasure.FaceRefused));
        Assert.Equal(new DecisionCounts(3, 1, 1, 3), (await ReadAsync(storage, Everybody)).Decisions);
        Assert.True((await RecountAsync(storage, Everybody)).Log.Ok);
    }

    public void Dispose() => folder.Dispose();

    private static BeneficiaryId Id(int number) => DataFolder.Id(number);

    private static SupervisionScope ScopeOf(string division) => new(new DateOnly(2026, 10, 1), new DateOnly(2027, 1, 1), China, division);

    private Task<SupervisionCounts> ReadAsync(PlatformStorage storage, SupervisionScope scope) =>
        storage.Supervision.ReadCountsAsync(scope, folder.Time.Now, static _ => null, DataFolder.Cancel);

    private Task<Recounted> RecountAsync(PlatformStorage storage, SupervisionScope scope) =>
        storage.Supervision.RecountAsync(scope, folder.Time.Now, Rules, DataFolder.Cancel);

    /// <summary>
    /// A run at the end of October over people of two divisions: 0, 4, 8 certified, 2, 6, 10 asked, 3, 7, 11 reported dead. In November
    /// 3 is refuted, 7 waits and is confirmed, 11 stays open and overdue; an appeal is granted, somebody says "I am alive", a benefit
    /// is suspended, ended and resumed.
    /// </summary>
    private async Task<PlatformStorage> AgencyAsync()
    {
        var storage = await folder.OpenAsync();
        folder.Time.Now = new DateTimeOffset(2026, 10, 31, 2, 0, 0, TimeSpan.Zero);
        await new RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(
            Sha256Digest.Of("two divisions"u8),
            "register",
            Enumerable.Range(0, 12).Select(number => number < 6 ? DataFolder.Person(number) : DataFolder.Person(number) with { DivisionCode = "980201" }),
            DataFolder.Cancel);
        await folder.RecordAsync(storage, 12);
        var begun = folder.Time.Now = new DateTimeOffset(2026, 11, 2, 2, 0, 0, TimeSpan.Zero);
        var open = await storage.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel);
        var (refuted, confirmed, late) = (CaseOf(open, 3), CaseOf(open, 7), CaseOf(open, 11));
        await CloseAsync(storage, refuted, CaseSamples.Clerk, CaseConclusion.FindingRefuted, refuted.OpenedAt.AddHours(30 + 24));
        await CaseSamples.AddAsync(storage, [
            new CaseAssigned(confirmed.Id, confirmed.Beneficiary, 2, CaseSamples.Colleague, begun),
            new CasePaused(confirmed.Id, confirmed.Beneficiary, 3, CaseSamples.Colleague, new DateOnly(2026, 11, 20), "等回函", begun),
            new CaseContinued(confirmed.Id, confirmed.Beneficiary, 4, CaseSamples.Colleague, begun),
            new CaseClosed(confirmed.Id, confirmed.Beneficiary, 5, CaseSamples.Colleague, CaseConclusion.LossConfirmed, confirmed.OpenedAt.AddHours(40 + 24)),
        ]);
        await CaseSamples.AddAsync(storage, [new CaseAssigned(late.Id, late.Beneficiary, 2, CaseSamples.Colleague, begun)]);
        await CaseSamples.ScheduleAsync(storage, new CaseDeadline(late.Id, begun.AddHours(1)));
        var appeal = await OpenAsync(storage, 2, FindingKind.Appeal, RiskColour.Yellow, begun);
        await CloseAsync(storage, appeal, CaseSamples.Colleague, CaseConclusion.AppealGranted, begun.AddHours(7));
        var alive = await OpenAsync(storage, 8, FindingKind.AliveClaim, RiskColour.Red, begun);
        await CloseAsync(storage, alive, CaseSamples.Clerk, CaseConclusion.FindingRefuted, begun.AddHours(5));
        await OpenAsync(storage, 5, new("Other"), RiskColour.Blue, begun);
        foreach (var change in MeasureStoreTests.Changes(confirmed.Id, begun))
        {
            await MeasureStoreTests.AddAsync(storage, change);
        }

        await QueueTests.JudgeAsync(storage, new BlindReview(refuted.Id, CaseSamples.Colleague, BlindConclusion.NoLoss, BlindConclusion.NoLoss, CaseSamples.Clerk, "east", begun));
        await QueueTests.DrawAsync(storage, refuted.Id, begun);

        folder.Time.Now = begun.AddDays(7);
        await FeedbackStoreTests.LeaveEveryRecordAsync(storage, folder.Time);
        return storage;
    }

    private static ReviewCase CaseOf(IReadOnlyList<ReviewCase> open, int person) => open.Single(one => one.Beneficiary == Id(person));

    private static async Task<ReviewCase> OpenAsync(PlatformStorage storage, int person, FindingKind kind, RiskColour colour, DateTimeOffset at)
    {
        var opened = CaseSamples.Opened(Id(person), kind, colour, $"letter:{person}", at);
        await CaseSamples.AddAsync(storage, [opened]);
        return ReviewCase.From([opened]);
    }

    private static Task CloseAsync(PlatformStorage storage, ReviewCase file, Eligibility.CaseworkerId by, CaseConclusion conclusion, DateTimeOffset at) => CaseSamples.AddAsync(
        storage,
        [new CaseAssigned(file.Id, file.Beneficiary, file.Version + 1, by, file.OpenedAt), new CaseClosed(file.Id, file.Beneficiary, file.Version + 2, by, conclusion, at)]);
}

public sealed class SupervisionOnSqliteTests() : SupervisionStoreTests(new DataFolder());

public sealed class SupervisionOnPostgresTests(PostgresServer server) : SupervisionStoreTests(new DataFolder(server));
