using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>
/// Where templates lie: apart from identity, turned and sealed with a key of their own, named by a pseudonymous id only.
/// Template bytes are opaque here: 512 float32 little-endian (2,048 bytes) with the models of today.
/// </summary>
public interface ITemplateVault
{
    /// <summary>The newest key when the vault was opened; owned by the vault. For pipelines, so that no plain template leaves them.</summary>
    TemplateProtection Protection { get; }

    /// <summary>Stores under the newest key, whatever key the template comes under: nothing plain is ever written.</summary>
    Task StoreAsync(ReferenceId reference, ProtectedTemplate template, CancellationToken cancellationToken);

    /// <summary>The template, owned by the caller (clear it after use); null when there is none.</summary>
    /// <param name="keyId">the key that the caller's probes are under; 0 for plain, in memory only</param>
    Task<byte[]?> ReadAsync(ReferenceId reference, uint keyId, CancellationToken cancellationToken);

    /// <summary>Erases; a missing template is no error.</summary>
    Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken);

    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Frames kept for reviews, beside the templates; owned by the vault.</summary>
    IReviewFrameVault ReviewFrames { get; }
}

/// <summary>Consents and references inside a transaction.</summary>
public interface IEnrolmentRecords
{
    Task<FaceConsent?> FindConsentAsync(ConsentId id, CancellationToken cancellationToken);

    /// <summary>The reference in use; null when there is none.</summary>
    Task<ReferenceEnrolment?> FindCurrentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>References in use and those kept for audit: those whose templates must exist.</summary>
    Task<IReadOnlyList<ReferenceId>> ListKeptAsync(CancellationToken cancellationToken);

    /// <summary>Superseded references of a person whose templates are kept for audit.</summary>
    Task<IReadOnlyList<ReferenceId>> ListRetainedAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Superseded references whose day has come: <see cref="ReferenceRefresh.KeepUntil"/> on or before <paramref name="asOf"/>, or superseded before an instant.</summary>
    /// <param name="supersededBefore">by the table of terms in force now, which may be shorter than when they were superseded</param>
    Task<IReadOnlyList<ReferenceRefresh>> ListOverdueAsync(DateOnly asOf, DateTimeOffset supersededBefore, CancellationToken cancellationToken);

    Task<bool> IsConsentWithdrawnAsync(ConsentId id, CancellationToken cancellationToken);

    /// <summary>The newest consent that was not taken back; null when there is none.</summary>
    Task<FaceConsent?> FindConsentInForceAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    Task AddConsentAsync(FaceConsent consent, CancellationToken cancellationToken);

    Task AddConsentWithdrawalAsync(FaceConsentWithdrawal withdrawal, CancellationToken cancellationToken);

    Task AddEnrolmentAsync(ReferenceEnrolment enrolment, CancellationToken cancellationToken);

    Task AddWithdrawalAsync(ReferenceWithdrawal withdrawal, CancellationToken cancellationToken);

    Task AddRefreshAsync(ReferenceRefresh refresh, CancellationToken cancellationToken);

    Task AddErasureAsync(ReferenceErasure erasure, CancellationToken cancellationToken);

    Task AddKeyEventAsync(TemplateKeyEvent keyEvent, CancellationToken cancellationToken);
}

/// <summary>A reference in use and whose it is.</summary>
public readonly record struct EnrolledReference(ReferenceId Reference, BeneficiaryId Beneficiary);

/// <summary>Whose references are in use. Safe on any thread.</summary>
public interface IEnrolledReferenceReader
{
    /// <summary>References in use of one template model; where there are more than <paramref name="limit"/>, every n-th in the order of enrolment.</summary>
    /// <param name="limit">from 1</param>
    Task<IReadOnlyList<EnrolledReference>> SampleAsync(Sha256Digest model, int limit, CancellationToken cancellationToken);
}

/// <summary>Consents as they stand. Safe on any thread.</summary>
public interface IConsentReader
{
    /// <summary>The newest consent that was not taken back, to whatever text; null when there is none.</summary>
    Task<FaceConsent?> FindFaceConsentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
