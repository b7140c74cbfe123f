using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>What was decided about one attempt of a face session.</summary>
/// <param name="Attempt">from 1</param>
/// <param name="Method">SelfFace, or Assisted when a caseworker or helper was present</param>
/// <param name="Policy">policy with its verification profile</param>
/// <param name="ModelDigests">"task=sha256" joined by ';'</param>
/// <param name="Findings">for the caseworker; a finding's place is the session, never a picture</param>
public sealed record FaceSessionDecision(
    SessionId Session,
    int Attempt,
    BeneficiaryId Beneficiary,
    CertificationMethod Method,
    DecisionOutcome Outcome,
    string RuleCode,
    PolicyReference Policy,
    DeciderKind Decider,
    string ModelDigests,
    int CycleMonths,
    IReadOnlyList<Finding> Findings);

/// <summary>The result of recording one attempt; <paramref name="Decision"/> is the stored one, also on repetition.</summary>
public sealed record FaceDecisionResult(
    RecordingStatus Status, CertificationDecision? Decision, int CasesOpened, AuditHead? Head, Refusal? Refusal);

/// <summary>
/// Stores the decision of a face session: decision, renewed period, review cases and audit entries, in one transaction.
/// Idempotent on session and attempt.
/// </summary>
public sealed class RecordFaceDecision(IEligibilityStore store, TimeProvider time, CaseSurroundings? surroundings = null)
{
    private readonly CaseClock _clock = new(surroundings ?? CaseSurroundings.Default);

    /// <param name="certifiedOn">the local day of the session: a period begins on it</param>
    public async Task<FaceDecisionResult> ExecuteAsync(
        FaceSessionDecision session, DateOnly certifiedOn, CancellationToken cancellationToken)
    {
        if (session.Method == CertificationMethod.Silent)
        {
            throw new ArgumentException("Method: expected SelfFace or Assisted, found Silent.", nameof(session));
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var stored = await work.Decisions.FindSessionDecisionAsync(session.Session, session.Attempt, cancellationToken);
        if (stored is not null)
        {
            return IsSame(stored, session)
                ? new FaceDecisionResult(RecordingStatus.AlreadyRecorded, stored, 0, null, null)
                : Refused(new SessionAlreadyDecided(session.Session, session.Attempt));
        }

        var standings = await work.Beneficiaries.FetchStandingsAsync([session.Beneficiary], cancellationToken);
        if (!standings.TryGetValue(session.Beneficiary, out var standing))
        {
            return Refused(new BeneficiaryUnknown(session.Beneficiary));
        }

        var keys = session.Findings.Select(finding => new CaseKey(session.Beneficiary, finding.Kind, finding.RecordPlace));
        var existing = await work.Cases.FetchExistingAsync([.. keys], cancellationToken);
        var decision = Decide(session, certifiedOn, time.GetStoredNow());
        List<CaseOpened> cases =
            [.. CaseDecider.OpenFor(session.Beneficiary, decision.Id, session.Findings, [.. existing], decision.DecidedAt)];
        await work.Decisions.AddAsync([decision], cancellationToken);
        if (decision.Period is not null)
        {
            await work.Beneficiaries.RenewAsync([standing.Renew(decision.Period)], session.Method, cancellationToken);
        }

        await work.Cases.AddAsync(cases, cancellationToken);
        await work.Cases.ScheduleAsync([.. cases.Select(opened => _clock.DeadlineOf(ReviewCase.From([opened])))], cancellationToken);
        return new FaceDecisionResult(
            RecordingStatus.Recorded, decision, cases.Count, await work.CommitAsync(cancellationToken), null);
    }

    private static CertificationDecision Decide(FaceSessionDecision session, DateOnly certifiedOn, DateTimeOffset decidedAt)
    {
        var id = new DecisionId(Guid.CreateVersion7(decidedAt));
        return new CertificationDecision(
            id,
            session.Beneficiary,
            session.Method,
            session.Outcome,
            session.RuleCode,
            session.Policy,
            null,
            decidedAt,
            session.Decider,
            new DecisionOrigin.FaceSession(session.Session, session.Attempt),
            session.ModelDigests,
            session.Outcome == DecisionOutcome.Certified
                ? CertificationPeriod.Open(session.Beneficiary, certifiedOn, session.CycleMonths, id)
                : null);
    }

    private static bool IsSame(CertificationDecision stored, FaceSessionDecision session) =>
        stored.Beneficiary == session.Beneficiary && stored.Outcome == session.Outcome && stored.RuleCode == session.RuleCode;

    private static FaceDecisionResult Refused(Refusal refusal) => new(RecordingStatus.Refused, null, 0, null, refusal);
}
