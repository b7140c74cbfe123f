using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Walks.Tests;

/// <summary>A wrongly dead person: nothing was stopped, one confirmation puts the books right.</summary>
public sealed class WronglyDeadWalkTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 2);
    private static readonly BeneficiaryId Active = new("W000000001");
    private static readonly BeneficiaryId Quiet = new("W000000002");
    private static readonly BeneficiaryId Namesake = new("W000000003");
    private static readonly BeneficiaryId Twice = new("W000000004");
    private static readonly BeneficiaryId[] Reported = [Active, Quiet, Namesake];
    private static readonly CaseworkerId Clerk = new("clerk-1");

    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Confirmation_refutes_every_doubt_of_life_and_certifies()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await ReportDeathsAsync(books);
        foreach (var person in Reported)
        {
            var confirmed = await ConfirmAsync(books, policy, person);
            var refuted = Assert.Single(confirmed.Closed);
            Assert.Equal((CaseState.Closed, CaseConclusion.FindingRefuted, Clerk), (refuted.State, refuted.Conclusion, refuted.AssignedTo));
            Assert.Equal((DecisionOutcome.Certified, DeciderKind.Human), (confirmed.Decision!.Outcome, confirmed.Decision.Decider));
            Assert.Equal((Today, Today.AddMonths(12)), (confirmed.Decision.Period!.From, confirmed.Decision.Period.Until));
            Assert.Equal(confirmed.Decision.Period, await books.Storage.Reader.FindPeriodAsync(person, Cancel));
            Assert.Equal(confirmed.Head, await books.WholeHeadAsync());
        }

        Snapshot.Match("wrongly-dead", await books.DescribeAuditAsync([.. Reported.Append(Twice).Select(p => p.Value), "run-1"])
            + await books.DescribeDecisionsAsync([.. Reported.Select(p => p.Value)])
            + await books.DescribeOpenCasesAsync());
    }

    [Fact]
    public async Task Nothing_is_ever_stopped_between_report_and_confirmation()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await ReportDeathsAsync(books);
        foreach (var person in Reported)
        {
            var reported = Assert.Single(await books.Storage.Reader.ReadDecisionsAsync(person, Cancel)).Decision;
            Assert.Equal((DecisionOutcome.Review, DeciderKind.Automatic, null), (reported.Outcome, reported.Decider, reported.Period));
            var due = (await books.Storage.Identities.FindAsync(person, Cancel))!.DueOn;
            Assert.Equal(new DateOnly(2026, 10, 30), due);
            var confirmed = await ConfirmAsync(books, policy, person);
            Assert.Equal([nameof(CaseOpened), nameof(CaseAssigned), nameof(CaseClosed)], Assert.Single(confirmed.Closed).Events.Select(e => e.GetType().Name));
        }
    }

    [Fact]
    public async Task Second_confirmation_is_harmless()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await ReportDeathsAsync(books);
        var first = await ConfirmAsync(books, policy, Quiet, meeting: "window-7");
        var head = await books.WholeHeadAsync();
        var retried = await ConfirmAsync(books, policy, Quiet, meeting: "window-7");
        Assert.Equal((first.Decision, null, null), (retried.Decision, retried.Head, retried.Refusal));
        Assert.Empty(retried.Closed);
        Assert.Equal(head, await books.WholeHeadAsync());

        var elsewhere = await ConfirmAsync(books, policy, Quiet, meeting: "visit-8");
        Assert.Equal((DecisionOutcome.Certified, null), (elsewhere.Decision!.Outcome, elsewhere.Refusal));
        Assert.Empty(elsewhere.Closed);
        Assert.Equal(first.Decision!.Period!.Until, (await books.Storage.Identities.FindAsync(Quiet, Cancel))!.DueOn);
    }

    [Fact]
    public async Task Meeting_of_one_person_never_certifies_another()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await ReportDeathsAsync(books);
        await ConfirmAsync(books, policy, Quiet, meeting: "window-7");
        var head = await books.WholeHeadAsync();
        var other = await ConfirmAsync(books, policy, Active, meeting: "window-7");
        Assert.IsType<SessionAlreadyDecided>(other.Refusal);
        var unknown = await ConfirmAsync(books, policy, new BeneficiaryId("W999999999"));
        Assert.IsType<BeneficiaryUnknown>(unknown.Refusal);
        Assert.Equal(head, await books.WholeHeadAsync());
        Assert.Null(await books.Storage.Reader.FindPeriodAsync(Active, Cancel));
    }

    [Fact]
    public async Task Same_death_record_in_the_next_run_opens_no_new_case_however_active_the_person_is()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await ReportDeathsAsync(books);
        await ConfirmAsync(books, policy, Quiet);
        await ConfirmAsync(books, policy, Active);
        var open = await books.DescribeOpenCasesAsync();
        await File.AppendAllTextAsync(workspace.At("data", "medical_settlement.csv"), $"{HandmadeData.Number(1)},张建国,2026-10-20\n", Cancel);
        using var next = Books.Compare(new HandmadeData(workspace), workspace.At("run-2"));
        var recorded = await books.RecordAsync("run-2", next);
        Assert.Equal((4, 0), (recorded.Decisions.Recorded, recorded.Decisions.CasesOpened));
        Assert.Equal(open, await books.DescribeOpenCasesAsync());
        Assert.Equal(Today.AddMonths(12), (await books.Storage.Identities.FindAsync(Quiet, Cancel))!.DueOn);
    }

    /// <summary>Reported dead with later activity, reported dead with none, a namesake's record; and a doubt that is not of life.</summary>
    private async Task<PolicyReference> ReportDeathsAsync(Books books)
    {
        string[] n = [.. Enumerable.Range(0, 5).Select(HandmadeData.Number)];
        var data = new HandmadeData(workspace)
            .Register($"{Active},{n[1]},张建国,2026-10-30\n{Quiet},{n[2]},李秀英,2026-10-30\n{Namesake},{n[3]},王桂兰,2026-10-30\n{Twice},{n[4]},刘玉珍,2026-10-30\n")
            .Feed("household_deregistration", "terminal", $"{n[1]},张建国,2026-09-01\n{n[2]},李秀英,2026-09-02\n{n[3]},赵铁柱,2026-09-03\n")
            .Feed("medical_settlement", "activity", $"{n[1]},张建国,2026-10-10\n", "personPresent")
            .Feed("duplicate_benefit", "duplicate", $"{n[4]},刘玉珍,2026-09-30\n");
        using var run = Books.Compare(data, workspace.At("run"));
        var recorded = await books.RecordAsync("run-1", run);
        Assert.Equal((4, 4), (recorded.Decisions.Recorded, recorded.Decisions.CasesOpened));
        books.Time.Step(minutes: 60);
        return RecordRun.PolicyOf(run.Policy.Policy.Stamp);
    }

    private static async Task<AliveConfirmed> ConfirmAsync(Books books, PolicyReference policy, BeneficiaryId person, string? meeting = null)
    {
        var confirmed = await new ConfirmAlive(books.Storage.Store, books.Time).ExecuteAsync(
            new AliveConfirmation(person, Clerk, new SessionId(meeting ?? $"window-{person}"), Today, policy, CycleMonths: 12), Cancel);
        books.Time.Step(minutes: 10);
        return confirmed;
    }

    public void Dispose() => workspace.Dispose();
}
