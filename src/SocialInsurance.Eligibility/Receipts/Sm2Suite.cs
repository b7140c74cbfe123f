using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>
/// SM2 with SM3 (GB/T 32918.2, curve of GB/T 32918.5, user id "1234567812345678" of GB/T 35276): signature r and s of 32 bytes each. Made with
/// the C# port of Bouncy Castle, in managed code without hardware; where an approved module is required, this is the place for it.
/// </summary>
public sealed class Sm2Suite : ISignatureSuite
{
    private const int HalfBytes = 32;

    // SubjectPublicKeyInfo of an uncompressed point on sm2p256v1, up to its coordinates; no other form is read
    private static readonly byte[] SpkiHead = Convert.FromHexString("3059301306072A8648CE3D020106082A811CCF5501822D03420004");
    private static readonly ECDomainParameters Curve = CurveOf();

    public SignatureSuiteId Id => SignatureSuiteId.Sm2Sm3;

    public int SignatureSizeBytes => 2 * HalfBytes;

    public byte[] CreatePrivateKey()
    {
        var generator = new ECKeyPairGenerator("EC");
        generator.Init(new ECKeyGenerationParameters(Curve, new SecureRandom()));
        return Pkcs8Of(((ECPrivateKeyParameters)generator.GenerateKeyPair().Private).D);
    }

    public byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        var point = Curve.G.Multiply(Import(privateKey).D).Normalize();
        return [.. SpkiHead, .. Fixed(point.AffineXCoord.ToBigInteger()), .. Fixed(point.AffineYCoord.ToBigInteger())];
    }

    public byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> content) => Sign(Import(privateKey), content);

    public bool IsPublicKey(ReadOnlySpan<byte> publicKey) => TryImport(publicKey) is not null;

    public bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSizeBytes || TryImport(publicKey) is not { } key)
        {
            return false;
        }

        var signer = new SM2Signer(PlainDsaEncoding.Instance);
        signer.Init(forSigning: false, key);
        signer.BlockUpdate(content.ToArray(), 0, content.Length);
        return signer.VerifySignature(signature.ToArray());
    }

    internal static byte[] Pkcs8Of(BigInteger secret)
    {
        var key = new ECPrivateKeyParameters("EC", secret, GMObjectIdentifiers.sm2p256v1);
        return PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded();
    }

    private static byte[] Sign(ECPrivateKeyParameters key, ReadOnlySpan<byte> content)
    {
        var signer = new SM2Signer(PlainDsaEncoding.Instance);
        signer.Init(forSigning: true, new ParametersWithRandom(key, new SecureRandom()));
        signer.BlockUpdate(content.ToArray(), 0, content.Length);
        return signer.GenerateSignature();
    }

    private static ECPrivateKeyParameters Import(ReadOnlySpan<byte> privateKey)
    {
        try
        {
            return PrivateKeyFactory.CreateKey(privateKey.ToArray()) is ECPrivateKeyParameters { PublicKeyParamSet: { } set } key && set.Equals(GMObjectIdentifiers.sm2p256v1)
                ? key
                : throw new System.Security.Cryptography.CryptographicException("expected a private key on sm2p256v1, found another");
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or IOException or InvalidCastException or InvalidOperationException or SecurityUtilityException)
        {
            throw new System.Security.Cryptography.CryptographicException("expected a private key on sm2p256v1, found another form", unreadable);
        }
    }

    private static ECPublicKeyParameters? TryImport(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != SpkiHead.Length + (2 * HalfBytes) || !publicKey.StartsWith(SpkiHead))
        {
            return null;
        }

        try
        {
            ECPoint point = Curve.Curve.DecodePoint([4, .. publicKey[SpkiHead.Length..]]);
            return new ECPublicKeyParameters("EC", Curve.ValidatePublicPoint(point), GMObjectIdentifiers.sm2p256v1);
        }
        catch (ArgumentException)
        {
            return null; // no point of the curve
        }
    }

    private static byte[] Fixed(BigInteger number)
    {
        var bytes = number.ToByteArrayUnsigned();
        return [.. new byte[HalfBytes - bytes.Length], .. bytes];
    }

    private static ECDomainParameters CurveOf()
    {
        var named = GMNamedCurves.GetByOid(GMObjectIdentifiers.sm2p256v1);
        return new ECDomainParameters(named.Curve, named.G, named.N, named.H);
    }
}
