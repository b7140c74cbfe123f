using System.Buffers.Binary;
using System.Globalization;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// A new key for sealed fields. New values go under it at once; the register and the outbox of notices are sealed anew, a batch a transaction.
/// Sealed columns of audited rows are what the log commits to: they stay as they are, under the key that each names, so an older key is kept as
/// long as such a row is. An interruption leaves every value readable; the next call goes on.
/// </summary>
internal sealed class FieldKeyRotation(IEligibilityStore store, SqlDatabase database, IRotatingKeyRing keys, TimeProvider time)
{
    private const int BatchSize = 512;

    private static readonly SealedColumn[] Resealed =
    [
        new("beneficiary", "id", "document_sealed", "beneficiary/document/"),
        new("beneficiary", "id", "name_sealed", "beneficiary/name/"),
        new("notice_outbox", "notice_id", "address_sealed", NoticeTable.AddressPlacePrefix),
        new("notice_outbox", "notice_id", "text_sealed", NoticeTable.TextPlacePrefix),
    ];

    private static readonly (string Table, string Column)[] Kept =
    [
        ("contact_change", "phone_sealed"),
        ("relative_link", "identity_sealed"),
        ("review_case_event", "detail_sealed"),
        ("staff_read", "reason_sealed"),
        ("fact_message", "body_sealed"),
        ("feed_event", "document_sealed"),
        ("feed_event", "name_sealed"),
        ("feed_event_rejected", "message_sealed"),
    ];

    /// <summary>Sealed values by key, over all columns.</summary>
    public Task<IReadOnlyDictionary<uint, long>> CountAsync(CancellationToken cancellationToken) =>
        CountAsync([.. Resealed.Select(column => (column.Table, column.Column)), .. Kept], cancellationToken);

    public async Task<FieldRotationResult> RotateAsync(IProgress<KeyRotationProgress>? progress, CancellationToken cancellationToken)
    {
        var newest = await database.ReadAsync(session => KeyFingerprints.FindNewestAsync(session, KeyPurpose.Field, cancellationToken), cancellationToken);
        var resumed = await WaitingAsync(newest, cancellationToken) > 0;
        var key = resumed ? keys.Find(KeyPurpose.Field, newest)! : await IntroduceAsync(cancellationToken);
        var (done, total) = (0L, await WaitingAsync(key.Id, cancellationToken));
        foreach (var column in Resealed)
        {
            for (var batch = -1; batch != 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                batch = await database.WriteAsync(session => ResealAsync(session, column, key, cancellationToken), cancellationToken);
                done += batch;
                progress?.Report(new KeyRotationProgress(done, Math.Max(total, done)));
            }
        }

        await RecordAsync(key, KeyChangeKind.Completed, done, cancellationToken);
        var kept = await CountAsync(Kept, cancellationToken);
        return new FieldRotationResult(key.Id, resumed, done, kept.Where(of => of.Key != key.Id).Sum(of => of.Value));
    }

    /// <summary>Prepared, recorded, tied to the database, adopted: after an interruption the ring adopts what the database knows.</summary>
    private async Task<SecretKey> IntroduceAsync(CancellationToken cancellationToken)
    {
        var key = keys.Prepare(KeyPurpose.Field);
        await RecordAsync(key, KeyChangeKind.Introduced, 0, cancellationToken);
        await database.WriteAsync(session => KeyFingerprints.NoteAsync(session, key, KeyPurpose.Field, cancellationToken), cancellationToken);
        keys.Adopt(KeyPurpose.Field, key.Id);
        return key;
    }

    private async Task<int> ResealAsync(SqlSession session, SealedColumn column, SecretKey key, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            $"SELECT {column.Id}, {column.Column} FROM {column.Table} WHERE length({column.Column}) > 0 AND substr({column.Column}, 2, 4) < @key LIMIT {BatchSize}",
            static row => (Id: row.GetString(0), Sealed: row.GetDigestBytes(1)),
            cancellationToken,
            IdBytes(key.Id));
        using var sealer = new FieldSealer(keys, KeyPurpose.Field);
        foreach (var row in rows)
        {
            var place = column.PlacePrefix + row.Id;
            var plain = sealer.Open(row.Sealed, place);
            await session.ExecuteAsync(
                $"UPDATE {column.Table} SET {column.Column} = @sealed WHERE {column.Id} = @id", cancellationToken, sealer.Seal(plain, place, key), row.Id);
            Array.Clear(plain);
        }

        return rows.Count;
    }

    private Task<long> WaitingAsync(uint keyId, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var waiting = 0L;
            foreach (var column in Resealed)
            {
                waiting += await session.FindAsync(
                    $"SELECT COUNT(*) FROM {column.Table} WHERE length({column.Column}) > 0 AND substr({column.Column}, 2, 4) < @key",
                    static row => row.GetInt64(0),
                    cancellationToken,
                    IdBytes(keyId));
            }

            return waiting;
        },
        cancellationToken);

    private Task<IReadOnlyDictionary<uint, long>> CountAsync(IReadOnlyList<(string Table, string Column)> columns, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<uint, long>>(
            async session =>
            {
                var counts = new SortedDictionary<uint, long>();
                foreach (var (table, column) in columns)
                {
                    var rows = await session.ListAsync(
                        $"SELECT substr({column}, 2, 4), COUNT(*) FROM {table} WHERE length({column}) > 0 GROUP BY substr({column}, 2, 4)",
                        static row => (Key: BinaryPrimitives.ReadUInt32BigEndian(row.GetDigestBytes(0)), Count: row.GetInt64(1)),
                        cancellationToken);
                    rows.ForEach(row => counts[row.Key] = counts.GetValueOrDefault(row.Key) + row.Count);
                }

                return counts;
            },
            cancellationToken);

    private async Task RecordAsync(SecretKey key, KeyChangeKind change, long values, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        await work.KeyChanges.AddAsync(
            new KeyChange(ChangedKey.Field, key.Id.ToString(CultureInfo.InvariantCulture), change, values, time.GetStoredNow()), cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private static byte[] IdBytes(uint keyId)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, keyId);
        return bytes;
    }

    /// <param name="PlacePrefix">what a row's place begins with; its id follows</param>
    private sealed record SealedColumn(string Table, string Id, string Column, string PlacePrefix);
}
