using System.Data.Common;
using System.Globalization;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// Erasures of audited records and what explains them. A record goes with the entry that names it, in one transaction; the database itself
/// refuses to delete a record that no erasure names, and records of decisions whatever names them.
/// </summary>
internal sealed class ErasureTable(SqlSession session, AuditAppender? audit) : IRetentionRecords
{
    // rows that refer to others go first
    private static readonly string[] Erasable = ["contact_change", "device_change", "feedback_resolution", "feedback", "feed_event"];

    internal static string AuditedErasures =>
        "SELECT audit_sequence, beneficiary_id, ground, records, recorded_at FROM record_erasure WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedRuns =>
        "SELECT audit_sequence, table_version, counts, recorded_at FROM retention_run WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedCopies =>
        "SELECT audit_sequence, beneficiary_id, recorded_at FROM person_data_taken WHERE audit_sequence >= @from AND audit_sequence < @until";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Erasures: opened for reading only.");

    public Task<long> CountDueAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken) => ErasureDue.Of(kind) is { } due
        ? session.FindAsync($"SELECT COUNT(*) FROM ({due}) due", static row => row.GetInt64(0), cancellationToken, cutoff.ToColumn())
        : Task.FromResult(0L);

    public async Task<IReadOnlyList<ErasableRecord>> ListDueAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken) =>
        ErasureDue.AuditedAs(kind) is { } auditKind && ErasureDue.Of(kind) is { } due
            ? await session.ListAsync(
                $"{due} ORDER BY audit_sequence LIMIT {RecordsErased.Most}", row => new ErasableRecord(row.GetInt64(0), auditKind), cancellationToken, cutoff.ToColumn())
            : [];

    public async Task<IReadOnlyList<ErasableRecord>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => await session.ListAsync(
        $"{ErasureDue.OfPerson} ORDER BY audit_sequence LIMIT {RecordsErased.Most}",
        static row => new ErasableRecord(row.GetInt64(0), (AuditKind)row.GetInt64(1)),
        cancellationToken,
        beneficiary.Value);

    public async Task EraseAsync(RecordsErased erased, CancellationToken cancellationToken)
    {
        if (erased.Records.Count is 0 or > RecordsErased.Most || erased.Records.Any(record => !RecordsErased.Kinds.Contains(record.Kind)))
        {
            throw new ArgumentException($"Records: expected 1..{RecordsErased.Most} of kinds that may be erased, found {erased.Records.Count}.", nameof(erased));
        }

        var sequence = await Audit.AppendAsync(erased, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO record_erasure (audit_sequence, beneficiary_id, ground, records, recorded_at) VALUES (@sequence, @beneficiary, @ground, @records, @recorded_at)",
            cancellationToken,
            sequence,
            erased.Subject?.Value,
            (long)erased.Ground,
            Write(erased.Records.Select(record => (record.Sequence, (long)record.Kind))),
            erased.RecordedAt.ToColumn());
        await session.InsertManyAsync(
            "erased_record", ["sequence", "erased_by"], [.. erased.Records.Select(record => new object?[] { record.Sequence, sequence })], cancellationToken);
        foreach (var table in Erasable)
        {
            await session.ExecuteAsync(
                $"DELETE FROM {table} WHERE audit_sequence IN (SELECT sequence FROM erased_record WHERE erased_by = @sequence)", cancellationToken, sequence);
        }
    }

    public async Task<long> EraseUnauditedAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken) => kind switch
    {
        RetainedKind.NoticeTexts => await session.ExecuteAsync(
            "UPDATE notice_outbox SET text_sealed = @nothing, address_sealed = NULL WHERE state = 3 AND ended_at < @cutoff AND length(text_sealed) > 0",
            cancellationToken,
            Array.Empty<byte>(),
            cutoff.ToColumn()),
        RetainedKind.RejectedEvents => await session.ExecuteAsync(
            "DELETE FROM feed_event_rejected WHERE recorded_at < @cutoff", cancellationToken, cutoff.ToColumn()),
        _ => 0,
    };

    public async Task AddAsync(RetentionApplied applied, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(applied, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO retention_run (audit_sequence, table_version, counts, recorded_at) VALUES (@sequence, @version, @counts, @recorded_at)",
            cancellationToken,
            sequence,
            applied.TableVersion,
            Write(applied.Counts.Select(one => ((long)one.Kind, one.Count))),
            applied.RecordedAt.ToColumn());
    }

    public async Task AddAsync(PersonDataTaken taken, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(taken, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO person_data_taken (audit_sequence, beneficiary_id, recorded_at) VALUES (@sequence, @beneficiary, @recorded_at)",
            cancellationToken,
            sequence,
            taken.Beneficiary.Value,
            taken.RecordedAt.ToColumn());
    }

    /// <summary>Entries of a window whose records were erased, as the audited erasures themselves say; each of those is verified at its own entry.</summary>
    internal static async Task<HashSet<ErasableRecord>> ReadErasedAsync(SqlSession session, long from, long until, CancellationToken cancellationToken)
    {
        var lists = await session.ListAsync(
            """
            SELECT DISTINCT e.audit_sequence, e.records FROM record_erasure e JOIN erased_record r ON r.erased_by = e.audit_sequence
            WHERE r.sequence >= @from AND r.sequence < @until
            """,
            static row => row.GetString(1),
            cancellationToken,
            from,
            until);
        var erased = new HashSet<ErasableRecord>();
        foreach (var list in lists)
        {
            erased.UnionWith(TryRead(list) is { } pairs ? pairs.Select(pair => new ErasableRecord(pair.First, (AuditKind)pair.Second)) : []);
        }

        erased.RemoveWhere(record => !RecordsErased.Kinds.Contains(record.Kind));
        return erased;
    }

    internal static RecordsErased MapErasure(DbDataReader row) => new(
        row.FindString(1) is { } beneficiary ? new BeneficiaryId(beneficiary) : null,
        (ErasureGround)row.GetInt64(2),
        [.. Read(row.GetString(3)).Select(pair => new ErasableRecord(pair.First, (AuditKind)pair.Second))],
        row.GetInstant(4));

    internal static RetentionApplied MapRun(DbDataReader row) =>
        new(row.GetString(1), [.. Read(row.GetString(2)).Select(pair => ((RetainedKind)pair.First, pair.Second))], row.GetInstant(3));

    internal static PersonDataTaken MapCopy(DbDataReader row) => new(new BeneficiaryId(row.GetString(1)), row.GetInstant(2));

    private static string Write(IEnumerable<(long First, long Second)> pairs) =>
        string.Join(' ', pairs.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First}:{pair.Second}")));

    private static List<(long First, long Second)> Read(string text) => TryRead(text) ?? throw new FormatException("pairs of numbers: found another form");

    private static List<(long First, long Second)>? TryRead(string text)
    {
        List<(long, long)> pairs = [];
        foreach (var part in text.Split(' '))
        {
            if (part.Split(':') is not [var first, var second]
                || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
                || !long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var other))
            {
                return null;
            }

            pairs.Add((one, other));
        }

        return pairs;
    }
}
