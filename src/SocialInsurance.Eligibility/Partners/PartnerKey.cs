using System.Buffers.Text;
using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>
/// The secret of a partner: <c>ID.KEY</c>, where KEY is 32 random bytes in base64url. Shown once; kept as SHA-256 only, which
/// needs no salt because nobody can guess 256 random bits.
/// </summary>
public static class PartnerKey
{
    public const int SizeBytes = 32;

    /// <param name="text">for the partner, once</param>
    public static Sha256Digest Create(PartnerId id, out string text)
    {
        Span<byte> key = stackalloc byte[SizeBytes];
        RandomNumberGenerator.Fill(key);
        text = $"{id}.{Base64Url.EncodeToString(key)}";
        var digest = Sha256Digest.Of(key);
        CryptographicOperations.ZeroMemory(key);
        return digest;
    }

    /// <summary>Takes a presented key apart; false when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out PartnerId id, out Sha256Digest digest)
    {
        (id, digest) = (default, default);
        var dot = text.IndexOf('.');
        Span<byte> key = stackalloc byte[SizeBytes];
        if (dot < 0
            || !PartnerId.TryCreate(text[..dot].ToString(), out id)
            || !Base64Url.IsValid(text[(dot + 1)..], out var length) || length != SizeBytes
            || Base64Url.DecodeFromChars(text[(dot + 1)..], key) != SizeBytes)
        {
            return false;
        }

        digest = Sha256Digest.Of(key);
        CryptographicOperations.ZeroMemory(key);
        return true;
    }

    /// <summary>Whether a presented key is the partner's, in a time that does not depend on where they differ.</summary>
    public static bool Agrees(Sha256Digest presented, Sha256Digest stored)
    {
        Span<byte> left = stackalloc byte[Sha256Digest.SizeBytes];
        Span<byte> right = stackalloc byte[Sha256Digest.SizeBytes];
        presented.CopyTo(left);
        stored.CopyTo(right);
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
