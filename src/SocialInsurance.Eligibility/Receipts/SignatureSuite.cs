using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>Which algorithms sign. Values are written into receipts; never renumber.</summary>
public enum SignatureSuiteId : byte
{
    /// <summary>ECDSA on P-256 with SHA-256 (FIPS 186-5); signature r and s of 32 bytes each, s in the lower half.</summary>
    EcdsaP256Sha256 = 1,

    /// <summary>SM2 with SM3 (GB/T 32918); signature r and s of 32 bytes each.</summary>
    Sm2Sm3 = 2,
}

/// <summary>One suite of algorithms. Stateless, safe on any thread.</summary>
public interface ISignatureSuite
{
    SignatureSuiteId Id { get; }

    int SignatureSizeBytes { get; }

    /// <summary>A new private key, PKCS #8; the caller clears it.</summary>
    byte[] CreatePrivateKey();

    /// <param name="privateKey">PKCS #8</param>
    /// <returns>SubjectPublicKeyInfo</returns>
    byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey);

    byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> content);

    /// <summary>Whether the bytes are a public key of this suite.</summary>
    bool IsPublicKey(ReadOnlySpan<byte> publicKey);

    /// <summary>False for anything that is not the one canonical form of a signature; never throws on content.</summary>
    bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature);
}

/// <summary>The suites that this program knows.</summary>
public static class SignatureSuites
{
    public static ISignatureSuite Default { get; } = new EcdsaP256Suite();

    /// <summary>国密.</summary>
    public static ISignatureSuite Gm { get; } = new Sm2Suite();

    public static bool TryFind(SignatureSuiteId id, [NotNullWhen(true)] out ISignatureSuite? suite)
    {
        suite = id == Default.Id ? Default : id == Gm.Id ? Gm : null;
        return suite is not null;
    }

    /// <summary>The suite whose public key the bytes are; null: of none.</summary>
    public static ISignatureSuite? OfPublicKey(ReadOnlySpan<byte> spki) => Default.IsPublicKey(spki) ? Default : Gm.IsPublicKey(spki) ? Gm : null;
}

/// <summary>
/// ECDSA P-256/SHA-256. Of the two values of s that an ECDSA signature may have only the lower is made and accepted, so that
/// nobody can make a second form of a signature without the key.
/// </summary>
public sealed class EcdsaP256Suite : ISignatureSuite
{
    private const int HalfBytes = 32;

    // RFC 5480: SubjectPublicKeyInfo of an uncompressed point on P-256, up to its coordinates. No other form is read: the
    // platform throws what it likes on curves that it does not have.
    private static readonly byte[] SpkiHead = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    // SEC 2, section 2.4.2: order of the base point
    private static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    public SignatureSuiteId Id => SignatureSuiteId.EcdsaP256Sha256;

    public int SignatureSizeBytes => 2 * HalfBytes;

    public byte[] CreatePrivateKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    public byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        using var key = ImportPrivate(privateKey);
        return key.ExportSubjectPublicKeyInfo();
    }

    public byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> content)
    {
        using var key = ImportPrivate(privateKey);
        var signature = key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var s = SOf(signature);
        if (s * 2 > Order)
        {
            var lower = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
            signature.AsSpan(HalfBytes).Clear();
            lower.CopyTo(signature.AsSpan(signature.Length - lower.Length));
        }

        return signature;
    }

    public bool IsPublicKey(ReadOnlySpan<byte> publicKey)
    {
        using var key = TryImport(publicKey);
        return key is not null;
    }

    public bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSizeBytes || SOf(signature) * 2 > Order)
        {
            return false;
        }

        using var key = TryImport(publicKey);
        return key is not null
            && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static BigInteger SOf(ReadOnlySpan<byte> signature) => new(signature[HalfBytes..], isUnsigned: true, isBigEndian: true);

    private static ECDsa ImportPrivate(ReadOnlySpan<byte> privateKey)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(privateKey, out _);
        return key;
    }

    private static ECDsa? TryImport(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != SpkiHead.Length + (2 * HalfBytes) || !publicKey.StartsWith(SpkiHead))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null; // no point of the curve
        }
    }
}
