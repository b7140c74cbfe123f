using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>Partners inside a transaction.</summary>
public interface IPartnerRecords
{
    Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken);

    /// <summary>All, the revoked too, oldest first.</summary>
    Task<IReadOnlyList<Partner>> ListAsync(CancellationToken cancellationToken);

    Task AddAsync(PartnerAdded added, CancellationToken cancellationToken);

    Task RevokeAsync(PartnerRevoked revoked, CancellationToken cancellationToken);

    Task RotateAsync(PartnerKeyRotated rotated, CancellationToken cancellationToken);

    Task BindAsync(PartnerCertificateBound bound, CancellationToken cancellationToken);

    Task AddQueryAsync(PartnerQuery query, CancellationToken cancellationToken);

    /// <summary>Partners that asked about a person since an instant and got an answer about the person, each once.</summary>
    Task<IReadOnlyList<PartnerId>> ReadAskersAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Takes from the partner's quota of a day; taken for good when the transaction commits.</summary>
    /// <param name="wanted">from 1</param>
    /// <returns>0..wanted: what was left</returns>
    Task<int> TakeQuotaAsync(Partner partner, DateOnly day, int wanted, CancellationToken cancellationToken);
}

/// <summary>Partners as the service and the command line read them. Thread-safe.</summary>
public interface IPartnerReader
{
    Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken);

    /// <summary>All, the revoked too, oldest first.</summary>
    Task<IReadOnlyList<Partner>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What a partner used of its quota on a local day.</summary>
    Task<int> ReadUsedAsync(PartnerId id, DateOnly day, CancellationToken cancellationToken);
}

/// <summary>Who asked about a person. For the person's own page. Thread-safe.</summary>
public interface IPartnerAccessReader
{
    /// <summary>Newest first, at most 200.</summary>
    Task<IReadOnlyList<PartnerAccess>> ListAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
