using System.Globalization;
using System.Security.Cryptography;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Keys as files of one line, wrapped by the key-encryption key and readable by their owner only: "template.key", then
/// "template-2.key" and so on; "template-2.key.new" is prepared and not current yet. A key that another process
/// introduced is read when it is first asked for, and a prepared one is adopted then: only a database that knows it asks. Safe on any thread.
/// </summary>
public sealed class FileKeyRing : IRotatingKeyRing
{
    public const string FolderName = "keys";
    private const uint FirstKeyId = 1;
    private static readonly KeyPurpose[] Purposes = Enum.GetValues<KeyPurpose>();
    private readonly string folder;
    private readonly IKeyEncryption encryption;
    private readonly Lock gate = new();
    private readonly Dictionary<KeyPurpose, SortedList<uint, SecretKey>> keys = [];

    private FileKeyRing(string folder, IKeyEncryption encryption) => (this.folder, this.encryption) = (folder, encryption);

    public CryptographySuite Suite => encryption.Suite;

    /// <summary>What the keys are wrapped with.</summary>
    public IKeyEncryption Encryption => encryption;

    /// <summary>With the key-encryption key in the same folder.</summary>
    public static FileKeyRing Open(string folder, bool mayCreate) => Open(folder, new KeyEncryptionOptions(), mayCreate);

    /// <param name="folder">exists already</param>
    /// <param name="mayCreate">true only when no database exists: a new key for an existing database would lock its data away</param>
    /// <exception cref="StorageRefusedException">a key is missing and may not be created, or a file is not a key</exception>
    public static FileKeyRing Open(string folder, KeyEncryptionOptions options, bool mayCreate)
    {
        if (!mayCreate)
        {
            RefuseMissing(folder); // before a key-encryption key is made for nothing
        }

        var ring = new FileKeyRing(folder, FileKeyEncryption.Open(folder, options));
        foreach (var purpose in Purposes)
        {
            ring.keys[purpose] = ring.Read(purpose);
            if (ring.keys[purpose].Count == 0)
            {
                ring.Create(ring.PathOf(purpose, FirstKeyId), purpose, FirstKeyId);
                ring.keys[purpose] = ring.Read(purpose);
            }
        }

        KeyWrapping.BringForward(folder, ring.encryption);
        return ring;
    }

    public SecretKey Current(KeyPurpose purpose)
    {
        lock (gate)
        {
            return keys[purpose].Values[^1];
        }
    }

    public SecretKey? Find(KeyPurpose purpose, uint id)
    {
        lock (gate)
        {
            if (!keys[purpose].ContainsKey(id))
            {
                Adopt(purpose, id);
            }

            return keys[purpose].GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<SecretKey> Held(KeyPurpose purpose)
    {
        lock (gate)
        {
            return [.. keys[purpose].Values];
        }
    }

    public SecretKey Prepare(KeyPurpose purpose)
    {
        lock (gate)
        {
            var id = keys[purpose].Keys[^1] + 1;
            var path = PathOf(purpose, id) + ".new";
            if (File.Exists(path) && new FileInfo(path).Length == 0)
            {
                File.Delete(path); // interrupted before its line was written
            }

            if (!File.Exists(path))
            {
                Create(path, purpose, id);
            }

            return ReadFile(path, purpose);
        }
    }

    public void Adopt(KeyPurpose purpose, uint id)
    {
        lock (gate)
        {
            var path = PathOf(purpose, id);
            if (!File.Exists(path) && File.Exists(path + ".new"))
            {
                File.Move(path + ".new", path);
            }

            if (File.Exists(path))
            {
                keys[purpose][id] = ReadFile(path, purpose);
            }
        }
    }

    public void Drop(KeyPurpose purpose, uint id)
    {
        lock (gate)
        {
            if (id == keys[purpose].Keys[^1])
            {
                throw new InvalidOperationException($"{purpose} key {id} is the newest and cannot be dropped");
            }

            var path = PathOf(purpose, id);
            if (File.Exists(path))
            {
                KeyFile.Destroy(path);
            }

            keys[purpose].Remove(id);
        }
    }

    private static void RefuseMissing(string folder)
    {
        foreach (var purpose in Purposes.Where(purpose => FilesOf(folder, purpose).Count == 0))
        {
            throw new StorageRefusedException(
                StorageFault.KeyMissing,
                $"{PathIn(folder, purpose, FirstKeyId)}: 密钥文件缺失，已有数据库不能使用新密钥，请从备份恢复。 The key file is missing beside an existing database; restore it from the backup. A new key is never made for old data.");
        }
    }

    private static List<string> FilesOf(string folder, KeyPurpose purpose) =>
        [.. Directory.EnumerateFiles(folder, $"{StemOf(purpose)}-*.key"), .. File.Exists(PathIn(folder, purpose, FirstKeyId)) ? [PathIn(folder, purpose, FirstKeyId)] : Array.Empty<string>()];

    private string PathOf(KeyPurpose purpose, uint id) => PathIn(folder, purpose, id);

    private static string PathIn(string folder, KeyPurpose purpose, uint id) => Path.Combine(
        folder, id == FirstKeyId ? $"{StemOf(purpose)}.key" : string.Create(CultureInfo.InvariantCulture, $"{StemOf(purpose)}-{id}.key"));

    internal static string StemOf(KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.Field => "field",
        KeyPurpose.BlindIndex => "blind-index",
        KeyPurpose.Template => "template",
        KeyPurpose.AuditSalt => "audit-salt",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private SortedList<uint, SecretKey> Read(KeyPurpose purpose)
    {
        var found = new SortedList<uint, SecretKey>();
        foreach (var path in FilesOf(folder, purpose))
        {
            var key = ReadFile(path, purpose);
            if (path != PathOf(purpose, key.Id))
            {
                throw new StorageRefusedException(
                    StorageFault.KeyWrong, $"{path}: 密钥编号与文件名不符。 The file holds {purpose} key {key.Id}, which belongs into {Path.GetFileName(PathOf(purpose, key.Id))}.");
            }

            found.Add(key.Id, key);
        }

        return found;
    }

    private void Create(string path, KeyPurpose purpose, uint id)
    {
        var key = RandomNumberGenerator.GetBytes(SecretKey.SizeBytes);
        KeyFile.Create(path, purpose.ToString(), id, key, encryption);
        CryptographicOperations.ZeroMemory(key);
    }

    private SecretKey ReadFile(string path, KeyPurpose purpose) =>
        KeyFile.TryRead(path, purpose.ToString(), encryption) is { Key.Length: SecretKey.SizeBytes } content
            ? new SecretKey(content.Id, content.Key)
            : throw new StorageRefusedException(
                StorageFault.KeyWrong, $"{path}: 不是有效的密钥文件。 Expected a key file of purpose {purpose}, found another form.");
}
