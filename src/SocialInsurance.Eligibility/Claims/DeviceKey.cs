using System.Security.Cryptography;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>P-256 keys made in a browser. Stateless, thread-safe, throws nothing on foreign bytes.</summary>
public static class DeviceKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>SubjectPublicKeyInfo of P-256: 91 bytes uncompressed; explicit curve parameters are longer and refused.</summary>
    private const int MaxSizeBytes = 128;

    /// <summary>Whether the bytes are exactly one public key on P-256.</summary>
    public static bool IsUsable(ReadOnlySpan<byte> publicKey)
    {
        using var key = Import(publicKey);
        return key is not null;
    }

    /// <param name="signature">r and s of 32 bytes each, over SHA-256 of <paramref name="nonce"/></param>
    public static bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> signature)
    {
        using var key = Import(publicKey);
        return key is not null && signature.Length == 64
            && key.VerifyData(nonce, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ECDsa? Import(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length is 0 or > MaxSizeBytes)
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            var curve = key.ExportParameters(includePrivateParameters: false).Curve;
            if (read == publicKey.Length && curve.IsNamed && curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // not a key
        }

        key.Dispose();
        return null;
    }
}
