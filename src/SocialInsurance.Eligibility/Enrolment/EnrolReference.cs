using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>A template to enrol.</summary>
/// <param name="ConsentTextVersion">the text in force; the consent must be to it</param>
/// <param name="Template">512 float32 little-endian; borrowed for the call</param>
/// <param name="QualityPercent">0..100</param>
public sealed record EnrolmentRequest(
    BeneficiaryId Beneficiary,
    ConsentId Consent,
    string ConsentTextVersion,
    ReadOnlyMemory<byte> Template,
    Sha256Digest ModelDigest,
    int QualityPercent);

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
        if (request.Template.Length != TemplateSizeBytes)
        {
            return Refused(new TemplateSizeWrong(request.Template.Length, TemplateSizeBytes));
        }

        ReferenceEnrolment? replaced;
        ReferenceEnrolment enrolment;
        await using (var work = await store.BeginAsync(cancellationToken))
        {
            var refusal = await FindRefusalAsync(work, request, cancellationToken);
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

    private static async Task<Refusal?> FindRefusalAsync(
        IEligibilityWork work, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        var known = await work.Beneficiaries.FetchStandingsAsync([request.Beneficiary], cancellationToken);
        if (known.Count == 0)
        {
            return new EnrolleeUnknown(request.Beneficiary);
        }

        var consent = await work.Enrolments.FindConsentAsync(request.Consent, cancellationToken);
        if (consent is null || consent.Beneficiary != request.Beneficiary)
        {
            return new ConsentMissing(request.Beneficiary);
        }

        if (consent.TextVersion != request.ConsentTextVersion)
        {
            return new ConsentTextOutdated(consent.TextVersion, request.ConsentTextVersion);
        }

        return await work.Enrolments.IsConsentWithdrawnAsync(request.Consent, cancellationToken)
            ? new ConsentTakenBack(request.Beneficiary)
            : null;
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
        now);

    private static EnrolmentResult Refused(Refusal refusal) => new(null, null, refusal);
}
