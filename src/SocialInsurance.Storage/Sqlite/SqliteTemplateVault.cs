using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>templates.db: sealed templates under pseudonymous ids, with a key of their own. Safe on any thread.</summary>
internal sealed class SqliteTemplateVault(SqliteFile file, SqliteConnection writer, IKeyRing keys) : ITemplateVault, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    public Task StoreAsync(ReferenceId reference, ReadOnlyMemory<byte> template, CancellationToken cancellationToken)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Template);
        var sealedTemplate = sealer.Seal(template.Span, PlaceOf(reference));
        return WriteAsync(
            "INSERT INTO template (reference_id, sealed) VALUES (@reference, @sealed)",
            cancellationToken,
            reference.Value.ToColumn(),
            sealedTemplate);
    }

    public Task<byte[]?> ReadAsync(ReferenceId reference, CancellationToken cancellationToken) =>
        file.ReadAsync(
            async session =>
            {
                var sealedTemplate = await session.FindAsync(
                    "SELECT sealed FROM template WHERE reference_id = @reference",
                    static row => row.GetDigestBytes(0),
                    cancellationToken,
                    reference.Value.ToColumn());
                using var sealer = new FieldSealer(keys, KeyPurpose.Template);
                return sealedTemplate is null ? null : sealer.Open(sealedTemplate, PlaceOf(reference));
            },
            cancellationToken);

    public Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken) =>
        WriteAsync("DELETE FROM template WHERE reference_id = @reference", cancellationToken, reference.Value.ToColumn());

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(
            session => session.FindAsync("SELECT COUNT(*) FROM template", static row => row.GetInt64(0), cancellationToken),
            cancellationToken);

    /// <summary>Erases templates that no reference in use names: what a fault during enrolment or withdrawal left behind.</summary>
    /// <returns>how many were erased</returns>
    public async Task<int> EraseUnlinkedAsync(IReadOnlyCollection<ReferenceId> inUse, CancellationToken cancellationToken)
    {
        var stored = await file.ReadAsync(
            session => session.ListAsync(
                "SELECT reference_id FROM template", static row => new ReferenceId(row.GetId(0)), cancellationToken),
            cancellationToken);
        var unlinked = stored.Except(inUse).ToList();
        foreach (var reference in unlinked)
        {
            await EraseAsync(reference, cancellationToken);
        }

        return unlinked.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        await writer.DisposeAsync();
        turn.Dispose();
    }

    private static string PlaceOf(ReferenceId reference) => $"template/sealed/{reference}";

    private async Task WriteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = SqliteWriteTransaction.Begin(writer, file);
            await using var session = new SqlSession(writer, transaction, file.Translate);
            await session.ExecuteAsync(sql, cancellationToken, values);
            await session.CommitAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}
