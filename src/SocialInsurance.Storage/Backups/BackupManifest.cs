using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Backups;

/// <param name="Path">inside the backup, with '/' between folders</param>
/// <param name="Sha256">64 hexadecimal digits</param>
internal sealed record BackupFile(string Path, long SizeBytes, string Sha256);

/// <summary>The newest script applied to each database.</summary>
internal sealed record BackupSchema(int Eligibility, int Templates);

/// <summary>
/// What a backup says of itself. The seal is an HMAC-SHA-256 under the audit key over everything else: a manifest that was made
/// to fit other files is found out by whoever holds the keys.
/// </summary>
/// <param name="Database">"sqlite" or "postgresql"</param>
internal sealed record BackupManifest(
    string Form,
    DateTimeOffset TakenAt,
    string Program,
    string Database,
    BackupSchema Schema,
    long Entries,
    string RootHash,
    BackupKeys Keys,
    IReadOnlyList<BackupFile> Files,
    string Seal)
{
    public const string FileName = "backup.json";
    public const string CurrentForm = "sicert-backup/1";
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public BackupManifest SealedWith(IKeyRing keys) => this with { Seal = SealUnder(keys) };

    public bool FitsSeal(IKeyRing keys) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(SealUnder(keys)), HexOrEmpty(Seal));

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="BackupRefusedException">missing, of another form, or with a file outside its folder</exception>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new BackupRefusedException(BackupFault.NotABackup, path, "a manifest", "nothing");
        }

        BackupManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), Json)
                ?? throw new BackupRefusedException(BackupFault.NotABackup, path, CurrentForm, "null");
        }
        catch (JsonException fault)
        {
            throw new BackupRefusedException(
                BackupFault.NotABackup, path, CurrentForm, $"another form at line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}", fault);
        }

        manifest.Check(path);
        return manifest;
    }

    private void Check(string path)
    {
        if (Form != CurrentForm)
        {
            throw new BackupRefusedException(BackupFault.NotABackup, path, CurrentForm, Form);
        }

        if (Database is not (Sqlite or PostgreSql) || !Sha256Digest.TryParse(RootHash, out _) || !Enum.IsDefined(Keys))
        {
            throw new BackupRefusedException(BackupFault.NotABackup, path, "database, root hash and keys as a backup states them", "others");
        }

        if (Files.FirstOrDefault(file => !IsInside(file.Path)) is { } outside)
        {
            throw new BackupRefusedException(BackupFault.NotABackup, path, "relative paths inside the backup", outside.Path);
        }

        if (Files.GroupBy(file => file.Path, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new BackupRefusedException(BackupFault.NotABackup, path, "each file once", $"{twice.Key} twice");
        }
    }

    /// <summary>Whether a path is one that a restoration takes.</summary>
    internal static bool IsInside(string path) =>
        path.Length > 0 && !path.Contains('\\') && path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && (!OperatingSystem.IsWindows() || !part.Contains(':')));

    private string SealUnder(IKeyRing keys)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.Current(KeyPurpose.AuditSalt).Bytes, "sicert-backup-manifest"u8, key);
        var seal = Convert.ToHexStringLower(HMACSHA256.HashData(key, (this with { Seal = string.Empty }).ToBytes()));
        CryptographicOperations.ZeroMemory(key);
        return seal;
    }

    private static byte[] HexOrEmpty(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : [];
}
