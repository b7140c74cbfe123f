using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>Receipts over snapshots. Safe on any thread: each call has its own connection.</summary>
internal sealed class ReceiptReader(SqliteFile file) : IReceiptReader
{
    public Task<StoredReceipt?> FindAsync(ReceiptId id, CancellationToken cancellationToken) =>
        ReadAsync(table => table.FindAsync(id, cancellationToken), cancellationToken);

    public Task<StoredReceipt?> FindOfDecisionAsync(DecisionId decision, CancellationToken cancellationToken) =>
        ReadAsync(table => table.FindOfDecisionAsync(decision, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReceiptId>> ListRevokedAsync(DateOnly validAfter, CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<ReceiptId>>(
            async session => await new ReceiptTable(session, null).ListRevokedAsync(validAfter, cancellationToken), cancellationToken);

    private Task<StoredReceipt?> ReadAsync(Func<ReceiptTable, Task<IssuedReceipt?>> find, CancellationToken cancellationToken) =>
        file.ReadAsync(
            async session =>
            {
                var table = new ReceiptTable(session, null);
                var receipt = await find(table);
                return receipt is null ? null : new StoredReceipt(receipt, await table.FindRevocationAsync(receipt.Id, cancellationToken));
            },
            cancellationToken);
}

/// <summary>The outbox over snapshots. Safe on any thread.</summary>
internal sealed class NoticeReader(SqliteFile file) : INoticeReader
{
    public Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(session => new NoticeTable(session, null, null).CountAsync(cancellationToken), cancellationToken);
}

/// <summary>Accounts over snapshots. Safe on any thread.</summary>
internal sealed class StaffReader(SqliteFile file) : IStaffReader
{
    public Task<StaffAccount?> FindAsync(CaseworkerId id, CancellationToken cancellationToken) =>
        file.ReadAsync(session => new StaffTable(session, null).FindAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<StaffAccount>>(
            async session => await new StaffTable(session, null).ListAsync(cancellationToken), cancellationToken);
}
