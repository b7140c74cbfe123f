using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>Version 7 UUID.</summary>
public readonly record struct ReceiptId(Guid Value)
{
    public static bool TryParse(string? text, out ReceiptId id)
    {
        var whole = Guid.TryParseExact(text, "D", out var value);
        id = new ReceiptId(value);
        return whole;
    }

    public override string ToString() => Value.ToString("D");
}

/// <summary>
/// What a receipt says, and what is signed: canonical bytes "receipt/1". Holds no citizen number and no name, only a salted
/// commitment to them.
/// </summary>
/// <param name="Holder">see <see cref="HolderCommitment"/></param>
/// <param name="ValidUntil">the first day that is no longer covered</param>
/// <param name="Authority">name of the agency, 1..90 bytes in UTF-8, no control characters</param>
/// <param name="AuditSequence">entry of the audit log that records the decision</param>
/// <param name="Log">the log when the receipt was signed: the signature makes it a checkpoint that a witness can keep</param>
public sealed record ReceiptBody(
    ReceiptId Id,
    Sha256Digest Holder,
    CertificationMethod Method,
    DateOnly CertifiedOn,
    DateOnly ValidUntil,
    DateTimeOffset IssuedAt,
    string Authority,
    long AuditSequence,
    AuditHead Log)
{
    public const int AuthorityMaxBytes = 90;

    /// <summary>All fields with suite and key: a signature counts for one key only.</summary>
    public void WriteCanonical(CanonicalWriter writer, SignatureSuiteId suite, uint keyId)
    {
        writer.Restart("receipt/1");
        writer.Add((long)suite);
        writer.Add(keyId);
        WriteFields(writer);
    }

    internal void WriteFields(CanonicalWriter writer)
    {
        writer.Add(Id.Value);
        writer.Add(Holder);
        writer.Add((long)Method);
        writer.Add(CertifiedOn);
        writer.Add(ValidUntil);
        writer.Add(IssuedAt);
        writer.Add(Authority);
        writer.Add(AuditSequence);
        writer.Add(Log.Size);
        writer.Add(Log.RootHash);
    }
}

/// <param name="KeyId">see <see cref="ReceiptPublicKey.Id"/></param>
/// <param name="Bytes">of the length that the suite states; never changed</param>
public sealed record ReceiptSignature(SignatureSuiteId Suite, uint KeyId, byte[] Bytes)
{
    public bool Equals(ReceiptSignature? other) =>
        other is not null && Suite == other.Suite && KeyId == other.KeyId && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(Suite, KeyId);
}

/// <summary>What the token carries: enough for a check of the signature.</summary>
public sealed record SignedReceipt(ReceiptBody Body, ReceiptSignature Signature);

/// <summary>That the decision's entry is in the log of the receipt: what the file adds to the token.</summary>
/// <param name="Path">from the leaf towards the root</param>
public sealed record ReceiptProof(AuditEntry Entry, IReadOnlyList<Sha256Digest> Path)
{
    /// <summary>Whether this is the entry that the receipt names, a decision, in the log that the receipt names.</summary>
    public bool Proves(ReceiptBody body) =>
        Entry.Sequence == body.AuditSequence
        && Entry.Kind == AuditKind.DecisionRecorded
        && MerkleTree.ProvesInclusion(Entry.LeafHash(new CanonicalWriter()), body.AuditSequence, body.Log.Size, Path, body.Log.RootHash);
}

/// <summary>A receipt as stored: one for each decision, for ever.</summary>
public sealed record IssuedReceipt(BeneficiaryId Beneficiary, DecisionId Decision, SignedReceipt Signed, ReceiptProof Proof) : IAuditable
{
    public ReceiptId Id => Signed.Body.Id;

    AuditKind IAuditable.AuditKind => AuditKind.ReceiptIssued;

    string IAuditable.AuditSubject => Beneficiary.Value;

    DateTimeOffset IAuditable.RecordedAt => Signed.Body.IssuedAt;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("receipt-issued/1");
        writer.Add(Beneficiary.Value);
        writer.Add(Decision.Value);
        Signed.Body.WriteFields(writer);
        writer.Add((long)Signed.Signature.Suite);
        writer.Add(Signed.Signature.KeyId);
        writer.Add(Convert.ToHexStringLower(Signed.Signature.Bytes));
        writer.Add(Proof.Entry.RecordedAt);
        writer.Add(Proof.Entry.SubjectCommitment);
        writer.Add(Proof.Entry.PayloadDigest);
        foreach (var sibling in Proof.Path)
        {
            writer.Add(sibling);
        }
    }
}

/// <summary>Why a receipt no longer counts. Values are stored; never renumber.</summary>
public enum RevocationReason
{
    /// <summary>The decision behind it was undone.</summary>
    DecisionUndone = 1,

    /// <summary>The certification was corrected; another receipt takes its place.</summary>
    CertificationCorrected = 2,

    /// <summary>It should not have been issued, or a key was lost.</summary>
    IssuedInError = 3,
}

/// <summary>A receipt that no longer counts. Final. Says nothing about the benefit: payment is another matter.</summary>
public sealed record ReceiptRevocation(
    ReceiptId Receipt, BeneficiaryId Beneficiary, RevocationReason Reason, CaseworkerId By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReceiptRevoked;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("receipt-revoked/1");
        writer.Add(Receipt.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Reason);
        writer.Add(By.Value);
        writer.Add(RecordedAt);
    }
}
