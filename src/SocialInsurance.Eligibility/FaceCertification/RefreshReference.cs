using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.FaceCertification;

/// <summary>How long a superseded template is kept for audit.</summary>
/// <param name="KeepMonths">1..60; default 12, one certification cycle</param>
public sealed record ReferenceRetention(int KeepMonths = 12);

/// <summary>The wish of a person, just certified by face, that the picture of today becomes the reference.</summary>
/// <param name="Certified">what <see cref="CertifyByFace"/> answered in this session</param>
/// <param name="Session">of that answer, not disposed yet: it holds the template</param>
/// <param name="Consent">given after the certification, to the text about refreshing</param>
/// <param name="QualityPercent">of the session's best frame, 0..100</param>
/// <param name="Supervisor">the caseworker who was present; null without one: a helper of the person's own is no witness</param>
public sealed record RefreshRequest(
    FaceCertificationResult Certified, FaceSession Session, ConsentId Consent, string ConsentTextVersion, int QualityPercent, CaseworkerId? Supervisor = null);

/// <summary>The new reference and what became of the old, or the refusal.</summary>
public sealed record RefreshResult(ReferenceEnrolment? Enrolment, ReferenceRefresh? Refresh, Refusal? Refusal);

/// <summary>
/// Takes the template of a supervised or very strong session as the new reference. The old one is kept for audit and
/// erased by <see cref="EraseRetainedReferences"/>. The template goes into the vault first, the link second, as in <see cref="EnrolReference"/>.
/// </summary>
public sealed class RefreshReference(IEligibilityStore store, ITemplateVault vault, ReferenceRetention retention, TimeProvider time)
{
    public async Task<RefreshResult> ExecuteAsync(RefreshRequest request, FacePolicy policy, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(retention.KeepMonths, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(retention.KeepMonths, 60);
        if (request.Certified.Recorded.Decision is not { } decision)
        {
            throw new ArgumentException("Certified: expected a recorded decision, found none.", nameof(request));
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var current = await work.Enrolments.FindCurrentAsync(decision.Beneficiary, cancellationToken);
        var (basis, refusal) = RefreshRule.Judge(decision, current, request.Certified.Session.Score?.Value, request.Supervisor, policy);
        refusal ??= await FindRefusalAsync(work, request, decision, current!, cancellationToken);
        using var template = new SessionTemplate(request.Session);
        if (refusal is null && (template.Bytes is null || ModelOf(request.Certified.Session) != current!.ModelDigest))
        {
            refusal = new RefreshTemplateUnusable(decision.Beneficiary);
        }

        return refusal is null
            ? await StoreAsync(work, request, decision, current!, basis, new ProtectedTemplate(request.Session.TemplateKey.Value, template.Bytes), cancellationToken)
            : new RefreshResult(null, null, refusal);
    }

    /// <summary>The decision must be the stored one, and the consent must be asked for on its own and after it.</summary>
    private static async Task<Refusal?> FindRefusalAsync(
        IEligibilityWork work, RefreshRequest request, CertificationDecision decision, ReferenceEnrolment current, CancellationToken cancellationToken)
    {
        var origin = (DecisionOrigin.FaceSession)decision.Origin;
        if (await work.Decisions.FindSessionDecisionAsync(origin.Session, origin.Attempt, cancellationToken) != decision)
        {
            return new RefreshWithoutCertification(decision.Beneficiary);
        }

        var refusal = await EnrolReference.FindRefusalAsync(work, decision.Beneficiary, request.Consent, request.ConsentTextVersion, cancellationToken);
        var consent = await work.Enrolments.FindConsentAsync(request.Consent, cancellationToken);
        return refusal ?? (request.Consent == current.Consent || consent!.RecordedAt < decision.DecidedAt ? new ConsentNotSeparate(decision.Beneficiary) : null);
    }

    private async Task<RefreshResult> StoreAsync(
        IEligibilityWork work,
        RefreshRequest request,
        CertificationDecision decision,
        ReferenceEnrolment current,
        RefreshBasis basis,
        ProtectedTemplate template,
        CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var capturedOn = decision.Period!.From;
        var source = basis == RefreshBasis.Supervised ? ReferenceSource.Window : ReferenceSource.LiveSession;
        var enrolment = new ReferenceEnrolment(
            new ReferenceId(Guid.CreateVersion7(now)), decision.Beneficiary, request.Consent, current.ModelDigest, request.QualityPercent, now, new ReferenceOrigin(capturedOn, source));
        var refresh = new ReferenceRefresh(
            current.Id,
            enrolment.Id,
            decision.Beneficiary,
            decision.Id,
            basis,
            basis == RefreshBasis.Supervised ? request.Supervisor : null,
            capturedOn.AddMonths(retention.KeepMonths),
            now);
        await vault.StoreAsync(enrolment.Id, template, cancellationToken);
        try
        {
            await work.Enrolments.AddEnrolmentAsync(enrolment, cancellationToken);
            await work.Enrolments.AddRefreshAsync(refresh, cancellationToken);
            await work.CommitAsync(cancellationToken);
            return new RefreshResult(enrolment, refresh, null);
        }
        catch
        {
            await vault.EraseAsync(enrolment.Id, CancellationToken.None);
            throw;
        }
    }

    private static Sha256Digest? ModelOf(FaceSessionResult session) =>
        Sha256Digest.TryParse(session.Models.Single(m => m.Task == ModelTask.Template).Sha256, out var digest) ? digest : null;

    /// <summary>The session's template as bytes, zeroed at the end.</summary>
    private sealed class SessionTemplate : IDisposable
    {
        internal SessionTemplate(FaceSession session)
        {
            var template = session.CopyFusedTemplate();
            Bytes = template?.ToBytes();
            template?.Clear();
        }

        internal byte[]? Bytes { get; }

        public void Dispose() => Array.Clear(Bytes ?? []);
    }
}
