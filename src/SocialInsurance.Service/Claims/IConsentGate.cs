using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Claims;

/// <summary>Whether a person's separate consent to face processing is in force.</summary>
internal interface IConsentGate
{
    ValueTask<bool> IsGivenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
