using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

public abstract class QueueTests(DataFolder folder) : IDisposable
{
    private static readonly FindingKind[] Kinds = [DataFolder.Death, FindingKind.Appeal, FindingKind.AliveClaim];
    private static readonly string[] Divisions = ["330106", "330108", "340100", "99"];

    private static CaseFilter Everything { get; } = new([], [], [], string.Empty, null, false, null, null, CaseSort.Risk, 0, 500);

    [Fact]
    public async Task Any_window_of_any_filter_equals_the_same_question_to_the_folded_cases()
    {
        await using var storage = await folder.OpenAsync();
        var rows = await FillAsync(storage, 60);
        Prop.ForAll(Filters().ToArbitrary(), filter =>
        {
            var window = storage.Cases.ListAsync(filter, DataFolder.Cancel).GetAwaiter().GetResult();
            var expected = Sorted(rows.Where(row => Fits(row, filter)), filter.Sort).ToList();
            Assert.Equal(expected.Count, window.Total);
            Assert.Equal(expected.Skip(filter.Offset).Take(filter.Limit), window.Rows);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public async Task Counts_equal_the_folded_cases_of_the_region()
    {
        await using var storage = await folder.OpenAsync();
        var rows = await FillAsync(storage, 60);
        var (now, end) = (folder.Time.Now.AddHours(20), folder.Time.Now.AddHours(60));
        foreach (var division in new[] { string.Empty, "33", "330106", "5" })
        {
            var open = rows.Where(row => row.State != CaseState.Closed && row.DivisionCode.StartsWith(division, StringComparison.Ordinal)).ToList();
            var counts = await storage.Cases.CountAsync(division, CaseSamples.Clerk, now, end, DataFolder.Cancel);
            Assert.Equal(
                (open.Count, open.Count(row => row.AssignedTo == CaseSamples.Clerk), open.Count(row => row.AssignedTo is null), open.Count(row => row.DueAt < now), open.Count(row => row.DueAt >= now && row.DueAt < end)),
                (counts.Open, counts.Mine, counts.Unassigned, counts.Overdue, counts.DueToday));
            Assert.Equal(
                (Colour(RiskColour.Red), Colour(RiskColour.Yellow), Colour(RiskColour.Blue), open.Count(row => row.State == CaseState.Proposed), open.Count(row => row.Kind == FindingKind.Appeal)),
                (counts.Red, counts.Yellow, counts.Blue, counts.WaitingForApproval, counts.Appeals));
            Assert.Equal(open.GroupBy(row => row.Kind).ToDictionary(group => group.Key, group => (long)group.Count()), counts.Kinds);
            long Colour(RiskColour colour) => open.Count(row => row.Colour == colour);
        }
    }

    [Fact]
    public async Task Queue_is_read_a_thousand_times_while_cases_are_written_and_never_tears()
    {
        await using var storage = await folder.OpenAsync();
        await FillAsync(storage, 20);
        var open = (await storage.Cases.ListAsync(Everything, DataFolder.Cancel)).Rows;
        using var written = CancellationTokenSource.CreateLinkedTokenSource(DataFolder.Cancel);
        var writer = Task.Run(
            async () =>
            {
                for (var turn = 0; !written.IsCancellationRequested; turn++)
                {
                    var state = (await storage.Cases.FindAsync(open[turn % open.Count].Id, DataFolder.Cancel))!;
                    await CaseSamples.AddAsync(storage, CaseSamples.Next(state, (uint)(turn * 2654435761), folder.Time.Now.AddDays(1).AddSeconds(turn)));
                }
            },
            DataFolder.Cancel);
        var random = new Random(11);
        for (var read = 0; read < 1000; read++)
        {
            var window = await storage.Cases.ListAsync(
                Everything with { States = read % 2 == 0 ? [] : Enum.GetValues<CaseState>(), Sort = (CaseSort)(read % 3), Offset = random.Next(30), Limit = random.Next(1, 40) }, DataFolder.Cancel);
            Assert.True(window.Rows.Count <= window.Total);
            Assert.Equal(window.Rows.Count, window.Rows.Select(row => row.Id).Distinct().Count());
            Assert.All(window.Rows, row => Assert.Equal(row.State == CaseState.Proposed, row.ProposedBy is not null));
        }

        await written.CancelAsync();
        await writer;
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Scheduler_finds_late_and_paused_cases_once_and_no_escalated_or_closed_ones()
    {
        await using var storage = await folder.OpenAsync();
        var rows = await FillAsync(storage, 60);
        var now = folder.Time.Now.AddHours(50);
        var today = DateOnly.FromDateTime(folder.Time.Now.UtcDateTime).AddDays(14);
        var paused = new HashSet<CaseId>();
        foreach (var row in rows.Where(row => row.State == CaseState.Waiting))
        {
            if ((await storage.Cases.FindAsync(row.Id, DataFolder.Cancel))!.WaitsUntil <= today)
            {
                paused.Add(row.Id);
            }
        }

        var late = rows.Where(row => row is { State: not (CaseState.Closed or CaseState.Waiting), IsEscalated: false } && row.DueAt <= now).Select(row => row.Id).ToHashSet();
        var due = await storage.Cases.ListDueAsync(now, today, 1000, DataFolder.Cancel);
        Assert.NotEmpty(paused);
        Assert.NotEmpty(late);
        Assert.Equal(paused.Concat(late).Order(Comparer<CaseId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))), due.Order(Comparer<CaseId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
        Assert.Equal(2, (await storage.Cases.ListDueAsync(now, today, 2, DataFolder.Cancel)).Count);
    }

    [Fact]
    public async Task Drawn_case_waits_for_somebody_who_never_had_it_and_is_judged_once()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        var at = folder.Time.Now;
        var (first, second) = (await CloseAsync(storage, 0, at), await CloseAsync(storage, 1, at.AddMinutes(1)));
        var open = CaseSamples.Opened(DataFolder.Id(0), FindingKind.AliveClaim, RiskColour.Red, "page:1", at);
        await CaseSamples.AddAsync(storage, [open]);
        await DrawAsync(storage, second, at.AddHours(1));
        await DrawAsync(storage, first, at.AddHours(2));
        await DrawAsync(storage, second, at.AddHours(3));
        await DrawAsync(storage, open.Case, at);
        var reviewer = new CaseworkerId("cw-9");
        Assert.Equal([second, first], (await storage.Cases.ListBlindAsync(reviewer, "99", 10, DataFolder.Cancel)).Select(state => state.Id));
        Assert.Empty(await storage.Cases.ListBlindAsync(reviewer, "33", 10, DataFolder.Cancel));
        Assert.Empty(await storage.Cases.ListBlindAsync(CaseSamples.Clerk, string.Empty, 10, DataFolder.Cancel));
        Assert.Empty(await storage.Cases.ListBlindAsync(CaseSamples.Chief, string.Empty, 10, DataFolder.Cancel));
        var judged = new BlindReview(first, reviewer, BlindConclusion.NoLoss, BlindConclusion.Loss, CaseSamples.Clerk, "team-a", at.AddDays(1));
        Assert.True(await JudgeAsync(storage, judged));
        Assert.False(await JudgeAsync(storage, judged with { Conclusion = BlindConclusion.Loss }));
        Assert.Equal(second, Assert.Single(await storage.Cases.ListBlindAsync(reviewer, string.Empty, 10, DataFolder.Cancel)).Id);
        Assert.Equal([judged], await storage.Cases.ListJudgedAsync(at, at.AddDays(2), "9901", DataFolder.Cancel));
        Assert.Empty(await storage.Cases.ListJudgedAsync(at, at.AddDays(1), string.Empty, DataFolder.Cancel));
        Assert.Empty(await storage.Cases.ListJudgedAsync(at, at.AddDays(2), "33", DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(0, 0)]
    [InlineData(0, 501)]
    public async Task Window_out_of_bounds_is_a_broken_contract(int offset, int limit)
    {
        await using var storage = await folder.OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentOutOfRangeException>(() => storage.Cases.ListAsync(Everything with { Offset = offset, Limit = limit }, DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    internal static async Task DrawAsync(PlatformStorage storage, CaseId id, DateTimeOffset at)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.BlindReviews.DrawAsync(id, at, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    internal static async Task<bool> JudgeAsync(PlatformStorage storage, BlindReview review)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var added = await work.BlindReviews.AddAsync(review, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return added;
    }

    private static async Task<CaseId> CloseAsync(PlatformStorage storage, int person, DateTimeOffset at)
    {
        var opened = CaseSamples.Opened(DataFolder.Id(person), DataFolder.Death, RiskColour.Red, "d.csv:1", at);
        await CaseSamples.AddAsync(
            storage,
            [
                opened,
                new CaseAssigned(opened.Case, opened.Beneficiary, 2, CaseSamples.Clerk, at),
                new CaseClosed(opened.Case, opened.Beneficiary, 3, CaseSamples.Clerk, CaseConclusion.FindingRefuted, at),
            ]);
        return opened.Case;
    }

    /// <summary>Cases of three kinds in four divisions with lives of different length, some with a deadline; and their lines.</summary>
    private async Task<List<CaseRow>> FillAsync(PlatformStorage storage, int count)
    {
        var people = Enumerable.Range(0, 12).Select(number => DataFolder.Person(number) with { DivisionCode = Divisions[number % Divisions.Length] });
        await new RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(Eligibility.Auditing.Sha256Digest.Of("queue"u8), "register", people, DataFolder.Cancel);
        var random = new Random(7);
        List<CaseRow> rows = [];
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        for (var number = 0; number < count; number++)
        {
            var at = folder.Time.Now.AddMinutes(number / 3);
            var state = ReviewCase.From([CaseSamples.Opened(DataFolder.Id(number % 12), Kinds[number % 3], (RiskColour)((number % 5 % 3) + 1), $"d.csv:{number}", at)]);
            for (var step = random.Next(6); step > 0; step--)
            {
                state = CaseSamples.Next(state, (uint)random.Next(), at.AddSeconds(step)).Aggregate(state, static (before, happened) => before.Apply(happened));
            }

            DateTimeOffset? due = number % 4 == 0 ? null : at.AddHours(number % 7 * 10);
            await work.Cases.AddAsync(state.Events, DataFolder.Cancel);
            await work.Cases.ScheduleAsync([new CaseDeadline(state.Id, due)], DataFolder.Cancel);
            rows.Add(CaseSamples.RowOf(state, due, Divisions[number % 12 % Divisions.Length]));
        }

        await work.CommitAsync(DataFolder.Cancel);
        return rows;
    }

    private static bool Fits(CaseRow row, CaseFilter filter) =>
        (filter.States.Count == 0 ? row.State != CaseState.Closed : filter.States.Contains(row.State))
        && (filter.Colours.Count == 0 || filter.Colours.Contains(row.Colour))
        && (filter.Kinds.Count == 0 || filter.Kinds.Contains(row.Kind))
        && row.DivisionCode.StartsWith(filter.Division, StringComparison.Ordinal)
        && (filter.AssignedTo is null || row.AssignedTo == filter.AssignedTo)
        && (!filter.Nobody || row.AssignedTo is null)
        && (filter.DueBefore is null || row.DueAt < filter.DueBefore)
        && (filter.ProposedNotBy is null || (row.State == CaseState.Proposed && row.ProposedBy != filter.ProposedNotBy));

    private static IEnumerable<CaseRow> Sorted(IEnumerable<CaseRow> rows, CaseSort sort)
    {
        var ordered = sort switch
        {
            CaseSort.Risk => rows.OrderByDescending(row => row.IsEscalated).ThenByDescending(row => row.Colour).ThenBy(row => row.DueAt ?? DateTimeOffset.MaxValue),
            CaseSort.Due => rows.OrderBy(row => row.DueAt ?? DateTimeOffset.MaxValue),
            _ => rows.OrderBy(row => row.OpenedAt),
        };
        return ordered.ThenBy(row => row.Id.ToString(), StringComparer.Ordinal);
    }

    private Gen<CaseFilter> Filters() =>
        from states in Gen.SubListOf(Enum.GetValues<CaseState>())
        from colours in Gen.SubListOf(Enum.GetValues<RiskColour>())
        from kinds in Gen.SubListOf(Kinds)
        from division in Gen.Elements(string.Empty, "33", "3301", "330106", "9", "12")
        from assigned in Gen.Elements<CaseworkerId?>(null, null, CaseSamples.Clerk, CaseSamples.Colleague)
        from nobody in Gen.Elements(false, false, false, true)
        from due in Gen.Elements<int?>(null, null, 0, 25, 60)
        from proposed in Gen.Elements<CaseworkerId?>(null, null, null, CaseSamples.Clerk, CaseSamples.Colleague)
        from sort in Gen.Elements(Enum.GetValues<CaseSort>())
        from offset in Gen.Choose(0, 40)
        from limit in Gen.Choose(1, 60)
        select new CaseFilter([.. states], [.. colours], [.. kinds], division, assigned, nobody, due is { } hours ? folder.Time.Now.AddHours(hours) : null, proposed, sort, offset, limit);
}

public sealed class QueueOnSqliteTests() : QueueTests(new DataFolder());

public sealed class QueueOnPostgresTests(PostgresServer server) : QueueTests(new DataFolder(server));
