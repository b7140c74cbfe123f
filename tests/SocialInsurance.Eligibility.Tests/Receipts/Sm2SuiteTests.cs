using System.Text;
using Org.BouncyCastle.Math;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Tests.Receipts;

public sealed class Sm2SuiteTests
{
    // GB/T 32918.5-2017, annex A.2: recommended curve, user id 1234567812345678
    private const string Secret = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
    private const string PublicX = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
    private const string PublicY = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    private const string Signature = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("message digest");

    public static TheoryData<SignatureSuiteId> Suites => [SignatureSuiteId.EcdsaP256Sha256, SignatureSuiteId.Sm2Sm3];

    [Fact]
    public void Signature_of_the_standard_verifies_with_the_public_key_of_the_standard()
    {
        var suite = SignatureSuites.Gm;
        var publicKey = suite.PublicKeyOf(Sm2Suite.Pkcs8Of(new BigInteger(Secret, 16)));
        Assert.Equal(PublicX + PublicY, Convert.ToHexString(publicKey.AsSpan(27)));
        Assert.True(suite.Verifies(publicKey, Message, Convert.FromHexString(Signature)));
        Assert.False(suite.Verifies(publicKey, [.. Message, 0], Convert.FromHexString(Signature)));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Signature_verifies_and_no_changed_one_does(SignatureSuiteId id)
    {
        Assert.True(SignatureSuites.TryFind(id, out var suite));
        var secret = suite.CreatePrivateKey();
        var publicKey = suite.PublicKeyOf(secret);
        var signature = suite.Sign(secret, Message);
        Assert.Equal(suite.SignatureSizeBytes, signature.Length);
        Assert.True(suite.Verifies(publicKey, Message, signature));
        Assert.False(suite.Verifies(suite.PublicKeyOf(suite.CreatePrivateKey()), Message, signature));
        for (var at = 0; at < signature.Length; at += 7)
        {
            byte[] changed = [.. signature];
            changed[at] ^= 1;
            Assert.False(suite.Verifies(publicKey, Message, changed));
        }

        Assert.All([[], new byte[64], Enumerable.Repeat((byte)255, 64).ToArray(), signature[..63]], (byte[] odd) => Assert.False(suite.Verifies(publicKey, Message, odd)));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Public_key_is_of_its_suite_only_and_reads_back_from_pem(SignatureSuiteId id)
    {
        Assert.True(SignatureSuites.TryFind(id, out var suite));
        var key = new ReceiptPublicKey(id, suite.PublicKeyOf(suite.CreatePrivateKey()));
        Assert.Equal(id, SignatureSuites.OfPublicKey(key.Spki)!.Id);
        Assert.Equal([key], ReceiptPublicKey.TryReadPem(key.ToPem())!);
        byte[] offCurve = [.. key.Spki];
        offCurve[^1] ^= 1;
        Assert.False(suite.IsPublicKey(offCurve));
        Assert.Null(SignatureSuites.OfPublicKey(new byte[key.Spki.Length]));
    }
}
