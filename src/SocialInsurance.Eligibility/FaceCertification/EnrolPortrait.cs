using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.FaceCertification;

/// <summary>How an enrolment from a portrait ended.</summary>
/// <param name="Outcome">What the picture was good for; enrolled only when <see cref="FrameOutcome.Acceptable"/>.</param>
/// <param name="Refusal">Why the books refused it, if they did.</param>
public sealed record PortraitEnrolment(FrameOutcome Outcome, ReferenceEnrolment? Enrolment, StoredFaces? StoredFaces, Refusal? Refusal);

/// <summary>Enrols a reference from one picture, with the person's separate consent recorded first. The picture is not kept.</summary>
public sealed class EnrolPortrait(IEligibilityStore store, ITemplateVault vault, TimeProvider time, StoredFaceLimits limits)
{
    /// <param name="origin">when and where the portrait was taken; null when not known</param>
    public async Task<PortraitEnrolment> ExecuteAsync(
        BeneficiaryId beneficiary,
        string consentTextVersion,
        ReadOnlyMemory<byte> portrait,
        FacePipeline pipeline,
        ModelSet models,
        CancellationToken cancellationToken,
        ReferenceOrigin? origin = null)
    {
        var acquired = new FaceVerifier(pipeline, models).Acquire(portrait.Span);
        if (acquired.Template is null)
        {
            return new PortraitEnrolment(acquired.Outcome, null, null, null);
        }

        try
        {
            var consent = await new RecordFaceConsent(store, time).ExecuteAsync(beneficiary, consentTextVersion, cancellationToken);
            return consent.Consent is null
                ? new PortraitEnrolment(acquired.Outcome, null, null, consent.Refusal)
                : await EnrolAsync(consent.Consent, acquired, models, origin, cancellationToken);
        }
        finally
        {
            acquired.Template.Clear();
        }
    }

    private async Task<PortraitEnrolment> EnrolAsync(
        FaceConsent consent, Acquisition acquired, ModelSet models, ReferenceOrigin? origin, CancellationToken cancellationToken)
    {
        var model = models.Identities.Single(m => m.Task == ModelTask.Template);
        var bytes = acquired.Template!.ToBytes();
        var request = new EnrolmentRequest(
            consent.Beneficiary,
            consent.Id,
            consent.TextVersion,
            new ProtectedTemplate(acquired.Template.KeyId.Value, bytes),
            Sha256Digest.TryParse(model.Sha256, out var digest) ? digest : default,
            acquired.QualityPercent,
            origin);
        var result = await new EnrolReference(store, vault, limits, time).ExecuteAsync(request, cancellationToken);
        Array.Clear(bytes);
        return new PortraitEnrolment(acquired.Outcome, result.Enrolment, result.StoredFaces, result.Refusal);
    }
}
