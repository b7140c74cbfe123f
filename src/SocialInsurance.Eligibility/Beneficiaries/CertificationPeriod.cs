using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>
/// The time for which a certification counts (认证周期): rolling, from the day of certification.
/// </summary>
/// <param name="Until">the first day that the period no longer covers: the next due date</param>
/// <param name="OpenedBy">the decision that certified</param>
public sealed record CertificationPeriod(BeneficiaryId Beneficiary, DateOnly From, DateOnly Until, DecisionId OpenedBy)
{
    /// <param name="cycleMonths">from the policy at that date; 12 unless a region or scheme differs</param>
    public static CertificationPeriod Open(BeneficiaryId beneficiary, DateOnly certifiedOn, int cycleMonths, DecisionId openedBy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cycleMonths, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cycleMonths, 60);
        return new CertificationPeriod(beneficiary, certifiedOn, certifiedOn.AddMonths(cycleMonths), openedBy);
    }
}
