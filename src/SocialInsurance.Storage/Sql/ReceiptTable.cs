using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Storage.Sql;

/// <summary>Receipts and their revocations; both append-only and audited.</summary>
internal sealed class ReceiptTable(SqlSession session, AuditAppender? audit) : IReceiptRecords
{
    private const string Columns =
        """
        SELECT audit_sequence, id, beneficiary_id, decision_id, holder, method, certified_on, valid_until, issued_at, authority,
          decision_sequence, log_size, log_root, suite, key_id, signature, entry_recorded_at, entry_subject, entry_payload, log_proof
        FROM receipt
        """;

    private const string Insert =
        """
        INSERT INTO receipt (audit_sequence, id, beneficiary_id, decision_id, holder, method, certified_on, valid_until, issued_at, authority,
          decision_sequence, log_size, log_root, suite, key_id, signature, entry_recorded_at, entry_subject, entry_payload, log_proof)
        VALUES (@sequence, @id, @beneficiary, @decision, @holder, @method, @certified_on, @valid_until, @issued_at, @authority,
          @decision_sequence, @log_size, @log_root, @suite, @key_id, @signature, @entry_at, @entry_subject, @entry_payload, @log_proof)
        """;

    private const string SelectRevocation =
        """
        SELECT v.audit_sequence, v.receipt_id, r.beneficiary_id, v.reason, v.revoked_by, v.recorded_at
        FROM receipt_revocation v LEFT JOIN receipt r ON r.id = v.receipt_id
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Receipts: opened for reading only.");

    public Task<IssuedReceipt?> FindOfDecisionAsync(DecisionId decision, CancellationToken cancellationToken) =>
        session.FindAsync($"{Columns} WHERE decision_id = @decision", MapReceipt, cancellationToken, decision.Value.ToColumn());

    public Task<IssuedReceipt?> FindAsync(ReceiptId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{Columns} WHERE id = @id", MapReceipt, cancellationToken, id.Value.ToColumn());

    public Task<ReceiptRevocation?> FindRevocationAsync(ReceiptId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{SelectRevocation} WHERE v.receipt_id = @id", MapRevocation, cancellationToken, id.Value.ToColumn());

    public Task<List<ReceiptId>> ListRevokedAsync(DateOnly validAfter, CancellationToken cancellationToken) =>
        session.ListAsync(
            "SELECT r.id FROM receipt_revocation v JOIN receipt r ON r.id = v.receipt_id WHERE r.valid_until > @after ORDER BY r.id",
            static row => new ReceiptId(row.GetId(0)),
            cancellationToken,
            validAfter.ToColumn());

    public async Task AddAsync(IssuedReceipt receipt, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(receipt, cancellationToken);
        var (body, signature, entry) = (receipt.Signed.Body, receipt.Signed.Signature, receipt.Proof.Entry);
        await session.ExecuteAsync(
            Insert,
            cancellationToken,
            sequence,
            body.Id.Value.ToColumn(),
            receipt.Beneficiary.Value,
            receipt.Decision.Value.ToColumn(),
            body.Holder.ToArray(),
            (long)body.Method,
            body.CertifiedOn.ToColumn(),
            body.ValidUntil.ToColumn(),
            body.IssuedAt.ToColumn(),
            body.Authority,
            body.AuditSequence,
            body.Log.Size,
            body.Log.RootHash.ToArray(),
            (long)signature.Suite,
            (long)signature.KeyId,
            signature.Bytes,
            entry.RecordedAt.ToColumn(),
            entry.SubjectCommitment.ToArray(),
            entry.PayloadDigest.ToArray(),
            receipt.Proof.Path.SelectMany(static sibling => sibling.ToArray()).ToArray());
    }

    public async Task AddRevocationAsync(ReceiptRevocation revocation, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(revocation, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO receipt_revocation (audit_sequence, receipt_id, reason, revoked_by, recorded_at)
            VALUES (@sequence, @receipt, @reason, @revoked_by, @recorded_at)
            """,
            cancellationToken,
            sequence,
            revocation.Receipt.Value.ToColumn(),
            (long)revocation.Reason,
            revocation.By.Value,
            revocation.RecordedAt.ToColumn());
    }

    internal static string AuditedReceipts => $"{Columns} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedRevocations => $"{SelectRevocation} WHERE v.audit_sequence >= @from AND v.audit_sequence < @until";

    internal static IssuedReceipt MapReceipt(DbDataReader row) => new(
        new BeneficiaryId(row.GetString(2)),
        new DecisionId(row.GetId(3)),
        new SignedReceipt(
            new ReceiptBody(
                new ReceiptId(row.GetId(1)),
                row.GetDigest(4),
                (CertificationMethod)row.GetInt64(5),
                row.GetDate(6),
                row.GetDate(7),
                row.GetInstant(8),
                row.GetString(9),
                row.GetInt64(10),
                new AuditHead(row.GetInt64(11), row.GetDigest(12))),
            new ReceiptSignature((SignatureSuiteId)checked((byte)row.GetInt64(13)), checked((uint)row.GetInt64(14)), row.GetDigestBytes(15))),
        new ReceiptProof(
            new AuditEntry(row.GetInt64(10), row.GetInstant(16), AuditKind.DecisionRecorded, row.GetDigest(17), row.GetDigest(18)),
            [.. row.GetDigestBytes(19).Chunk(Sha256Digest.SizeBytes).Select(static sibling => new Sha256Digest(sibling))]));

    internal static ReceiptRevocation MapRevocation(DbDataReader row) => new(
        new ReceiptId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        (RevocationReason)row.GetInt64(3),
        new CaseworkerId(row.GetString(4)),
        row.GetInstant(5));
}
