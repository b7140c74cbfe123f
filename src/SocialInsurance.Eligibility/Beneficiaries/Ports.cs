using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>The register inside a transaction.</summary>
public interface IBeneficiaryRecords
{
    Task<bool> HasRegisterAsync(Sha256Digest registerDigest, CancellationToken cancellationToken);

    /// <summary>Standings of those that are known; unknown ids are absent from the answer.</summary>
    Task<IReadOnlyDictionary<BeneficiaryId, CertificationStanding>> FetchStandingsAsync(
        IReadOnlyList<BeneficiaryId> ids, CancellationToken cancellationToken);

    /// <summary>Division code of a person as the register states it; null when the person is not known.</summary>
    Task<string?> FindDivisionAsync(BeneficiaryId id, CancellationToken cancellationToken);

    Task AddRegisterAsync(RegisterImport import, CancellationToken cancellationToken);

    /// <summary>Inserts, or replaces what the register states about a known id; what stands already stays untouched.</summary>
    Task PutAsync(IReadOnlyList<Beneficiary> beneficiaries, CancellationToken cancellationToken);

    /// <summary>Stores renewed standings and the method that renewed them.</summary>
    Task RenewAsync(
        IReadOnlyList<CertificationStanding> standings, CertificationMethod method, CancellationToken cancellationToken);
}

/// <summary>Opens sealed identities; the only door to a citizen number or a name.</summary>
public interface IIdentityReader
{
    Task<Beneficiary?> FindAsync(BeneficiaryId id, CancellationToken cancellationToken);

    /// <summary>Those of <paramref name="ids"/> who are known, by id; asked for together, because a page shows many.</summary>
    Task<IReadOnlyDictionary<BeneficiaryId, Beneficiary>> FindManyAsync(IReadOnlyCollection<BeneficiaryId> ids, CancellationToken cancellationToken);

    /// <summary>Everybody registered under a document; more than one means a double registration.</summary>
    Task<IReadOnlyList<Beneficiary>> FindByDocumentAsync(DocumentNumber document, CancellationToken cancellationToken);
}
