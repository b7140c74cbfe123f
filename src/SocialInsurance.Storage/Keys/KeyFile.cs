using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Key files of one line, for their owner only: "sicert-key/2 PURPOSE ID KEK WRAPPED", the key wrapped by the key-encryption key KEK with
/// "sicert-key/2 PURPOSE ID" authenticated ("sicert-gm-key/2" in a folder of the suite gm); and, from before keys were wrapped, "sicert-key/1 PURPOSE ID HEX".
/// </summary>
internal static class KeyFile
{
    private const string Plain = "sicert-key/1";

    /// <exception cref="IOException">the file exists already</exception>
    public static void Create(string path, string purpose, uint id, ReadOnlySpan<byte> key, IKeyEncryption encryption)
    {
        using var file = RestrictedFiles.CreateNew(path);
        file.Write(Encoding.ASCII.GetBytes(LineOf(purpose, id, key, encryption)));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Null when the file is not of this form. The key is owned by the caller.</summary>
    /// <exception cref="StorageRefusedException">wrapped, and not to be unwrapped</exception>
    public static KeyFileContent? TryRead(string path, string purpose, IKeyEncryption encryption)
    {
        SecretFiles.Check(path);
        var fields = File.ReadAllText(path).TrimEnd('\r', '\n').Split(' ');
        if (fields.Length < 4
            || fields[1] != purpose
            || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || id == 0
            || !(fields[^1].Length % 2 == 0 && fields[^1].All(char.IsAsciiHexDigit)))
        {
            return null;
        }

        return (fields[0], fields.Length) switch
        {
            (Plain, 4) => new KeyFileContent(id, Convert.FromHexString(fields[3]), null),
            (_, 5) when fields[0] == encryption.Suite.KeyFileForm => new KeyFileContent(id, Unwrap(path, purpose, id, fields[3], Convert.FromHexString(fields[4]), encryption), fields[3]),
            _ => null,
        };
    }

    /// <summary>Brings the key under the current key-encryption key; nothing when it is already. Killed at any moment, the old or the new form is there.</summary>
    /// <returns>whether it was brought</returns>
    public static bool Rewrap(string path, string purpose, IKeyEncryption encryption)
    {
        if (TryRead(path, purpose, encryption) is not { } content || content.WrappedBy == encryption.CurrentId)
        {
            return false;
        }

        Replace(path, LineOf(purpose, content.Id, content.Key, encryption));
        CryptographicOperations.ZeroMemory(content.Key);
        return true;
    }

    /// <summary>Number and key-encryption key of a file, unread: 0 and null for a private key in PEM.</summary>
    public static (uint Id, string? WrappedBy) Look(string path)
    {
        var fields = File.ReadAllText(path).Split(' ');
        var id = fields.Length > 2 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return (id, fields.Length == 5 && IsWrapped(fields[0]) ? fields[3] : null);
    }

    /// <summary>Whether a key in the folder was wrapped, by whatever key-encryption key.</summary>
    public static bool AnyWrapped(string folder) => FormsIn(folder).Any(IsWrapped);

    /// <summary>The suite of the keys in a folder; null when there is none.</summary>
    public static CryptographySuite? SuiteOf(string folder) => FormsIn(folder)
        .Select(form => form == CryptographySuite.Gm.KeyFileForm ? CryptographySuite.Gm : form == Plain || IsWrapped(form) ? CryptographySuite.International : null)
        .FirstOrDefault(suite => suite is not null);

    /// <summary>Makes the file whole or not at all; nothing when another process was quicker.</summary>
    public static void TryCreate(string path, string text)
    {
        var part = WritePart(path, text);
        try
        {
            File.Move(part, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(part);
        }
    }

    /// <summary>The new content in one step; then what stood there before is overwritten, as far as the file system lets it.</summary>
    public static void Replace(string path, string text)
    {
        var part = WritePart(path, text);
        using var former = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        File.Move(part, path, overwrite: true);
        Overwrite(former);
    }

    public static void Destroy(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            Overwrite(file);
        }

        File.Delete(path);
    }

    private static IEnumerable<string> FormsIn(string folder) => Directory.EnumerateFiles(folder, "*.key").Select(path =>
    {
        using var reader = new StreamReader(path);
        return reader.ReadLine()?.Split(' ')[0] ?? string.Empty;
    });

    private static bool IsWrapped(string form) => form == CryptographySuite.International.KeyFileForm || form == CryptographySuite.Gm.KeyFileForm;

    private static void Overwrite(FileStream file)
    {
        file.Write(new byte[file.Length]);
        file.Flush(flushToDisk: true);
    }

    private static string WritePart(string path, string text)
    {
        var part = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.part";
        using var file = RestrictedFiles.CreateNew(part);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
        return part;
    }

    public static string LineOf(string purpose, uint id, ReadOnlySpan<byte> key, IKeyEncryption encryption) =>
        string.Create(CultureInfo.InvariantCulture, $"{PlaceOf(encryption, purpose, id)} {encryption.CurrentId} {Convert.ToHexStringLower(encryption.Wrap(key, PlaceOf(encryption, purpose, id)))}\n");

    private static string PlaceOf(IKeyEncryption encryption, string purpose, uint id) =>
        string.Create(CultureInfo.InvariantCulture, $"{encryption.Suite.KeyFileForm} {purpose} {id}");

    private static byte[] Unwrap(string path, string purpose, uint id, string kek, byte[] wrapped, IKeyEncryption encryption) =>
        encryption.Unwrap(kek, wrapped, PlaceOf(encryption, purpose, id)) ?? throw (encryption.HeldIds.Contains(kek)
            ? new StorageRefusedException(StorageFault.KeyWrong, $"{path}: 密钥文件被改动。 The wrapped key was changed, or belongs to another file.")
            : new StorageRefusedException(
                StorageFault.KeyWrong,
                $"{path}: 主密钥不符。 The key is wrapped with key-encryption key {kek}, which is not held; name it ({StorageConfiguration.KeyEncryptionSources}) or restore it."));
}

/// <param name="WrappedBy">id of the key-encryption key; null: plain, from before keys were wrapped</param>
internal sealed record KeyFileContent(uint Id, byte[] Key, string? WrappedBy)
{
    public override string ToString() => $"key {Id}";
}
