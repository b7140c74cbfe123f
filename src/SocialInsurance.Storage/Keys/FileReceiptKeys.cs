using System.Globalization;
using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Keys that sign receipts, in the keys folder: <c>receipt-1.key</c> (PKCS #8, wrapped by the key-encryption key) and <c>receipt-1.pub.pem</c>
/// (to be given to anybody), then <c>receipt-2</c> ... The highest number signs; a private key may be removed after a rotation, its
/// public key stays. Thread-safe.
/// </summary>
public sealed class FileReceiptKeys : IReceiptSigner
{
    private readonly byte[] privateKey;
    private readonly ISignatureSuite suite;

    private FileReceiptKeys(byte[] privateKey, ISignatureSuite suite, IReadOnlyList<ReceiptPublicKey> published) =>
        (this.privateKey, this.suite, Published) = (privateKey, suite, published);

    public ReceiptPublicKey Current => Published[^1];

    public IReadOnlyList<ReceiptPublicKey> Published { get; }

    /// <summary>Opens the keys; makes the first when there is none and none is known. Call it under the database's write lock.</summary>
    /// <param name="folder">exists already</param>
    /// <param name="known">fingerprints of the keys that the database has seen</param>
    /// <exception cref="StorageRefusedException">a key is missing, unreadable, or of another installation</exception>
    internal static FileReceiptKeys Open(string folder, IKeyEncryption encryption, IReadOnlyList<Sha256Digest> known)
    {
        var numbers = NumbersIn(folder);
        if (numbers.Count == 0 && known.Count == 0)
        {
            Create(folder, 1, encryption);
            numbers = [1];
        }

        var published = numbers.Select(number => ReadPublic(PublicPath(folder, number))).ToList();
        if (known.Except(published.Select(key => key.Fingerprint)).Any())
        {
            throw new StorageRefusedException(
                numbers.Count == 0 ? StorageFault.KeyMissing : StorageFault.KeyWrong,
                $"{folder}: 凭证签名密钥缺失或与数据库不符，请从备份恢复。 A receipt key that this database knows is not here; restore the receipt keys from the backup.");
        }

        var suite = SignatureSuites.OfPublicKey(published[^1].Spki)!;
        var privateKey = ReadPrivate(PrivatePath(folder, numbers[^1]), suite, numbers[^1], encryption);
        return suite.PublicKeyOf(privateKey).AsSpan().SequenceEqual(published[^1].Spki)
            ? new FileReceiptKeys(privateKey, suite, published)
            : throw new StorageRefusedException(
                StorageFault.KeyWrong, $"{PrivatePath(folder, numbers[^1])}: 私钥与公钥不符。 The private key does not belong to its public key.");
    }

    /// <summary>Makes the next key, which signs from the next opening on; former public keys stay and go on verifying.</summary>
    public static ReceiptPublicKey Rotate(string folder, IKeyEncryption encryption)
    {
        var next = NumbersIn(folder) is [.., var last] ? last + 1 : 1;
        Create(folder, next, encryption);
        return ReadPublic(PublicPath(folder, next));
    }

    public ReceiptSignature Sign(Action<CanonicalWriter, SignatureSuiteId, uint> write)
    {
        var writer = new CanonicalWriter();
        write(writer, Current.Suite, Current.Id);
        return new ReceiptSignature(Current.Suite, Current.Id, suite.Sign(privateKey, writer.Written));
    }

    // the private key is written first and the public one renamed into place last: a pair is there or it is not
    private static void Create(string folder, int number, IKeyEncryption encryption)
    {
        var suite = encryption.Suite.Signatures;
        var secret = suite.CreatePrivateKey();
        File.Delete(PrivatePath(folder, number));
        KeyFile.Create(PrivatePath(folder, number), KeyWrapping.ReceiptPurpose, (uint)number, secret, encryption);
        var draft = PublicPath(folder, number) + ".new";
        File.Delete(draft);
        Write(draft, new ReceiptPublicKey(suite.Id, suite.PublicKeyOf(secret)).ToPem());
        File.Move(draft, PublicPath(folder, number));
        CryptographicOperations.ZeroMemory(secret);
    }

    private static void Write(string path, string text)
    {
        using var file = RestrictedFiles.CreateNew(path);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static List<int> NumbersIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "receipt-*.pub.pem")
            .Select(path => Path.GetFileName(path)["receipt-".Length..^".pub.pem".Length])
            .Where(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))
            .Order()];

    private static string PrivatePath(string folder, int number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"receipt-{number}.key"));

    private static string PublicPath(string folder, int number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"receipt-{number}.pub.pem"));

    private static ReceiptPublicKey ReadPublic(string path) =>
        ReceiptPublicKey.TryReadPem(File.ReadAllText(path)) is [var key]
            ? key
            : throw new StorageRefusedException(StorageFault.KeyWrong, $"{path}: 不是有效的公钥文件。 Expected one public key of a known suite in PEM, found another form.");

    private static byte[] ReadPrivate(string path, ISignatureSuite suite, int number, IKeyEncryption encryption)
    {
        if (!File.Exists(path))
        {
            throw new StorageRefusedException(
                StorageFault.KeyMissing, $"{path}: 凭证签名私钥缺失，请从备份恢复。 The private key of the newest receipt key is missing; restore it or rotate the key.");
        }

        SecretFiles.Check(path);
        try
        {
            var secret = KeyFile.TryRead(path, KeyWrapping.ReceiptPurpose, encryption)?.Key ?? ReadPem(path, suite, number, encryption);
            _ = suite.PublicKeyOf(secret);
            return secret;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or CryptographicException)
        {
            throw new StorageRefusedException(StorageFault.KeyWrong, $"{path}: 不是有效的私钥文件。 Expected a private key, wrapped or in PEM, found another form.", unreadable);
        }
    }

    // from before keys were wrapped; it is from here on, unless the folder may not be written
    private static byte[] ReadPem(string path, ISignatureSuite suite, int number, IKeyEncryption encryption)
    {
        var pem = File.ReadAllText(path);
        var secret = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        _ = suite.PublicKeyOf(secret);
        try
        {
            KeyFile.Replace(path, KeyFile.LineOf(KeyWrapping.ReceiptPurpose, (uint)number, secret, encryption));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // signs as before; "keys list" says that it is not wrapped
        }

        return secret;
    }
}
