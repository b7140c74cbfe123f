using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>The text that people are shown now. A changed text needs a new version, and a new consent.</summary>
public static class FaceConsentText
{
    public const string CurrentVersion = "face-2026.1";
}

/// <summary>Records the consent to the text in force. The same consent again changes nothing and answers the one that stands.</summary>
public sealed class GiveFaceConsent(IEligibilityStore store, TimeProvider time)
{
    /// <param name="textVersion">of the text that was shown</param>
    /// <param name="helper">the relative who acts for the person; null for the person</param>
    public async Task<ConsentResult> ExecuteAsync(
        BeneficiaryId beneficiary, string textVersion, HelperId? helper, CancellationToken cancellationToken)
    {
        if (textVersion != FaceConsentText.CurrentVersion)
        {
            return new ConsentResult(null, new ConsentTextOutdated(textVersion, FaceConsentText.CurrentVersion));
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var known = await work.Beneficiaries.FetchStandingsAsync([beneficiary], cancellationToken);
        if (known.Count == 0)
        {
            return new ConsentResult(null, new EnrolleeUnknown(beneficiary));
        }

        var stands = await work.Enrolments.FindConsentInForceAsync(beneficiary, cancellationToken);
        if (stands?.TextVersion == textVersion)
        {
            return new ConsentResult(stands, null);
        }

        var now = time.GetStoredNow();
        var consent = new FaceConsent(new ConsentId(Guid.CreateVersion7(now)), beneficiary, textVersion, now, helper);
        await work.Enrolments.AddConsentAsync(consent, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new ConsentResult(consent, null);
    }
}

/// <summary>The consent without which no face session may be opened: not taken back, and to the text in force.</summary>
public sealed class RequireFaceConsent(IConsentReader consents)
{
    public async Task<ConsentResult> ExecuteAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var consent = await consents.FindFaceConsentAsync(beneficiary, cancellationToken);
        return consent switch
        {
            null => new ConsentResult(null, new ConsentMissing(beneficiary)),
            { TextVersion: not FaceConsentText.CurrentVersion } =>
                new ConsentResult(null, new ConsentTextOutdated(consent.TextVersion, FaceConsentText.CurrentVersion)),
            _ => new ConsentResult(consent, null),
        };
    }
}
