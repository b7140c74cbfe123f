using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Tests.Receipts;

public sealed class ReceiptTokenTests
{
    private static readonly SampleReceipts Authority = new();
    private static readonly DateOnly Day = SampleReceipts.CertifiedOn.AddDays(3);

    [Fact]
    public void Token_reads_back_what_was_written_and_is_genuine()
    {
        var receipt = Authority.Issue().Receipt;
        var token = ReceiptToken.Write(receipt);
        Assert.True(ReceiptToken.TryRead(token, out var read));
        Assert.Equal(receipt, read);
        Assert.Equal(ReceiptState.Genuine, Authority.Check.CheckText($"  {token[..40]}\r\n{token[40..]}\n", Day, _ => false).State);
        Assert.InRange(token.Length, 200, ReceiptToken.MaxLength);
        Assert.DoesNotMatch("[^A-Za-z0-9_.-]", token);
    }

    [Fact]
    public void Every_body_survives_its_token()
    {
        var names = Gen.Elements("社", "Agency 1", new string('县', 30), "é", "𠮷野");
        Prop.ForAll(
            ArbMap.Default.ArbFor<(Guid Id, int Method, uint Days, long Sequence, long Extra)>(),
            names.ToArbitrary(),
            (drawn, name) =>
            {
                var certifiedOn = new DateOnly(2000, 1, 1).AddDays((int)(drawn.Days % 100_000));
                var sequence = Math.Abs(drawn.Sequence % (1L << 40));
                var body = new ReceiptBody(
                    new ReceiptId(drawn.Id),
                    Sha256Digest.Of(drawn.Id.ToByteArray()),
                    (CertificationMethod)(1 + Math.Abs(drawn.Method % 3)),
                    certifiedOn,
                    certifiedOn.AddMonths(12),
                    UtcMicroseconds.ToInstant(1 + Math.Abs(drawn.Extra % 4_000_000_000_000_000)),
                    name,
                    sequence,
                    new AuditHead(sequence + 1 + Math.Abs(drawn.Extra % 1000), Sha256Digest.Of("root"u8)));
                var receipt = new SignedReceipt(body, Authority.Sign(body.WriteCanonical));
                return ReceiptToken.TryRead(ReceiptToken.Write(receipt), out var read)
                    && read == receipt
                    && Authority.Check.Check(read, certifiedOn, _ => false).Ok;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Every_one_bit_change_of_the_bytes_is_refused()
    {
        var token = ReceiptToken.Write(Authority.Issue().Receipt);
        var bytes = Base64Url.DecodeFromChars(token.AsSpan(ReceiptToken.Prefix.Length));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var verdict = Authority.Check.CheckText(ReceiptToken.Prefix + Base64Url.EncodeToString(bytes), Day, _ => false);
            Assert.True(verdict.State == ReceiptState.NotGenuine, $"bit {bit} of byte {bit / 8} may be changed");
            Assert.Null(verdict.Receipt);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_one_bit_change_of_the_text_is_refused()
    {
        var token = ReceiptToken.Write(Authority.Issue().Receipt).ToCharArray();
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            token[bit / 8] = (char)(token[bit / 8] ^ (1 << (bit % 8)));
            Assert.Equal(ReceiptState.NotGenuine, Authority.Check.CheckText(new string(token), Day, _ => false).State);
            token[bit / 8] = (char)(token[bit / 8] ^ (1 << (bit % 8)));
        }
    }

    [Fact]
    public void Receipt_of_one_key_does_not_verify_under_another()
    {
        var receipt = Authority.Issue().Receipt;
        Assert.Equal(ReceiptFault.KeyUnknown, new SampleReceipts().Check.Check(receipt, Day, _ => false).Fault);

        // a key that takes the other's id does not help
        var stranger = new SampleReceipts();
        var body = receipt.Body;
        var forged = new SignedReceipt(body, stranger.Sign(body.WriteCanonical) with { KeyId = receipt.Signature.KeyId });
        Assert.Equal(ReceiptFault.SignatureWrong, Authority.Check.Check(forged, Day, _ => false).Fault);
    }

    [Fact]
    public void Second_form_of_a_signature_is_refused()
    {
        var receipt = Authority.Issue().Receipt;
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var signature = receipt.Signature.Bytes.ToArray();
        var mirrored = new System.Numerics.BigInteger(order, true, true) - new System.Numerics.BigInteger(signature.AsSpan(32), true, true);
        var bytes = mirrored.ToByteArray(true, true);
        signature.AsSpan(32).Clear();
        bytes.CopyTo(signature.AsSpan(64 - bytes.Length));
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Authority.Current.Spki, out _);
        var writer = new CanonicalWriter();
        receipt.Body.WriteCanonical(writer, receipt.Signature.Suite, receipt.Signature.KeyId);
        Assert.True(key.VerifyData(writer.Written, signature, System.Security.Cryptography.HashAlgorithmName.SHA256), "the mirrored signature is right by mathematics");
        Assert.Equal(ReceiptFault.SignatureWrong, Authority.Check.Check(receipt with { Signature = receipt.Signature with { Bytes = signature } }, Day, _ => false).Fault);
    }

    [Theory]
    [InlineData(0, ReceiptState.Genuine)]
    [InlineData(364, ReceiptState.Genuine)]
    [InlineData(365, ReceiptState.Expired)]
    public void Period_ends_on_its_last_day(int days, ReceiptState state) =>
        Assert.Equal(state, Authority.Check.Check(Authority.Issue().Receipt, SampleReceipts.CertifiedOn.AddDays(days), _ => false).State);

    [Fact]
    public void Revoked_stays_revoked_when_its_period_is_over()
    {
        var receipt = Authority.Issue().Receipt;
        Assert.Equal(ReceiptState.Revoked, Authority.Check.Check(receipt, SampleReceipts.CertifiedOn.AddYears(3), id => id == receipt.Body.Id).State);
    }

    [Fact]
    public void Authority_that_does_not_fit_is_a_broken_contract() =>
        Assert.Throws<ArgumentException>(() => ReceiptToken.Write(Authority.Issue(authority: new string('县', 31)).Receipt));
}
