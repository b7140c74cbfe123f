using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>Receipts inside a transaction.</summary>
public interface IReceiptRecords
{
    Task<IssuedReceipt?> FindOfDecisionAsync(DecisionId decision, CancellationToken cancellationToken);

    Task<IssuedReceipt?> FindAsync(ReceiptId id, CancellationToken cancellationToken);

    Task<ReceiptRevocation?> FindRevocationAsync(ReceiptId id, CancellationToken cancellationToken);

    /// <summary>Stores a receipt with its audit entry.</summary>
    Task AddAsync(IssuedReceipt receipt, CancellationToken cancellationToken);

    /// <summary>Stores a revocation with its audit entry.</summary>
    Task AddRevocationAsync(ReceiptRevocation revocation, CancellationToken cancellationToken);
}

/// <summary>A stored receipt and whether it counts.</summary>
/// <param name="Revocation">null: it counts</param>
public sealed record StoredReceipt(IssuedReceipt Receipt, ReceiptRevocation? Revocation);

/// <summary>Reads receipts; never blocked by a writer.</summary>
public interface IReceiptReader
{
    Task<StoredReceipt?> FindAsync(ReceiptId id, CancellationToken cancellationToken);

    Task<StoredReceipt?> FindOfDecisionAsync(DecisionId decision, CancellationToken cancellationToken);

    /// <summary>Revoked receipts whose period ends after a day.</summary>
    Task<IReadOnlyList<ReceiptId>> ListRevokedAsync(DateOnly validAfter, CancellationToken cancellationToken);
}
