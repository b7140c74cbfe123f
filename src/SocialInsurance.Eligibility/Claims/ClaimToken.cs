using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>
/// What a browser holds of a claim: 24 random bytes, 32 of [A-Za-z0-9_-]. The store never sees it: it keeps values under a hash
/// of the token and sealed with a key derived from it, so that a copy of the store opens nothing and lets nobody in.
/// </summary>
public sealed class ClaimToken
{
    private const int SizeBytes = 24;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] bytes;

    private ClaimToken(byte[] bytes)
    {
        this.bytes = bytes;
        Key = Base64Url.EncodeToString(SHA256.HashData([.. "sicert/claim/key/"u8, .. bytes]));
    }

    /// <summary>Names the claim without letting anybody in: 43 of [A-Za-z0-9_-].</summary>
    public string Key { get; }

    public static ClaimToken Create() => new(RandomNumberGenerator.GetBytes(SizeBytes));

    public static bool TryParse(string? text, [NotNullWhen(true)] out ClaimToken? token)
    {
        token = null;
        var decoded = new byte[SizeBytes];
        if (text?.Length != Base64Url.GetEncodedLength(SizeBytes) || !Base64Url.TryDecodeFromChars(text, decoded, out var written) || written != SizeBytes)
        {
            return false;
        }

        token = new ClaimToken(decoded);
        return true;
    }

    /// <summary>The token itself: for the cookie and the answer, never for logs.</summary>
    public string Reveal() => Base64Url.EncodeToString(bytes);

    public override string ToString() => "(claim)";

    /// <summary>A code as it rests: useless without the token.</summary>
    internal byte[] HashOf(string code) => SHA256.HashData([.. "sicert/claim/code/"u8, .. bytes, .. Encoding.ASCII.GetBytes(code)]);

    /// <summary>AES-256-GCM: nonce (12, random), tag (16), ciphertext; bound to <paramref name="place"/>.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> plain, string place)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var cipher = Cipher();
        cipher.Encrypt(
            sealedBytes.AsSpan(0, NonceBytes),
            plain,
            sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes),
            Encoding.ASCII.GetBytes(place));
        return sealedBytes;
    }

    /// <summary>Null when the bytes were not sealed with this token at this place.</summary>
    internal byte[]? Open(ReadOnlySpan<byte> sealedBytes, string place)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var cipher = Cipher();
        try
        {
            cipher.Decrypt(
                sealedBytes[..NonceBytes],
                sealedBytes[(NonceBytes + TagBytes)..],
                sealedBytes.Slice(NonceBytes, TagBytes),
                plain,
                Encoding.ASCII.GetBytes(place));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private AesGcm Cipher() => new(HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, 32, info: "sicert/claim/seal"u8.ToArray()), TagBytes);
}
