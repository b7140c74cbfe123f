using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>
/// The tries by face since the person was last certified or last left a caseworker's hands. A session without a stored decision (a
/// lost connection, one that was given up) was no try.
/// </summary>
/// <param name="Next">number of the next try, from 1</param>
/// <param name="WasReferred">the last try ended at a caseworker; whether that is still so, open cases say</param>
public readonly record struct AttemptRound(int Next, bool WasReferred)
{
    /// <param name="decisions">all about one person, newest first</param>
    public static AttemptRound Of(IEnumerable<CertificationDecision> decisions)
    {
        var tries = 0;
        foreach (var decision in decisions)
        {
            if (decision.Outcome == DecisionOutcome.Certified || decision.Decider == DeciderKind.Human)
            {
                break;
            }

            if (decision.Origin is not DecisionOrigin.FaceSession)
            {
                continue;
            }

            if (decision.Outcome == DecisionOutcome.Review)
            {
                return new AttemptRound(tries + 1, WasReferred: tries == 0);
            }

            tries++;
        }

        return new AttemptRound(tries + 1, WasReferred: false);
    }

    /// <param name="maximum">tries before a person takes over, from the policy</param>
    public int Left(int maximum) => Math.Max(0, maximum - Next + 1);
}
