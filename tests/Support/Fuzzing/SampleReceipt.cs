using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Tests.Support.Fuzzing;

/// <summary>Receipts of the right form to begin from; nobody signed them.</summary>
internal static class SampleReceipt
{
    private static readonly DateTimeOffset Issued = new(2026, 11, 2, 1, 2, 3, TimeSpan.Zero);

    public static SignedReceipt Signed { get; } = new(
        new ReceiptBody(
            new ReceiptId(new Guid("0193a0c4-0000-7000-8000-000000000001")),
            Sha256Digest.Of("holder"u8),
            CertificationMethod.SelfFace,
            new DateOnly(2026, 11, 2),
            new DateOnly(2027, 11, 2),
            Issued,
            "试验市社会保险事业中心",
            7,
            new AuditHead(9, Sha256Digest.Of("root"u8))),
        Signature());

    public static byte[] File()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ReceiptFile.Write(new ReceiptDocument(
            Signed,
            new ReceiptProof(
                new AuditEntry(7, Issued, AuditKind.DecisionRecorded, Sha256Digest.Of("subject"u8), Sha256Digest.Of("payload"u8)),
                [Sha256Digest.Of("a"u8), Sha256Digest.Of("b"u8)]),
            new ReceiptPublicKey(Signed.Signature.Suite, key.ExportSubjectPublicKeyInfo()),
            Sha256Digest.Of("salt"u8)));
    }

    public static byte[] Revocations() => new RevocationList(Issued, [Signed.Body.Id], Signed.Signature).ToJson();

    private static ReceiptSignature Signature() => new((SignatureSuiteId)1, 7, [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
}
