using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>
/// Keyed one-way names for values that must be recognised and never written: 32 characters of [0-9a-f]. The same value of the
/// same purpose has the same name as long as the key lives; without the key nobody can try values. Thread-safe.
/// </summary>
public interface IPseudonyms
{
    /// <param name="purpose">keeps the names of different uses apart</param>
    string Of(string purpose, string value);
}

/// <summary>Device keys inside a transaction.</summary>
public interface IDeviceRecords
{
    /// <summary>Devices registered and not revoked, oldest first.</summary>
    Task<IReadOnlyList<RegisteredDevice>> ListAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    Task AddAsync(DeviceChange change, CancellationToken cancellationToken);
}

/// <summary>Device keys as they stand. Safe on any thread.</summary>
public interface IDeviceReader
{
    /// <summary>The device while it is not revoked; null otherwise.</summary>
    Task<RegisteredDevice?> FindDeviceAsync(DeviceId id, CancellationToken cancellationToken);
}
