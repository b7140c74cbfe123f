using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// Key files in one file under a passphrase: "SICKEYS1", salt (16 bytes), rounds (4, little endian), nonce (12), tag (16), then the
/// files as JSON sealed with AES-256-GCM under PBKDF2-HMAC-SHA-256 of the passphrase. Everything before the nonce is associated data.
/// </summary>
internal static class SealedKeys
{
    public const string FileName = "keys.sealed";
    public const int LeastPassphrase = 12;
    private const int Rounds = 600_000;
    private const int MostRounds = 10_000_000;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeadSize = 8 + SaltSize + 4;

    private static ReadOnlySpan<byte> Magic => "SICKEYS1"u8;

    /// <param name="files">name to content</param>
    public static byte[] Seal(IReadOnlyDictionary<string, byte[]> files, string passphrase)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(files);
        var output = new byte[HeadSize + NonceSize + TagSize + plain.Length];
        Magic.CopyTo(output);
        RandomNumberGenerator.Fill(output.AsSpan(Magic.Length, SaltSize));
        BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(Magic.Length + SaltSize), Rounds);
        RandomNumberGenerator.Fill(output.AsSpan(HeadSize, NonceSize));
        using (var cipher = CipherOf(output, passphrase, Rounds))
        {
            cipher.Encrypt(
                output.AsSpan(HeadSize, NonceSize), plain, output.AsSpan(HeadSize + NonceSize + TagSize), output.AsSpan(HeadSize + NonceSize, TagSize), output.AsSpan(0, HeadSize));
        }

        CryptographicOperations.ZeroMemory(plain);
        return output;
    }

    /// <returns>null when the passphrase is another one or the file was changed</returns>
    public static Dictionary<string, byte[]>? TryOpen(byte[] file, string passphrase)
    {
        if (file.Length < HeadSize + NonceSize + TagSize || !file.AsSpan().StartsWith(Magic))
        {
            return null;
        }

        var rounds = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(Magic.Length + SaltSize));
        if (rounds is < 1 or > MostRounds)
        {
            return null;
        }

        var plain = new byte[file.Length - HeadSize - NonceSize - TagSize];
        try
        {
            using var cipher = CipherOf(file, passphrase, rounds);
            cipher.Decrypt(
                file.AsSpan(HeadSize, NonceSize), file.AsSpan(HeadSize + NonceSize + TagSize), file.AsSpan(HeadSize + NonceSize, TagSize), plain, file.AsSpan(0, HeadSize));
            return JsonSerializer.Deserialize<Dictionary<string, byte[]>>(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static AesGcm CipherOf(byte[] file, string passphrase, int rounds)
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(passphrase, file.AsSpan(Magic.Length, SaltSize), rounds, HashAlgorithmName.SHA256, 32);
        var cipher = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
