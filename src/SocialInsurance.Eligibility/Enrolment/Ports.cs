using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>
/// Where templates lie: apart from identity, sealed with a key of their own, named by a pseudonymous id only.
/// Template bytes are opaque here: 512 float32 little-endian (2,048 bytes) with the models of today.
/// </summary>
public interface ITemplateVault
{
    Task StoreAsync(ReferenceId reference, ReadOnlyMemory<byte> template, CancellationToken cancellationToken);

    /// <summary>The template, owned by the caller (clear it after use); null when there is none.</summary>
    Task<byte[]?> ReadAsync(ReferenceId reference, CancellationToken cancellationToken);

    /// <summary>Erases; a missing template is no error.</summary>
    Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken);

    Task<long> CountAsync(CancellationToken cancellationToken);
}

/// <summary>Consents and references inside a transaction.</summary>
public interface IEnrolmentRecords
{
    Task<FaceConsent?> FindConsentAsync(ConsentId id, CancellationToken cancellationToken);

    /// <summary>The reference in use; null when there is none.</summary>
    Task<ReferenceEnrolment?> FindCurrentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>References that are not withdrawn: those whose templates must exist.</summary>
    Task<IReadOnlyList<ReferenceId>> ListInUseAsync(CancellationToken cancellationToken);

    Task<bool> IsConsentWithdrawnAsync(ConsentId id, CancellationToken cancellationToken);

    Task AddConsentAsync(FaceConsent consent, CancellationToken cancellationToken);

    Task AddEnrolmentAsync(ReferenceEnrolment enrolment, CancellationToken cancellationToken);

    Task AddWithdrawalAsync(ReferenceWithdrawal withdrawal, CancellationToken cancellationToken);
}
