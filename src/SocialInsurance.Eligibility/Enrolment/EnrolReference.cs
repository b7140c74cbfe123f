using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>A template to enrol.</summary>
/// <param name="ConsentTextVersion">the text in force; the consent must be to it</param>
/// <param name="Template">borrowed for the call</param>
/// <param name="QualityPercent">0..100</param>
/// <param name="Origin">when and where the picture was taken; null when not known</param>
public sealed record EnrolmentRequest(
    BeneficiaryId Beneficiary,
    ConsentId Consent,
    string ConsentTextVersion,
    ProtectedTemplate Template,
    Sha256Digest ModelDigest,
    int QualityPercent,
    ReferenceOrigin? Origin = null);

/// <summary>The enrolment with the counter after it, or the refusal.</summary>
public sealed record EnrolmentResult(ReferenceEnrolment? Enrolment, StoredFaces? StoredFaces, Refusal? Refusal);

/// <summary>
/// Enrols a reference. The template goes into the vault first, the link second: a fault between the two leaves a template
/// that belongs to nobody, which the store's maintenance erases; never a link without a template.
/// A newer reference replaces the older one, whose template is erased.
/// </summary>
public sealed class EnrolReference(IEligibilityStore store, ITemplateVault vault, StoredFaceLimits limits, TimeProvider time)
{
    /// <summary>512 float32.</summary>
    public const int TemplateSizeBytes = 512 * sizeof(float);

    public async Task<EnrolmentResult> ExecuteAsync(EnrolmentRequest request, CancellationToken cancellationToken)
    {
        if (request.Template.Values.Length != TemplateSizeBytes)
        {
            return Refused(new TemplateSizeWrong(request.Template.Values.Length, TemplateSizeBytes));
        }

        ReferenceEnrolment? replaced;
        ReferenceEnrolment enrolment;
        await using (var work = await store.BeginAsync(cancellationToken))
        {
            var refusal = await FindRefusalAsync(work, request.Beneficiary, request.Consent, request.ConsentTextVersion, cancellationToken);
            if (refusal is not null)
            {
                return Refused(refusal);
            }

            replaced = await work.Enrolments.FindCurrentAsync(request.Beneficiary, cancellationToken);
            enrolment = Enrolment(request, time.GetStoredNow());
            await vault.StoreAsync(enrolment.Id, request.Template, cancellationToken);
            await LinkAsync(work, enrolment, replaced, cancellationToken);
        }

        if (replaced is not null)
        {
            await vault.EraseAsync(replaced.Id, cancellationToken);
        }

        return new EnrolmentResult(enrolment, StoredFaces.Of(await vault.CountAsync(cancellationToken), limits), null);
    }

    /// <summary>Why a reference of this person cannot be enrolled with this consent; null when it can.</summary>
    internal static async Task<Refusal?> FindRefusalAsync(
        IEligibilityWork work, BeneficiaryId beneficiary, ConsentId consentId, string textVersion, CancellationToken cancellationToken)
    {
        var known = await work.Beneficiaries.FetchStandingsAsync([beneficiary], cancellationToken);
        if (known.Count == 0)
        {
            return new EnrolleeUnknown(beneficiary);
        }

        var consent = await work.Enrolments.FindConsentAsync(consentId, cancellationToken);
        if (consent is null || consent.Beneficiary != beneficiary)
        {
            return new ConsentMissing(beneficiary);
        }

        if (consent.TextVersion != textVersion)
        {
            return new ConsentTextOutdated(consent.TextVersion, textVersion);
        }

        return await work.Enrolments.IsConsentWithdrawnAsync(consentId, cancellationToken) ? new ConsentTakenBack(beneficiary) : null;
    }

    private async Task LinkAsync(
        IEligibilityWork work, ReferenceEnrolment enrolment, ReferenceEnrolment? replaced, CancellationToken cancellationToken)
    {
        try
        {
            if (replaced is not null)
            {
                await work.Enrolments.AddWithdrawalAsync(
                    new ReferenceWithdrawal(replaced.Id, replaced.Beneficiary, WithdrawalReason.Replaced, enrolment.RecordedAt),
                    cancellationToken);
            }

            await work.Enrolments.AddEnrolmentAsync(enrolment, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        catch
        {
            await vault.EraseAsync(enrolment.Id, CancellationToken.None);
            throw;
        }
    }

    private static ReferenceEnrolment Enrolment(EnrolmentRequest request, DateTimeOffset now) => new(
        new ReferenceId(Guid.CreateVersion7(now)),
        request.Beneficiary,
        request.Consent,
        request.ModelDigest,
        request.QualityPercent,
        now,
        request.Origin);

    private static EnrolmentResult Refused(Refusal refusal) => new(null, null, refusal);
}
