using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>A caseworker saw the person alive: at a window, on a visit, by video ("我还健在", from any channel).</summary>
/// <param name="Meeting">the visit, call or window entry</param>
/// <param name="ConfirmedOn">local day; the new period begins on it</param>
/// <param name="CycleMonths">length of a certification period, from the policy at that day</param>
/// <param name="Place">how and where they met; null when only the meeting's id is known</param>
public sealed record AliveConfirmation(
    BeneficiaryId Beneficiary, CaseworkerId By, SessionId Meeting, DateOnly ConfirmedOn, PolicyReference Policy, int CycleMonths, MeetingPlace? Place = null);

/// <summary>
/// What the confirmation did, or the refusal. Closed cases were refuted; the decision certifies by a person.
/// The same meeting confirmed again changes nothing: the stored decision, nothing closed, no head.
/// </summary>
public sealed record AliveConfirmed(CertificationDecision? Decision, IReadOnlyList<ReviewCase> Closed, AuditHead? Head, Refusal? Refusal);

/// <summary>
/// Puts a person wrongly reported dead right in one step and one transaction: every open case that doubts the person's
/// life is closed as refuted and the person is certified by the caseworker. Nothing had been stopped: no machine can.
/// Idempotent on the meeting.
/// </summary>
public sealed class ConfirmAlive(IEligibilityStore store, TimeProvider time)
{
    private const string RuleCode = "person.confirmedAlive";

    /// <summary>A meeting has one attempt.</summary>
    private const int Attempt = 1;

    /// <summary>Kinds of finding that a living person refutes, by their stable codes.</summary>
    private static readonly HashSet<string> DoubtsOfLife =
        ["DeathCorroborated", "DeathSuspected", "DeathContradicted", "PossibleDeathLink", "OpenPossibleLink"];

    public async Task<AliveConfirmed> ExecuteAsync(AliveConfirmation confirmation, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var standings = await work.Beneficiaries.FetchStandingsAsync([confirmation.Beneficiary], cancellationToken);
        if (!standings.TryGetValue(confirmation.Beneficiary, out var standing))
        {
            return new AliveConfirmed(null, [], null, new BeneficiaryUnknown(confirmation.Beneficiary));
        }

        var stored = await work.Decisions.FindSessionDecisionAsync(confirmation.Meeting, Attempt, cancellationToken);
        if (stored is not null)
        {
            return Repeated(stored, confirmation);
        }

        var now = time.GetStoredNow();
        var open = await work.Cases.FindOpenAsync(confirmation.Beneficiary, cancellationToken);
        List<CaseEvent> events = [];
        List<ReviewCase> closed = [];
        foreach (var doubt in open.Where(c => DoubtsOfLife.Contains(c.Kind.Code)))
        {
            closed.Add(Refute(doubt, confirmation.By, now, events));
        }

        var decision = Certify(confirmation, now);
        await work.Decisions.AddAsync([decision], cancellationToken);
        await work.Beneficiaries.RenewAsync([standing.Renew(decision.Period!)], CertificationMethod.Assisted, cancellationToken);
        await work.Cases.AddAsync(events, cancellationToken);
        if (confirmation.Place is { } place)
        {
            await work.Staff.AddMeetingAsync(new AssistedMeeting(confirmation, place, now), cancellationToken);
        }

        return new AliveConfirmed(decision, closed, await work.CommitAsync(cancellationToken), null);
    }

    /// <summary>Two windows, a retried request: the person is as alive as before. Another person's meeting is refused.</summary>
    private static AliveConfirmed Repeated(CertificationDecision stored, AliveConfirmation confirmation) =>
        stored.Beneficiary == confirmation.Beneficiary && stored.RuleCode == RuleCode
            ? new AliveConfirmed(stored, [], null, null)
            : new AliveConfirmed(null, [], null, new SessionAlreadyDecided(confirmation.Meeting, Attempt));

    private static ReviewCase Refute(ReviewCase state, CaseworkerId by, DateTimeOffset at, List<CaseEvent> events)
    {
        var happened = CaseDecider.Refute(state, by, CaseConclusion.FindingRefuted, "本人健在。", at);
        events.AddRange(happened);
        return happened.Aggregate(state, static (before, next) => before.Apply(next));
    }

    private static CertificationDecision Certify(AliveConfirmation confirmation, DateTimeOffset now)
    {
        var id = new DecisionId(Guid.CreateVersion7(now));
        return new CertificationDecision(
            id,
            confirmation.Beneficiary,
            CertificationMethod.Assisted,
            DecisionOutcome.Certified,
            RuleCode,
            confirmation.Policy,
            null,
            now,
            DeciderKind.Human,
            new DecisionOrigin.FaceSession(confirmation.Meeting, Attempt),
            null,
            CertificationPeriod.Open(confirmation.Beneficiary, confirmation.ConfirmedOn, confirmation.CycleMonths, id));
    }
}
