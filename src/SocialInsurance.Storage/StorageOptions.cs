using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage;

/// <summary>How the store opens. Validated at opening, all errors together.</summary>
public sealed record StorageOptions
{
    /// <summary>The data folder: keys, cohorts and, without <see cref="Postgres"/>, the databases. Made at first start; default "sicert-data" in the current folder.</summary>
    public string Folder { get; init; } = "sicert-data";

    /// <summary>How long a writer waits for another process, seconds, 1..600; default 10.</summary>
    public int BusyTimeoutSeconds { get; init; } = 10;

    /// <summary>PostgreSQL instead of SQLite files in the folder; null for SQLite.</summary>
    public PostgresOptions? Postgres { get; init; }

    /// <summary>SQLite only: largest size of eligibility.db in bytes, at least 1 MiB, so that it cannot fill a shared disk; null for no limit.</summary>
    public long? MaxDatabaseSizeBytes { get; init; }

    /// <summary>From UTC to the local day: the law counts waiting times in local days. Within -12..+14 hours; default +08:00.</summary>
    public TimeSpan LocalOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Where the key-encryption key is; default: in the keys folder.</summary>
    public KeyEncryptionOptions KeyEncryption { get; init; } = new();

    /// <summary>Limits of the stored-face counter.</summary>
    public StoredFaceLimits StoredFaceLimits { get; init; } = new();

    /// <summary>Every error of these options.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(Folder))
        {
            errors.Add("Folder: expected a path, found nothing.");
        }

        if (BusyTimeoutSeconds is < 1 or > 600)
        {
            errors.Add($"BusyTimeoutSeconds: expected 1..600, found {BusyTimeoutSeconds}.");
        }

        if (MaxDatabaseSizeBytes < 1 << 20)
        {
            errors.Add($"MaxDatabaseSizeBytes: expected at least {1 << 20}, found {MaxDatabaseSizeBytes}.");
        }

        if (LocalOffset < TimeSpan.FromHours(-12) || LocalOffset > TimeSpan.FromHours(14))
        {
            errors.Add($"LocalOffset: expected -12:00..+14:00, found {LocalOffset}.");
        }

        errors.AddRange(Postgres?.FindErrors() ?? []);
        return errors;
    }

    internal void Validate()
    {
        if (FindErrors() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }
    }
}
