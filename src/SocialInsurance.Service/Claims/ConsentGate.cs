using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Service.Claims;

/// <summary>Consent as the books have it: given, not withdrawn, to the present text.</summary>
internal sealed class ConsentGate(IConsentReader consents) : IConsentGate
{
    private readonly RequireFaceConsent require = new(consents);

    public async ValueTask<bool> IsGivenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        (await require.ExecuteAsync(beneficiary, cancellationToken)).Refusal is null;
}
