using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>What the store knows about the people of a batch.</summary>
/// <param name="RunIsNew">then a decision that is stored already was stored by an earlier batch of the same list</param>
internal sealed record SilentKnowledge(
    bool RunIsNew,
    IReadOnlyDictionary<BeneficiaryId, CertificationStanding> Standings,
    IReadOnlyDictionary<BeneficiaryId, DecisionFingerprint> Decided,
    IReadOnlySet<CaseKey> Cases);

/// <summary>What a batch of decisions writes, decided purely from what is known; or the refusal.</summary>
internal sealed class SilentPlan
{
    public List<CertificationDecision> Decisions { get; } = [];

    public List<CertificationStanding> Renewals { get; } = [];

    public List<CaseOpened> CasesOpened { get; } = [];

    public int AlreadyRecorded { get; private set; }

    public Refusal? Refusal { get; private set; }

    public static IEnumerable<CaseKey> CaseKeysOf(SilentDecision decision) =>
        decision.Findings.Select(finding => new CaseKey(decision.Beneficiary, finding.Kind, finding.RecordPlace));

    public static SilentPlan Decide(
        SilentRun run, DateTimeOffset decidedAt, IReadOnlyList<SilentDecision> batch, SilentKnowledge known)
    {
        var plan = new SilentPlan();
        var seen = new HashSet<BeneficiaryId>(batch.Count);
        var cases = new HashSet<CaseKey>(known.Cases);
        foreach (var decision in batch)
        {
            plan.Refusal = RefusalOf(run, decision, known, seen);
            if (plan.Refusal is not null)
            {
                return plan;
            }

            if (known.Decided.ContainsKey(decision.Beneficiary))
            {
                plan.AlreadyRecorded++;
            }
            else
            {
                plan.Record(run, decidedAt, decision, known.Standings[decision.Beneficiary], cases);
            }
        }

        return plan;
    }

    private static Refusal? RefusalOf(SilentRun run, SilentDecision decision, SilentKnowledge known, HashSet<BeneficiaryId> seen)
    {
        if (!known.Standings.ContainsKey(decision.Beneficiary))
        {
            return new BeneficiaryUnknown(decision.Beneficiary);
        }

        var isStored = known.Decided.TryGetValue(decision.Beneficiary, out var stored);
        if (!seen.Add(decision.Beneficiary) || (isStored && known.RunIsNew))
        {
            return new DecisionRepeated(decision.Beneficiary);
        }

        var contradicts = isStored && stored != new DecisionFingerprint(decision.Outcome, decision.RuleCode);
        return contradicts ? new DecisionContradictsRun(run.Id, decision.Beneficiary) : null;
    }

    private void Record(
        SilentRun run, DateTimeOffset decidedAt, SilentDecision decision, CertificationStanding standing, HashSet<CaseKey> cases)
    {
        var id = new DecisionId(Guid.CreateVersion7(decidedAt));
        var period = decision.Outcome == DecisionOutcome.Certified
            ? CertificationPeriod.Open(decision.Beneficiary, run.AsOf, run.CycleMonths, id)
            : null;
        Decisions.Add(new CertificationDecision(
            id,
            decision.Beneficiary,
            CertificationMethod.Silent,
            decision.Outcome,
            decision.RuleCode,
            run.Policy,
            decision.Evidence,
            decidedAt,
            DeciderKind.Automatic,
            new DecisionOrigin.ComparisonRun(run.Id),
            null,
            period));
        if (period is not null && standing.Renew(period) is var renewed && renewed != standing)
        {
            Renewals.Add(renewed);
        }

        CasesOpened.AddRange(CaseDecider.OpenFor(decision.Beneficiary, id, decision.Findings, cases, decidedAt));
    }
}
