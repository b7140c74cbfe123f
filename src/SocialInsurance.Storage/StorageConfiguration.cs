using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage;

/// <summary>
/// Which database stands behind a data folder, as its operator says: SQLite files in the folder, unless a connection to PostgreSQL
/// comes from the environment (<c>SICERT_POSTGRES</c>, or <c>SICERT_POSTGRES_FILE</c> with a file that holds it) or from the file
/// that <c>storage.json</c> in the folder names. The secret never stands in <c>storage.json</c> itself.
/// </summary>
public static class StorageConfiguration
{
    public const string FileName = "storage.json";
    public const string ConnectionVariable = "SICERT_POSTGRES";
    public const string ConnectionFileVariable = "SICERT_POSTGRES_FILE";
    public const string KeyEncryptionVariable = "SICERT_KEK";
    public const string KeyEncryptionFileVariable = "SICERT_KEK_FILE";
    internal const string KeyEncryptionSources = $"{KeyEncryptionVariable}, {KeyEncryptionFileVariable} or keyEncryption.file in {FileName}";
    internal const string Sources = $"{ConnectionVariable}, {ConnectionFileVariable} or {FileName}";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <param name="environment">reads a variable; null or empty when it is not set</param>
    /// <exception cref="StorageRefusedException">the configuration does not read, or two sources name a connection</exception>
    public static StorageOptions Read(string folder, Func<string, string?> environment)
    {
        var whole = ReadFile(Path.Combine(folder, FileName));
        var file = whole?.Postgres;
        var connection = FindConnection(folder, file, environment);
        var options = new StorageOptions
        {
            Folder = folder,
            KeyEncryption = KeyEncryptionOf(folder, whole, environment) with { Suite = SuiteOf(whole?.Cryptography) },
            StoredFaceLimits = FaceLimitsOf(whole?.StoredFaces),
        };
        return connection is null ? options : options with { Postgres = Apply(folder, file ?? new PostgresSection(), connection) };
    }

    /// <summary>Where the key-encryption key of a folder is. Both variables at once are refused, and beside the file a variable counts.</summary>
    internal static KeyEncryptionOptions ReadKeyEncryption(string folder, Func<string, string?> environment) =>
        KeyEncryptionOf(folder, ReadFile(Path.Combine(folder, FileName)), environment);

    private static KeyEncryptionOptions KeyEncryptionOf(string folder, ConfigurationFile? file, Func<string, string?> environment)
    {
        var (secret, path) = (environment(KeyEncryptionVariable), environment(KeyEncryptionFileVariable));
        return (string.IsNullOrEmpty(secret), string.IsNullOrEmpty(path)) switch
        {
            (false, false) => throw Misconfigured(KeyEncryptionVariable, $"expected one of {KeyEncryptionVariable} and {KeyEncryptionFileVariable}, found both."),
            (false, true) => new KeyEncryptionOptions { Secret = secret },
            (true, false) => new KeyEncryptionOptions { File = path },
            _ => new KeyEncryptionOptions { File = file?.KeyEncryption?.File is { } named ? Path.Combine(folder, named) : null },
        };
    }

    private static CryptographySuite? SuiteOf(string? name) => name is null
        ? null
        : CryptographySuite.Find(name) ?? throw Misconfigured(FileName, $"cryptography: expected {CryptographySuite.International.Name} or {CryptographySuite.Gm.Name}, found another word.");

    private static StoredFaceLimits FaceLimitsOf(StoredFacesSection? section)
    {
        var limits = new StoredFaceLimits();
        limits = limits with { PrepareFilingAt = section?.PrepareFilingAt ?? limits.PrepareFilingAt, FilingDueAt = section?.FilingDueAt ?? limits.FilingDueAt };
        return limits is { PrepareFilingAt: >= 1, FilingDueAt: <= StoredFaceLimits.LegalFilingAt } && limits.PrepareFilingAt <= limits.FilingDueAt
            ? limits
            : throw Misconfigured(FileName, $"storedFaces: expected 1 <= prepareFilingAt <= filingDueAt <= {StoredFaceLimits.LegalFilingAt}, found {limits.PrepareFilingAt} and {limits.FilingDueAt}.");
    }

    private static PostgresOptions Apply(string folder, PostgresSection section, string connection)
    {
        var defaults = new PostgresOptions { ConnectionString = connection };
        var options = defaults with
        {
            TemplatesConnectionString = section.TemplatesConnectionFile is { } path ? SecretFiles.Read(Path.Combine(folder, path)) : null,
            Schema = section.Schema ?? defaults.Schema,
            MaxConnections = section.MaxConnections ?? defaults.MaxConnections,
            CommandTimeoutSeconds = section.CommandTimeoutSeconds ?? defaults.CommandTimeoutSeconds,
            ConnectTimeoutSeconds = section.ConnectTimeoutSeconds ?? defaults.ConnectTimeoutSeconds,
            Instances = section.Instances ?? defaults.Instances,
            Replica = ReplicaOf(folder, section.Replica),
        };
        return options.FindErrors().ToList() is { Count: > 0 } errors ? throw Misconfigured("PostgreSQL", string.Join(' ', errors)) : options;
    }

    private static PostgresReplicaOptions? ReplicaOf(string folder, ReplicaSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var options = new PostgresReplicaOptions
        {
            ConnectionString = section.ConnectionFile is { } path ? SecretFiles.Read(Path.Combine(folder, path)) : throw Misconfigured(FileName, "expected postgres.replica.connectionFile, found nothing."),
        };
        return options with
        {
            MaximumLagSeconds = section.MaximumLagSeconds ?? options.MaximumLagSeconds,
            MaxConnections = section.MaxConnections ?? options.MaxConnections,
        };
    }

    private static string? FindConnection(string folder, PostgresSection? file, Func<string, string?> environment) =>
        SecretFiles.Find(ConnectionVariable, environment) is { } stated ? stated
        : file is null ? null
        : file.ConnectionFile is { } path ? SecretFiles.Read(Path.Combine(folder, path))
        : throw Misconfigured(FileName, $"expected postgres.connectionFile or {ConnectionVariable}, found neither.");

    private static ConfigurationFile? ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<ConfigurationFile>(stream, Strict);
        }
        catch (JsonException fault)
        {
            throw Misconfigured(path, $"expected {{\"postgres\":{{\"connectionFile\":...}}}}, found another form at line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1} ({fault.Path}).");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Misconfigured(path, $"cannot be read ({fault.GetType().Name}).");
        }
    }

    private static StorageRefusedException Misconfigured(string where, string what) =>
        new(StorageFault.Misconfigured, $"{where}: 存储配置有误。 The storage configuration is wrong: {what}");

    private sealed record ConfigurationFile(PostgresSection? Postgres = null, KeyEncryptionSection? KeyEncryption = null, StoredFacesSection? StoredFaces = null, string? Cryptography = null);

    private sealed record KeyEncryptionSection(string? File = null);

    private sealed record StoredFacesSection(long? PrepareFilingAt = null, long? FilingDueAt = null);

    private sealed record PostgresSection(
        string? ConnectionFile = null,
        string? TemplatesConnectionFile = null,
        string? Schema = null,
        int? MaxConnections = null,
        int? CommandTimeoutSeconds = null,
        int? ConnectTimeoutSeconds = null,
        int? Instances = null,
        ReplicaSection? Replica = null);

    private sealed record ReplicaSection(string? ConnectionFile = null, int? MaximumLagSeconds = null, int? MaxConnections = null);
}
