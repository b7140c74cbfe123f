using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Tests.Cases;

public sealed class CaseDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 31, 8, 0, 0, TimeSpan.Zero);
    private static readonly BeneficiaryId Person = new("B1");
    private static readonly CaseworkerId Wang = new("cw-1");
    private static readonly CaseworkerId Li = new("cw-2");

    [Fact]
    public void Case_assigned_and_closed_by_its_caseworker_is_closed()
    {
        var state = Follow(Opened(), new CaseCommand.Assign(Wang), new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted));
        Assert.Equal((CaseState.Closed, CaseConclusion.FindingRefuted), (state.State, state.Conclusion));
        Assert.Equal([1, 2, 3], state.Events.Select(happened => happened.Ordinal));
    }

    [Fact]
    public void Case_not_assigned_refuses_to_close() =>
        Assert.IsType<CaseNotAssigned>(RefusalOf(Opened(), new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted)));

    [Fact]
    public void Case_of_another_caseworker_refuses_to_close() =>
        Assert.IsType<CaseAssignedToAnother>(
            RefusalOf(Follow(Opened(), new CaseCommand.Assign(Wang)), new CaseCommand.Close(Li, CaseConclusion.FindingRefuted)));

    [Fact]
    public void Case_assigned_to_the_same_caseworker_again_is_refused() =>
        Assert.IsType<CaseAlreadyAssigned>(
            RefusalOf(Follow(Opened(), new CaseCommand.Assign(Wang)), new CaseCommand.Assign(Wang)));

    [Fact]
    public void Case_closed_refuses_everything()
    {
        var closed = Follow(Opened(), new CaseCommand.Assign(Wang), new CaseCommand.Close(Wang, CaseConclusion.HandedToInvestigation));
        Assert.IsType<CaseAlreadyClosed>(RefusalOf(closed, new CaseCommand.Assign(Li)));
        Assert.IsType<CaseAlreadyClosed>(RefusalOf(closed, new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted)));
    }

    [Fact]
    public void Case_after_any_commands_equals_the_fold_of_its_events()
    {
        var commands = Gen.Elements<CaseCommand>(
            new CaseCommand.Assign(Wang),
            new CaseCommand.Assign(Li),
            new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted),
            new CaseCommand.Close(Li, CaseConclusion.RecordOfAnotherPerson)).ListOf().ToArbitrary();
        Prop.ForAll(commands, list =>
        {
            var state = Opened();
            foreach (var command in list)
            {
                var answer = CaseDecider.Decide(state, command, SampleReview.Context(Person), At);
                if ((answer.Refusal is null) != (answer.Events.Count == 1))
                {
                    return false;
                }

                state = answer.Events.Aggregate(state, (before, happened) => before.Apply(happened));
            }

            var folded = ReviewCase.From(state.Events);
            return (folded.State, folded.AssignedTo, folded.Conclusion) == (state.State, state.AssignedTo, state.Conclusion)
                && state.Events.Select(happened => happened.Ordinal).SequenceEqual(Enumerable.Range(1, state.Events.Count));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Findings_on_one_record_open_one_case_per_kind()
    {
        var kind = new FindingKind("DeathSuspected");
        var covered = new HashSet<CaseKey> { new(Person, kind, "old.csv:1") };
        Finding[] findings =
        [
            new(kind, RiskColour.Red, "old.csv:1"),
            new(kind, RiskColour.Red, "new.csv:2"),
            new(kind, RiskColour.Red, "new.csv:2"),
            new(new FindingKind("CustodialSentence"), RiskColour.Red, "new.csv:2"),
        ];
        var opened = CaseDecider.OpenFor(Person, default, findings, covered, At).ToList();
        Assert.Equal(["DeathSuspected", "CustodialSentence"], opened.Select(happened => happened.Kind.Code));
    }

    [Fact]
    public void No_state_outcome_or_conclusion_stops_a_payment()
    {
        string[] names =
            [.. Enum.GetNames<CaseState>(), .. Enum.GetNames<DecisionOutcome>(), .. Enum.GetNames<CaseConclusion>()];
        Assert.DoesNotContain(names, name => name.Contains("Suspen", StringComparison.Ordinal)
            || name.Contains("Stop", StringComparison.Ordinal) || name.Contains("Terminat", StringComparison.Ordinal));
    }

    [Fact]
    public void Refusal_speaks_chinese_and_english_and_has_a_code()
    {
        var refusal = RefusalOf(Opened(), new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted));
        Assert.Equal("CaseNotAssigned", refusal!.Code);
        Assert.Contains("核查任务", refusal.Chinese, StringComparison.Ordinal);
        Assert.Contains("not assigned", refusal.English, StringComparison.Ordinal);
    }

    private static ReviewCase Opened() => ReviewCase.From(
        [new CaseOpened(new CaseId(Guid.CreateVersion7(At)), Person, new FindingKind("DeathSuspected"), RiskColour.Red, "d.csv:7", default, At)]);

    private static ReviewCase Follow(ReviewCase state, params CaseCommand[] commands) => commands.Aggregate(
        state, (before, command) => CaseDecider.Decide(before, command, SampleReview.Context(Person), At).Events.Aggregate(before, (now, happened) => now.Apply(happened)));

    private static Refusal? RefusalOf(ReviewCase state, CaseCommand command) => CaseDecider.Decide(state, command, SampleReview.Context(Person), At).Refusal;
}
