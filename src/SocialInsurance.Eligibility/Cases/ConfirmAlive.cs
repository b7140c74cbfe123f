using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
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
/// What the confirmation did, or the refusal. Closed cases were refuted or are done; the decision certifies by a person.
/// The same meeting confirmed again changes nothing: the stored decision, nothing closed, no head.
/// </summary>
public sealed record AliveConfirmed(CertificationDecision? Decision, IReadOnlyList<ReviewCase> Closed, AuditHead? Head, Refusal? Refusal)
{
    /// <summary>The payment that goes on again, with what is paid after; null: it had not been stopped, or for a reason that is not life.</summary>
    public BenefitChanged? Resumption { get; init; }
}

/// <summary>
/// Puts a person wrongly reported dead right in one step and one transaction: every case that doubts the person's life is closed as
/// refuted, from whatever state; what a person stopped for it is resumed with back pay; the payment system, every source of a wrong
/// record and everybody who was told or asked are told; the person is certified by the caseworker. Idempotent on the meeting.
/// </summary>
public sealed class ConfirmAlive(IEligibilityStore store, TimeProvider time, CaseSurroundings? surroundings = null)
{
    private const string RuleCode = "person.confirmedAlive";
    private const string Reason = "本人健在。";

    /// <summary>A meeting has one attempt.</summary>
    private const int Attempt = 1;

    private readonly CaseSurroundings _surroundings = surroundings ?? CaseSurroundings.Default;

    public async Task<AliveConfirmed> ExecuteAsync(AliveConfirmation confirmation, CancellationToken cancellationToken)
    {
        var deaths = await PutRight.DeathsOfAsync(_surroundings, confirmation.Beneficiary, cancellationToken);
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

        if ((await work.Staff.ReadDeclaredRelativesAsync(confirmation.By, cancellationToken)).Contains(confirmation.Beneficiary))
        {
            return new AliveConfirmed(null, [], null, new OwnRelative());
        }

        var now = time.GetStoredNow();
        var right = new PutRight(work, _surroundings, deaths, confirmation.By, now);
        await UndoAsync(work, right, confirmation.Beneficiary, cancellationToken);
        var decision = Certify(confirmation, now);
        await work.Decisions.AddAsync([decision], cancellationToken);
        await work.Beneficiaries.RenewAsync([standing.Renew(decision.Period!)], CertificationMethod.Assisted, cancellationToken);
        await right.WriteAsync(confirmation.Beneficiary, confirmation.Meeting.Value, cancellationToken);
        if (confirmation.Place is { } place)
        {
            await work.Staff.AddMeetingAsync(new AssistedMeeting(confirmation, place, now), cancellationToken);
        }

        return new AliveConfirmed(decision, right.Closed, await work.CommitAsync(cancellationToken), null) { Resumption = right.Resumption };
    }

    /// <summary>Cases that doubt the life of the person, also those on which a stop rests; and the stop itself.</summary>
    private static async Task UndoAsync(IEligibilityWork work, PutRight right, BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        foreach (var file in await work.Cases.FindOpenAsync(beneficiary, cancellationToken))
        {
            if (DoubtKinds.IsDoubtOfLife(file.Kind))
            {
                right.Overturn(file, Reason);
            }
            else if (DoubtKinds.IsAnsweredByMeeting(file.Kind))
            {
                right.Finish(file, CaseConclusion.CertifiedInPerson, Reason);
            }
        }

        // a stop for custody or a double benefit says nothing about life: it stays, and has its own way back
        var benefit = await work.Benefits.FindAsync(beneficiary, cancellationToken);
        var stop = BenefitLaw.StopOf(benefit);
        if (stop.Count == 0 || stop.Any(change => change.Ground is not (MeasureGround.Death or MeasureGround.SilenceOfData)))
        {
            return;
        }

        foreach (var id in stop.Where(change => change.Ground == MeasureGround.Death).Select(change => change.Case).Distinct())
        {
            // an open case on which the stop rests was opened again and is closed above already
            if (!right.Closed.Any(closed => closed.Id == id) && await work.Cases.FindAsync(id, cancellationToken) is { } file)
            {
                right.Overturn(file, Reason);
            }
        }

        await right.ResumeAsync(benefit, stop[^1].Case, cancellationToken);
    }

    /// <summary>Two windows, a retried request: the person is as alive as before. Another person's meeting is refused.</summary>
    private static AliveConfirmed Repeated(CertificationDecision stored, AliveConfirmation confirmation) =>
        stored.Beneficiary == confirmation.Beneficiary && stored.RuleCode == RuleCode
            ? new AliveConfirmed(stored, [], null, null)
            : new AliveConfirmed(null, [], null, new SessionAlreadyDecided(confirmation.Meeting, Attempt));

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
