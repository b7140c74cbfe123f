using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>templates.db: turned and sealed templates under pseudonymous ids, with a key of their own. Safe on any thread.</summary>
internal sealed class SqliteTemplateVault(SqliteFile file, SqliteConnection writer, IKeyRing keys) : ITemplateVault, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TemplateSealer sealer = new(keys);

    public TemplateProtection Protection => sealer.ProtectionOf(keys.Current(KeyPurpose.Template).Id);

    public TemplateSealer Sealer => sealer;

    public Task StoreAsync(ReferenceId reference, ProtectedTemplate template, CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                // asked inside the transaction: another process may have introduced a newer key
                var keyId = await KeyFingerprints.FindNewestAsync(session, KeyPurpose.Template, cancellationToken);
                return await session.ExecuteAsync(
                    "INSERT INTO template (reference_id, sealed, key_id) VALUES (@reference, @sealed, @key)",
                    cancellationToken,
                    reference.Value.ToColumn(),
                    sealer.Seal(reference, template, keyId),
                    (long)keyId);
            },
            cancellationToken);

    public Task<byte[]?> ReadAsync(ReferenceId reference, uint keyId, CancellationToken cancellationToken) =>
        file.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync(
                    "SELECT sealed, key_id FROM template WHERE reference_id = @reference",
                    static row => (Sealed: row.GetDigestBytes(0), KeyId: checked((uint)row.GetInt64(1))),
                    cancellationToken,
                    reference.Value.ToColumn());
                return row.Sealed is null ? null : sealer.Open(reference, row.Sealed, row.KeyId, keyId);
            },
            cancellationToken);

    public Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken) =>
        WriteAsync(
            session => session.ExecuteAsync("DELETE FROM template WHERE reference_id = @reference", cancellationToken, reference.Value.ToColumn()),
            cancellationToken);

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(
            session => session.FindAsync("SELECT COUNT(*) FROM template", static row => row.GetInt64(0), cancellationToken),
            cancellationToken);

    /// <summary>Erases templates that no kept reference names: what a fault during enrolment or withdrawal left behind.</summary>
    /// <returns>how many were erased</returns>
    public async Task<int> EraseUnlinkedAsync(IReadOnlyCollection<ReferenceId> kept, CancellationToken cancellationToken)
    {
        var stored = await file.ReadAsync(
            session => session.ListAsync(
                "SELECT reference_id FROM template", static row => new ReferenceId(row.GetId(0)), cancellationToken),
            cancellationToken);
        var unlinked = stored.Except(kept).ToList();
        foreach (var reference in unlinked)
        {
            await EraseAsync(reference, cancellationToken);
        }

        return unlinked.Count;
    }

    /// <summary>One write transaction of templates.db; nothing of it stays when <paramref name="write"/> throws.</summary>
    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = SqliteWriteTransaction.Begin(writer, file);
            await using var session = new SqlSession(writer, transaction, file.Translate);
            var result = await write(session);
            await session.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Moves the write-ahead log into the database and empties it, so that no erased or older row stays in it.</summary>
    public async Task TruncateLogAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var session = new SqlSession(writer, null, file.Translate);
            await session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        await writer.DisposeAsync();
        sealer.Dispose();
        turn.Dispose();
    }
}
