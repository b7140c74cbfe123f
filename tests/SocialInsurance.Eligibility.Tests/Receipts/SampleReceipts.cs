using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Tests.Receipts;

/// <summary>A key in memory and receipts over a small log.</summary>
internal sealed class SampleReceipts : IReceiptSigner
{
    private readonly byte[] privateKey = SignatureSuites.Default.CreatePrivateKey();

    public static DateOnly CertifiedOn { get; } = new(2026, 11, 1);

    public ReceiptPublicKey Current => new(SignatureSuites.Default.Id, SignatureSuites.Default.PublicKeyOf(privateKey));

    public IReadOnlyList<ReceiptPublicKey> Published => [Current];

    public ReceiptCheck Check => new(new ReceiptKeySet(Published));

    public ReceiptSignature Sign(Action<CanonicalWriter, SignatureSuiteId, uint> write)
    {
        var writer = new CanonicalWriter();
        write(writer, SignatureSuites.Default.Id, Current.Id);
        return new ReceiptSignature(SignatureSuites.Default.Id, Current.Id, SignatureSuites.Default.Sign(privateKey, writer.Written));
    }

    /// <param name="size">entries of the log</param>
    /// <param name="at">entry of the decision</param>
    public ReceiptDocument Issue(int size = 23, int at = 11, string authority = "试验市社会保险事业中心")
    {
        var scratch = new CanonicalWriter();
        AuditEntry[] entries = [.. Enumerable.Range(0, size).Select(Entry)];
        Sha256Digest[] leaves = [.. entries.Select(entry => entry.LeafHash(scratch))];
        var body = new ReceiptBody(
            new ReceiptId(new Guid(RandomNumberGenerator.GetBytes(16))),
            Sha256Digest.Of(RandomNumberGenerator.GetBytes(16)),
            CertificationMethod.SelfFace,
            CertifiedOn,
            CertifiedOn.AddMonths(12),
            new DateTimeOffset(2026, 11, 1, 2, 3, 4, TimeSpan.Zero).AddMicroseconds(5),
            authority,
            at,
            new AuditHead(size, MerkleTree.Root(leaves)));
        return new ReceiptDocument(
            new SignedReceipt(body, Sign(body.WriteCanonical)), new ReceiptProof(entries[at], MerkleTree.InclusionProof(leaves, at)), Current);
    }

    /// <summary>The proof of another entry of the same log.</summary>
    public static ReceiptProof ProofOf(int size, int at)
    {
        var scratch = new CanonicalWriter();
        return new ReceiptProof(Entry(at), MerkleTree.InclusionProof([.. Enumerable.Range(0, size).Select(n => Entry(n).LeafHash(scratch))], at));
    }

    private static AuditEntry Entry(int sequence) => new(
        sequence,
        new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(sequence),
        AuditKind.DecisionRecorded,
        Sha256Digest.Of(BitConverter.GetBytes(sequence)),
        Sha256Digest.Of(BitConverter.GetBytes(-sequence - 1)));
}
