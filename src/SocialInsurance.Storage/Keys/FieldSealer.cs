using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// One seal per field, by the suite of the folder. Sealed form: suite (1 byte: 1 AES-256-GCM, 2 SM4-GCM), key id (4, big-endian), nonce (12, random), tag (16), ciphertext.
/// The associated data is "table/column/row id", so that a sealed value cannot be moved to another row or column.
/// Random nonces are safe up to 2^32 values a key. Not thread-safe; make one per transaction or read.
/// </summary>
internal sealed class FieldSealer(IKeyRing keys, KeyPurpose purpose) : IDisposable
{
    private const int KeyIdAt = 1;
    private const int NonceAt = 5;
    private const int TagAt = 17;
    private const int HeaderBytes = 33;

    private readonly Dictionary<(byte Form, uint KeyId), IAuthenticatedCipher> ciphers = [];

    public byte[] Seal(ReadOnlySpan<byte> plain, string place) => Seal(plain, place, keys.Current(purpose));

    public byte[] Seal(ReadOnlySpan<byte> plain, string place, SecretKey key)
    {
        var sealedBytes = new byte[HeaderBytes + plain.Length];
        sealedBytes[0] = keys.Suite.Form;
        BinaryPrimitives.WriteUInt32BigEndian(sealedBytes.AsSpan(KeyIdAt), key.Id);
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(NonceAt, TagAt - NonceAt));
        CipherOf(keys.Suite, key).Encrypt(
            sealedBytes.AsSpan(NonceAt, TagAt - NonceAt),
            plain,
            sealedBytes.AsSpan(HeaderBytes),
            sealedBytes.AsSpan(TagAt, HeaderBytes - TagAt),
            Encoding.UTF8.GetBytes(place));
        return sealedBytes;
    }

    public byte[] Seal(string plain, string place) => Seal(Encoding.UTF8.GetBytes(plain), place);

    /// <exception cref="StorageRefusedException">moved, changed, or sealed with a key that is not in the ring</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string place)
    {
        if (sealedBytes.Length < HeaderBytes || CryptographySuite.Find(sealedBytes[0]) is not { } suite)
        {
            throw new StorageRefusedException(StorageFault.Damaged, $"{place}: expected a sealed value of a known suite, found another form.");
        }

        var keyId = KeyIdOf(sealedBytes);
        var key = keys.Find(purpose, keyId)
            ?? throw new StorageRefusedException(StorageFault.KeyMissing, $"{place}: sealed with {purpose} key {keyId}, which the key ring does not hold.");
        var plain = new byte[sealedBytes.Length - HeaderBytes];
        return CipherOf(suite, key).TryDecrypt(
            sealedBytes[NonceAt..TagAt], sealedBytes[HeaderBytes..], sealedBytes[TagAt..HeaderBytes], plain, Encoding.UTF8.GetBytes(place))
            ? plain
            : throw new StorageRefusedException(StorageFault.Damaged, $"{place}: the sealed value was changed or moved.");
    }

    /// <summary>The key that a sealed value says it was sealed with.</summary>
    public static uint KeyIdOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadUInt32BigEndian(sealedBytes[KeyIdAt..]);

    public string OpenText(ReadOnlySpan<byte> sealedBytes, string place) => Encoding.UTF8.GetString(Open(sealedBytes, place));

    public void Dispose()
    {
        foreach (var cipher in ciphers.Values)
        {
            cipher.Dispose();
        }
    }

    private IAuthenticatedCipher CipherOf(CryptographySuite suite, SecretKey key)
    {
        if (!ciphers.TryGetValue((suite.Form, key.Id), out var cipher))
        {
            cipher = suite.CreateCipher(key.Bytes);
            ciphers.Add((suite.Form, key.Id), cipher);
        }

        return cipher;
    }
}
