using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>The one writer of this process; other processes are kept out by the database's lock.</summary>
internal sealed class SqliteEligibilityStore(SqliteFile file, SqliteConnection writer, IKeyRing keys, TimeProvider time)
    : IEligibilityStore, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly AuditSealer auditSealer = new(keys.Current(KeyPurpose.AuditSalt).Bytes);

    public async Task<IEligibilityWork> BeginAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        SqliteTransaction? transaction = null;
        try
        {
            transaction = SqliteWriteTransaction.Begin(writer, file);
            var session = new SqlSession(writer, transaction, file.Translate);
            var audit = await AuditAppender.BeginAsync(session, auditSealer, cancellationToken);
            return new Work(this, transaction, session, audit, new FieldSealer(keys, KeyPurpose.Field));
        }
        catch
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            turn.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        await writer.DisposeAsync();
        turn.Dispose();
    }

    private sealed class Work(
        SqliteEligibilityStore store, SqliteTransaction transaction, SqlSession session, AuditAppender audit, FieldSealer sealer)
        : IEligibilityWork
    {
        private bool disposed;

        public IBeneficiaryRecords Beneficiaries { get; } = new BeneficiaryTable(session, audit, sealer, store.Keys);

        public IDecisionRecords Decisions { get; } = new DecisionTable(session, audit);

        public ICaseRecords Cases { get; } = new CaseTable(session, audit);

        public IEnrolmentRecords Enrolments { get; } = new EnrolmentTable(session, audit);

        public IReceiptRecords Receipts { get; } = new ReceiptTable(session, audit);

        public INoticeRecords Notices { get; } = new NoticeTable(session, audit, sealer);

        public IStaffRecords Staff { get; } = new StaffTable(session, audit);

        public async Task<AuditHead> CommitAsync(CancellationToken cancellationToken)
        {
            await audit.SealAsync(store.Time.GetStoredNow(), cancellationToken);
            await session.CommitAsync(cancellationToken);
            return audit.Head;
        }

        public async ValueTask DisposeAsync()
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            try
            {
                await session.DisposeAsync();
                await transaction.DisposeAsync();
                sealer.Dispose();
            }
            finally
            {
                store.turn.Release();
            }
        }
    }

    private IKeyRing Keys => keys;

    private TimeProvider Time => time;
}
