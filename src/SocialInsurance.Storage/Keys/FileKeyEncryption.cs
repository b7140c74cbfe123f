using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Key-encryption keys as lines of 64 hexadecimal digits in a file or a variable; the last one wraps, all unwrap. Wrapped form: nonce (12),
/// tag (16), ciphertext, by the suite of the folder. A key is named by itself: 8 bytes of HMAC-SHA-256(key, "sicert-kek-id"). When a key is asked for that is
/// not held, its source is read once more: another process may have rotated. Safe on any thread.
/// </summary>
public sealed class FileKeyEncryption : IKeyEncryption
{
    internal const string FileName = "kek.key";
    private const int NonceBytes = CryptographySuite.NonceBytes;
    private const int TagBytes = CryptographySuite.TagBytes;
    private const int IdBytes = 8;
    private readonly Lock gate = new();
    private readonly string folderFile;
    private readonly KeyEncryptionOptions options;
    private List<Held> keys;

    private FileKeyEncryption(string folderFile, KeyEncryptionOptions options, CryptographySuite suite)
    {
        Suite = suite;
        this.folderFile = folderFile;
        this.options = options;
        keys = Read();
    }

    public CryptographySuite Suite { get; }

    public string CurrentId
    {
        get
        {
            lock (gate)
            {
                return keys[^1].Id;
            }
        }
    }

    public IReadOnlyList<string> HeldIds
    {
        get
        {
            lock (gate)
            {
                return [.. keys.Select(key => key.Id)];
            }
        }
    }

    public KeyEncryptionPlace Place => options switch
    {
        { Secret: not null } => KeyEncryptionPlace.Environment,
        { File: not null } => KeyEncryptionPlace.File,
        _ => KeyEncryptionPlace.DataFolder,
    };

    public bool CanIntroduce => Place != KeyEncryptionPlace.Environment;

    private string? SourceFile => Place == KeyEncryptionPlace.Environment ? null : options.File ?? folderFile;

    /// <param name="keyFolder">exists already</param>
    /// <exception cref="StorageRefusedException">no key where the operator says that one is, or one is missing beside keys wrapped with it</exception>
    public static FileKeyEncryption Open(string keyFolder, KeyEncryptionOptions options)
    {
        var folderFile = Path.Combine(keyFolder, FileName);
        var suite = SuiteOf(keyFolder, options.Suite);
        if (options is { File: null, Secret: null } && !File.Exists(folderFile))
        {
            if (KeyFile.AnyWrapped(keyFolder))
            {
                throw new StorageRefusedException(
                    StorageFault.KeyMissing,
                    $"{folderFile}: 主密钥缺失，无法打开数据密钥。 The key-encryption key is missing beside keys that are wrapped with it; restore it, or name it ({StorageConfiguration.KeyEncryptionSources}).");
            }

            KeyFile.TryCreate(folderFile, NewLine());
        }

        return new FileKeyEncryption(folderFile, options, suite);
    }

    public byte[] Wrap(ReadOnlySpan<byte> key, string place)
    {
        lock (gate)
        {
            var wrapped = new byte[NonceBytes + TagBytes + key.Length];
            RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
            using var cipher = Suite.CreateCipher(keys[^1].Secret);
            cipher.Encrypt(
                wrapped.AsSpan(0, NonceBytes), key, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
            return wrapped;
        }
    }

    public byte[]? Unwrap(string id, ReadOnlySpan<byte> wrapped, string place)
    {
        if (wrapped.Length < NonceBytes + TagBytes || Find(id) is not { } kek)
        {
            return null;
        }

        var key = new byte[wrapped.Length - NonceBytes - TagBytes];
        using var cipher = Suite.CreateCipher(kek);
        return cipher.TryDecrypt(
            wrapped[..NonceBytes], wrapped[(NonceBytes + TagBytes)..], wrapped[NonceBytes..(NonceBytes + TagBytes)], key, Encoding.UTF8.GetBytes(place)) ? key : null;
    }

    public void Introduce()
    {
        lock (gate)
        {
            var path = SourceFile ?? throw new InvalidOperationException("a key in the environment is brought by its operator");
            KeyFile.Replace(path, File.ReadAllText(path).TrimEnd('\r', '\n') + "\n" + NewLine());
            keys = Read();
        }
    }

    public void DropOlder(bool named)
    {
        lock (gate)
        {
            if ((named || Place == KeyEncryptionPlace.DataFolder) && SourceFile is { } path && LinesOf(File.ReadAllText(path)) is { Count: > 1 } lines)
            {
                KeyFile.Replace(path, lines[^1] + "\n");
            }

            if (Place != KeyEncryptionPlace.DataFolder && File.Exists(folderFile))
            {
                KeyFile.Destroy(folderFile);
            }

            keys = Read();
        }
    }

    // a folder keeps to the suite that it began with: its values would not be found or opened with the other
    private static CryptographySuite SuiteOf(string keyFolder, CryptographySuite? wanted)
    {
        var found = KeyFile.SuiteOf(keyFolder);
        return found is null || wanted is null || found == wanted
            ? found ?? wanted ?? CryptographySuite.International
            : throw new StorageRefusedException(
                StorageFault.Misconfigured,
                $"{keyFolder}: 数据目录的密码算法不能更改。 The folder was made with the suite {found.Name}; it cannot be opened with {wanted.Name}. A new suite needs a new folder.");
    }

    private static string NewLine() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretKey.SizeBytes)) + "\n";

    private static List<string> LinesOf(string text) => [.. text.Split(['\r', '\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries)];

    private static List<Held> Parse(string text, string where)
    {
        var lines = LinesOf(text);
        return lines.Count > 0 && lines.All(line => line.Length == SecretKey.SizeBytes * 2 && line.All(char.IsAsciiHexDigit))
            ? [.. lines.Select(line => new Held(Convert.FromHexString(line)))]
            : throw new StorageRefusedException(
                StorageFault.KeyWrong, $"{where}: 主密钥格式不符。 Expected lines of 64 hexadecimal digits, the last being the current key-encryption key; found another form.");
    }

    private byte[]? Find(string id)
    {
        lock (gate)
        {
            if (!keys.Exists(key => key.Id == id))
            {
                keys = Read();
            }

            return keys.Find(key => key.Id == id)?.Secret;
        }
    }

    // a key in the folder from before the operator named another place stays readable until everything is wrapped anew
    private List<Held> Read()
    {
        List<Held> found = Place != KeyEncryptionPlace.DataFolder && File.Exists(folderFile) ? Parse(File.ReadAllText(folderFile), folderFile) : [];
        found.AddRange(options.Secret is { } secret ? Parse(secret, StorageConfiguration.KeyEncryptionVariable) : Parse(ReadFile(SourceFile!), SourceFile!));
        return found;
    }

    private static string ReadFile(string path)
    {
        SecretFiles.Check(path);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageRefusedException(
                StorageFault.KeyMissing, $"{path}: 主密钥文件无法读取。 The file of the key-encryption key cannot be read ({fault.GetType().Name}).", fault);
        }
    }

    private sealed record Held(byte[] Secret)
    {
        public string Id { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, "sicert-kek-id"u8).AsSpan(0, IdBytes));

        public override string ToString() => $"key-encryption key {Id}";
    }
}
