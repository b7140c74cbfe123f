using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Benefits;

/// <summary>
/// The payment of a benefit was suspended, terminated or resumed. Made by <see cref="BenefitLaw"/> alone, and read back by the store;
/// an architecture test holds that.
/// </summary>
/// <param name="Ordinal">number of the change of this beneficiary, from 1</param>
/// <param name="EffectiveMonth">first day of the first month in the new state</param>
/// <param name="Case">the case whose file holds investigation, contacts, proposal and reason</param>
/// <param name="ApprovedBy">another person than <paramref name="ProposedBy"/>; null exactly for a resumption, which is one step</param>
/// <param name="RulesVersion">of the review rules that judged</param>
public sealed record BenefitChanged(
    BeneficiaryId Beneficiary,
    int Ordinal,
    BenefitMeasure Measure,
    MeasureGround Ground,
    string LegalBasis,
    DateOnly EffectiveMonth,
    CaseId Case,
    CaseworkerId ProposedBy,
    CaseworkerId? ApprovedBy,
    long? MonthlyAmountFen,
    BackPayment? BackPay,
    string RulesVersion,
    DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.BenefitChanged;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("benefit-changed/1");
        writer.Add(Beneficiary.Value);
        writer.Add(Ordinal);
        writer.Add((long)Measure);
        writer.Add((long)Ground);
        writer.Add(LegalBasis);
        writer.Add((DateOnly?)EffectiveMonth);
        writer.Add(Case.Value);
        writer.Add(ProposedBy.Value);
        writer.Add(ApprovedBy?.Value);
        AddNumber(writer, MonthlyAmountFen);
        writer.Add(BackPay?.FromMonth);
        writer.Add(BackPay?.UntilMonth);
        AddNumber(writer, BackPay?.AmountFen);
        writer.Add(RulesVersion);
        writer.Add(RecordedAt);
    }

    private static void AddNumber(CanonicalWriter writer, long? number)
    {
        if (number is { } value)
        {
            writer.Add(value);
        }
        else
        {
            writer.AddAbsent();
        }
    }
}

/// <summary>How a person's benefit stands: the fold of its changes.</summary>
/// <param name="SinceMonth">first day of the first month of this state; null while nothing ever happened</param>
/// <param name="Changes">oldest first</param>
public sealed record BenefitStanding(BeneficiaryId Beneficiary, BenefitState State, DateOnly? SinceMonth, IReadOnlyList<BenefitChanged> Changes)
{
    /// <param name="changes">all of one beneficiary, oldest first</param>
    public static BenefitStanding Of(BeneficiaryId beneficiary, IReadOnlyList<BenefitChanged> changes) =>
        changes.Aggregate(new BenefitStanding(beneficiary, BenefitState.InPayment, null, []), static (standing, change) => standing.Apply(change));

    public BenefitStanding Apply(BenefitChanged change) => new(Beneficiary, StateAfter(change.Measure), change.EffectiveMonth, [.. Changes, change]);

    public static BenefitState StateAfter(BenefitMeasure measure) => measure switch
    {
        BenefitMeasure.Suspend => BenefitState.Suspended,
        BenefitMeasure.Terminate => BenefitState.Terminated,
        BenefitMeasure.Resume => BenefitState.InPayment,
        _ => throw new ArgumentException($"Benefit measure {(int)measure} is not known.", nameof(measure)),
    };
}

/// <summary>Changes of benefits inside a transaction.</summary>
public interface IBenefitRecords
{
    Task<BenefitStanding> FindAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Stores a change with its audit entry.</summary>
    Task AddAsync(BenefitChanged change, CancellationToken cancellationToken);
}

/// <summary>Reads how benefits stand. Safe on any thread.</summary>
public interface IBenefitReader
{
    Task<BenefitStanding> FindStandingAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
