using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.PersonStatus;

namespace SocialInsurance.Eligibility.Tests.PersonStatus;

public sealed class PersonStandingTests
{
    private static readonly DateOnly Today = new(2026, 11, 1);
    private static readonly BeneficiaryId Person = new("B1");
    private static DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(TimeSpan.FromHours(8)).DateTime);

    private static readonly PolicyReference Policy = new("2026.1", Sha256Digest.Of("p"u8));

    [Fact]
    public void Tries_left_are_the_limit_less_the_failures_since_the_last_other_outcome() => Prop.ForAll(
        Gen.Elements(DecisionOutcome.FaceRequired, DecisionOutcome.Certified, DecisionOutcome.Review).ListOf().ToArbitrary(),
        outcomes =>
        {
            CertificationDecision[] decisions = [.. outcomes.Select((outcome, index) => Face(outcome, index + 1))];
            var trailing = 0;
            while (trailing < outcomes.Count && outcomes[trailing] == DecisionOutcome.FaceRequired)
            {
                trailing++;
            }

            var standing = PersonStanding.Of(Facts(decisions), Today, maximumAttempts: 3, LocalDay);

            Assert.Equal(Math.Max(0, 3 - trailing), standing.AttemptsLeft);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Failures_of_more_than_thirty_days_ago_do_not_count()
    {
        CertificationDecision[] decisions = [Face(DecisionOutcome.FaceRequired, 1), Face(DecisionOutcome.FaceRequired, 2) with { DecidedAt = At(Today.AddDays(-31)) }];
        Assert.Equal(2, PersonStanding.Of(Facts(decisions), Today, 3, LocalDay).AttemptsLeft);
    }

    [Theory]
    [InlineData(15, 59, 3)]
    [InlineData(16, 0, 2)]
    public void Failure_counts_from_the_local_day_on_not_from_the_day_in_Greenwich(int hour, int minute, int expected)
    {
        // 16:00 in Greenwich is midnight in China: the thirtieth day before today begins
        var failedAt = new DateTimeOffset(Today.AddDays(-31).ToDateTime(new TimeOnly(hour, minute)), TimeSpan.Zero);

        Assert.Equal(expected, PersonStanding.Of(Facts([Face(DecisionOutcome.FaceRequired, 1) with { DecidedAt = failedAt }]), Today, 3, LocalDay).AttemptsLeft);
    }

    [Fact]
    public void Silent_decisions_between_tries_do_not_give_new_ones()
    {
        CertificationDecision[] decisions = [Face(DecisionOutcome.FaceRequired, 1), Silent(DecisionOutcome.FaceRequired), Face(DecisionOutcome.FaceRequired, 2)];
        Assert.Equal(1, PersonStanding.Of(Facts(decisions), Today, 3, LocalDay).AttemptsLeft);
    }

    [Theory]
    [InlineData("DeathSuspected", RiskColour.Red, StandingState.WithCaseworker)]
    [InlineData("FaceReferred", RiskColour.Yellow, StandingState.WithCaseworker)]
    [InlineData("InvalidDocumentNumber", RiskColour.Blue, StandingState.Certified)]
    [InlineData("AuditSample", RiskColour.Red, StandingState.Certified)]
    public void Only_a_case_that_asks_for_a_caseworker_changes_the_standing(string kind, RiskColour colour, StandingState expected)
    {
        var opened = new CaseOpened(
            new CaseId(Guid.CreateVersion7(At(Today))), Person, new FindingKind(kind), colour, "x:1", new DecisionId(Guid.CreateVersion7(At(Today))), At(Today));
        var facts = Facts([], ReviewCase.From([opened]));

        Assert.Equal(expected, PersonStanding.Of(facts, Today, 3, LocalDay).State);
    }

    [Fact]
    public void Decision_in_force_is_the_one_of_the_last_certification_and_no_older_one()
    {
        var (newer, older) = (Certified(new DateOnly(2026, 10, 31)), Certified(new DateOnly(2025, 10, 31)));
        Assert.Equal(newer.Id, PersonStanding.Of(Facts([newer, older], last: new DateOnly(2026, 10, 31)), Today, 3, LocalDay).InForce?.Id);
        Assert.Null(PersonStanding.Of(Facts([newer, older], last: new DateOnly(2026, 10, 15)), Today, 3, LocalDay).InForce);
        Assert.Null(PersonStanding.Of(Facts([Silent(DecisionOutcome.NotDue)], noLast: true), Today, 3, LocalDay).InForce);
    }

    private static StandingFacts Facts(IReadOnlyList<CertificationDecision> decisions, ReviewCase? open = null, DateOnly? last = null, bool noLast = false) => new(
        new CertificationStanding(Person, new DateOnly(2027, 10, 31), noLast ? null : last ?? new DateOnly(2026, 10, 31)), decisions, open is null ? [] : [open]);

    private static CertificationDecision Face(DecisionOutcome outcome, int attempt) => new(
        new DecisionId(Guid.CreateVersion7(At(Today))), Person, CertificationMethod.SelfFace, outcome, "face", Policy, null, At(Today), DeciderKind.Automatic,
        new DecisionOrigin.FaceSession(new SessionId("s"), attempt), "m", null);

    private static CertificationDecision Silent(DecisionOutcome outcome) => new(
        new DecisionId(Guid.CreateVersion7(At(Today))), Person, CertificationMethod.Silent, outcome, "R", Policy, null, At(Today), DeciderKind.Automatic,
        new DecisionOrigin.ComparisonRun(new RunId("r")), null, null);

    private static CertificationDecision Certified(DateOnly on)
    {
        var decision = Silent(DecisionOutcome.Certified);
        return decision with { Period = CertificationPeriod.Open(Person, on, 12, decision.Id) };
    }

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(1, 0), TimeSpan.Zero);
}
