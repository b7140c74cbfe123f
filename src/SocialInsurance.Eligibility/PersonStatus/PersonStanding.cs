using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.PersonStatus;

/// <summary>How a person stands on a day. Not stored. No value stops a payment.</summary>
public enum StandingState
{
    Certified = 1,

    Due = 2,

    NotDue = 3,

    WithCaseworker = 4,
}

/// <summary>All that the standing follows from.</summary>
/// <param name="Decisions">newest first</param>
/// <param name="OpenCases">not closed</param>
public sealed record StandingFacts(
    CertificationStanding Standing, IReadOnlyList<CertificationDecision> Decisions, IReadOnlyList<ReviewCase> OpenCases);

/// <param name="InForce">the decision on which the last certification rests; null when it was not made here</param>
/// <param name="AttemptsLeft">face tries before a person takes over</param>
public sealed record PersonStanding(StandingState State, CertificationDecision? InForce, int AttemptsLeft)
{
    /// <summary>Days before the due day from which the page asks: data comparison runs first, so that nobody is asked in vain.</summary>
    public const int ReminderDays = 30;

    /// <summary>Days for which a failed try counts.</summary>
    public const int AttemptDays = 30;

    private static readonly FindingKind FaceReferred = new("FaceReferred");

    /// <param name="today">local day</param>
    /// <param name="maximumAttempts">from the policy</param>
    /// <param name="localDay">the local day of an instant</param>
    public static PersonStanding Of(StandingFacts facts, DateOnly today, int maximumAttempts, Func<DateTimeOffset, DateOnly> localDay)
    {
        var inForce = facts.Decisions.FirstOrDefault(decision => decision.Period?.From == facts.Standing.LastCertifiedOn && decision.Period is not null);
        return new PersonStanding(StateOf(facts, today), inForce, CountAttemptsLeft(facts, today.AddDays(-AttemptDays), maximumAttempts, localDay));
    }

    private static StandingState StateOf(StandingFacts facts, DateOnly today)
    {
        if (facts.OpenCases.Any(NeedsCaseworker))
        {
            return StandingState.WithCaseworker;
        }

        if (facts.Standing.DueOn <= today.AddDays(ReminderDays) || IsAskedFor(facts))
        {
            return StandingState.Due;
        }

        return facts.Standing.LastCertifiedOn is null ? StandingState.NotDue : StandingState.Certified;
    }

    /// <summary>A blue case leaves a trace, and a drawn sample doubts nobody: the person stays as certified as before.</summary>
    private static bool NeedsCaseworker(ReviewCase open) => open.Kind != FindingKind.AuditSample && open.Colour != RiskColour.Blue;

    /// <summary>The last word of the comparison was that records do not suffice.</summary>
    private static bool IsAskedFor(StandingFacts facts) =>
        facts.Decisions.FirstOrDefault(IsSilentOrCertified) is { Outcome: DecisionOutcome.FaceRequired };

    private static bool IsSilentOrCertified(CertificationDecision decision) =>
        decision.Method == CertificationMethod.Silent || decision.Outcome == DecisionOutcome.Certified;

    /// <summary>Failed tries since the last certification or referral; none left while a referral waits for its caseworker.</summary>
    /// <param name="since">the first local day whose tries count</param>
    private static int CountAttemptsLeft(StandingFacts facts, DateOnly since, int maximumAttempts, Func<DateTimeOffset, DateOnly> localDay)
    {
        if (facts.OpenCases.Any(open => open.Kind == FaceReferred))
        {
            return 0;
        }

        var failed = facts.Decisions
            .Where(decision => decision.Origin is DecisionOrigin.FaceSession && localDay(decision.DecidedAt) >= since)
            .TakeWhile(decision => decision.Outcome == DecisionOutcome.FaceRequired)
            .Count();
        return Math.Max(0, maximumAttempts - failed);
    }
}
