using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Keys as files of one line, "sicert-key/1 PURPOSE ID HEX", readable by their owner only. One key a purpose for now;
/// rotation adds files without changing the port.
/// </summary>
public sealed class FileKeyRing : IKeyRing
{
    private const string Shape = "sicert-key/1";
    private const uint FirstKeyId = 1;
    private static readonly KeyPurpose[] Purposes = Enum.GetValues<KeyPurpose>();
    private readonly Dictionary<KeyPurpose, SecretKey> keys = [];

    private FileKeyRing()
    {
    }

    /// <param name="folder">exists already</param>
    /// <param name="mayCreate">true only when no database exists: a new key for an existing database would lock its data away</param>
    /// <exception cref="StorageRefusedException">a key is missing and may not be created, or a file is not a key</exception>
    public static FileKeyRing Open(string folder, bool mayCreate)
    {
        var ring = new FileKeyRing();
        foreach (var purpose in Purposes)
        {
            var path = Path.Combine(folder, FileNameOf(purpose));
            if (!File.Exists(path))
            {
                if (!mayCreate)
                {
                    throw new StorageRefusedException(
                        StorageFault.KeyMissing,
                        $"{path}: 密钥文件缺失，已有数据库不能使用新密钥，请从备份恢复。 The key file is missing beside an existing database; restore it from the backup. A new key is never made for old data.");
                }

                Create(path, purpose);
            }

            ring.keys[purpose] = Read(path, purpose);
        }

        return ring;
    }

    public SecretKey Current(KeyPurpose purpose) => keys[purpose];

    public SecretKey? Find(KeyPurpose purpose, uint id) => keys[purpose].Id == id ? keys[purpose] : null;

    private static string FileNameOf(KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.Field => "field.key",
        KeyPurpose.BlindIndex => "blind-index.key",
        KeyPurpose.Template => "template.key",
        KeyPurpose.AuditSalt => "audit-salt.key",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private static void Create(string path, KeyPurpose purpose)
    {
        var line = $"{Shape} {purpose} {FirstKeyId} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretKey.SizeBytes))}\n";
        using var file = RestrictedFiles.CreateNew(path);
        file.Write(Encoding.ASCII.GetBytes(line));
        file.Flush(flushToDisk: true);
    }

    private static SecretKey Read(string path, KeyPurpose purpose)
    {
        var fields = File.ReadAllText(path).TrimEnd('\r', '\n').Split(' ');
        var id = 0u;
        var whole = fields.Length == 4
            && fields[0] == Shape
            && fields[1] == purpose.ToString()
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out id)
            && fields[3].Length == SecretKey.SizeBytes * 2
            && fields[3].All(char.IsAsciiHexDigit);
        return whole
            ? new SecretKey(id, Convert.FromHexString(fields[3]))
            : throw new StorageRefusedException(
                StorageFault.KeyWrong, $"{path}: 不是有效的密钥文件。 Expected \"{Shape} {purpose} ID HEX\", found another form.");
    }
}
