using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Storage.Sql;

/// <summary>Review cases as rows for the queue and events for the truth.</summary>
internal sealed class CaseTable(SqlSession session, AuditAppender? audit) : ICaseRecords
{
    private const long OpenedKind = 1;
    private const long AssignedKind = 2;
    private const long ClosedKind = 3;

    private static readonly string[] CaseColumns = ["id", "beneficiary_id", "finding_kind", "colour", "record_place", "opened_by", "state"];

    private static readonly string[] EventColumns = ["audit_sequence", "case_id", "ordinal", "kind", "caseworker", "conclusion", "recorded_at"];

    private const string Select =
        """
        SELECT e.audit_sequence, e.case_id, e.ordinal, e.kind, e.caseworker, e.conclusion, e.recorded_at,
          c.beneficiary_id, c.finding_kind, c.colour, c.record_place, c.opened_by
        FROM review_case_event e JOIN review_case c ON c.id = e.case_id
        """;

    public async Task<IReadOnlySet<CaseKey>> FetchExistingAsync(IReadOnlyList<CaseKey> keys, CancellationToken cancellationToken)
    {
        var existing = await session.FindManyAsync<CaseKey?>(
            """
            SELECT beneficiary_id, finding_kind, record_place FROM review_case
            WHERE beneficiary_id = @beneficiary AND finding_kind = @kind AND record_place = @place
            """,
            static row => new CaseKey(new BeneficiaryId(row.GetString(0)), new FindingKind(row.GetString(1)), row.GetString(2)),
            [.. keys.Select(key => new object?[] { key.Beneficiary.Value, key.Kind.Code, key.RecordPlace })],
            cancellationToken);
        return existing.OfType<CaseKey>().ToHashSet();
    }

    public async Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken)
    {
        var events = await session.ListAsync(
            $"{Select} WHERE e.case_id = @case ORDER BY e.ordinal", Map, cancellationToken, id.Value.ToColumn());
        return events.Count == 0 ? null : ReviewCase.From([.. events.Select(row => row.Event)]);
    }

    public async Task<IReadOnlyList<ReviewCase>> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await FetchAsync(
            await session.ListAsync(
                "SELECT id FROM review_case WHERE beneficiary_id = @beneficiary AND state < @closed ORDER BY id",
                static row => new CaseId(row.GetId(0)),
                cancellationToken,
                beneficiary.Value,
                (long)CaseState.Closed),
            cancellationToken);

    public async Task<IReadOnlyList<ReviewCase>> ReadOpenAsync(int limit, CancellationToken cancellationToken) =>
        await FetchAsync(
            await session.ListAsync(
                "SELECT id FROM review_case WHERE state < @closed ORDER BY colour DESC, id LIMIT @limit",
                static row => new CaseId(row.GetId(0)),
                cancellationToken,
                (long)CaseState.Closed,
                (long)limit),
            cancellationToken);

    public async Task<IReadOnlyList<ReversedDeath>> ReadReversalsAsync(CancellationToken cancellationToken) =>
        await session.ListAsync(
            """
            SELECT c.record_place, e.recorded_at FROM review_case c JOIN review_case_event e ON e.case_id = c.id
            WHERE c.state = @closed AND c.finding_kind IN ('DeathCorroborated', 'DeathSuspected', 'DeathContradicted')
              AND e.kind = @kind AND e.conclusion IN (@refuted, @another) ORDER BY e.audit_sequence
            """,
            static row => new ReversedDeath(FileOf(row.GetString(0)), DateOnly.FromDateTime(row.GetInstant(1).UtcDateTime)),
            cancellationToken,
            (long)CaseState.Closed,
            ClosedKind,
            (long)CaseConclusion.FindingRefuted,
            (long)CaseConclusion.RecordOfAnotherPerson);

    /// <summary>A record place is "file:line".</summary>
    private static string FileOf(string recordPlace) => recordPlace.LastIndexOf(':') is > 0 and var at ? recordPlace[..at] : recordPlace;

    private async Task<IReadOnlyList<ReviewCase>> FetchAsync(IReadOnlyList<CaseId> ids, CancellationToken cancellationToken)
    {
        var cases = new List<ReviewCase>(ids.Count);
        foreach (var id in ids)
        {
            var found = await FindAsync(id, cancellationToken);
            if (found is not null)
            {
                cases.Add(found);
            }
        }

        return cases;
    }

    public async Task AddAsync(IReadOnlyList<CaseEvent> events, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Cases: opened for reading only.");
        await ProjectAsync(events, cancellationToken);
        var first = await appender.AppendManyAsync(events, cancellationToken);
        await session.InsertManyAsync(
            "review_case_event", EventColumns, [.. events.Select((happened, index) => RowOf(first + index, happened))], cancellationToken);
    }

    internal static string AuditedEvents => $"{Select} WHERE e.audit_sequence >= @from AND e.audit_sequence < @until";

    internal static (long AuditSequence, CaseEvent Event) Map(DbDataReader row)
    {
        var id = new CaseId(row.GetId(1));
        var beneficiary = new BeneficiaryId(row.GetString(7));
        var (ordinal, kind, at) = (row.GetInt32(2), row.GetInt64(3), row.GetInstant(6));
        CaseEvent happened = kind switch
        {
            OpenedKind => new CaseOpened(
                id,
                beneficiary,
                new FindingKind(row.GetString(8)),
                (RiskColour)row.GetInt64(9),
                row.GetString(10),
                new DecisionId(row.GetId(11)),
                at),
            AssignedKind => new CaseAssigned(id, beneficiary, ordinal, new CaseworkerId(row.GetString(4)), at),
            ClosedKind => new CaseClosed(
                id, beneficiary, ordinal, new CaseworkerId(row.GetString(4)), (CaseConclusion)row.GetInt64(5), at),
            _ => throw new FormatException($"review_case_event {row.GetInt64(0)}: expected kind 1..3, found {kind}."),
        };

        // an opening carries neither an ordinal of its own nor a caseworker; a row that says otherwise was not written here
        return happened.Ordinal == ordinal && (kind != OpenedKind || row.IsDBNull(4)) && (kind == ClosedKind || row.IsDBNull(5))
            ? (row.GetInt64(0), happened)
            : throw new FormatException($"review_case_event {row.GetInt64(0)}: columns do not fit kind {kind}.");
    }

    private static (long Kind, CaseworkerId? Caseworker, CaseConclusion? Conclusion) ColumnsOf(CaseEvent happened) => happened switch
    {
        CaseOpened => (OpenedKind, null, null),
        CaseAssigned assigned => (AssignedKind, assigned.To, null),
        CaseClosed closed => (ClosedKind, closed.By, closed.Conclusion),
        _ => throw new ArgumentException($"Case event {happened.GetType().Name} is not known.", nameof(happened)),
    };

    private static object?[] RowOf(long sequence, CaseEvent happened)
    {
        var (kind, caseworker, conclusion) = ColumnsOf(happened);
        return
        [
            sequence, happened.Case.Value.ToColumn(), (long)happened.Ordinal, kind, caseworker?.Value, (long?)conclusion, happened.RecordedAt.ToColumn(),
        ];
    }

    // openings first: a case may be opened and go on in one list
    private async Task ProjectAsync(IReadOnlyList<CaseEvent> events, CancellationToken cancellationToken)
    {
        await session.InsertManyAsync(
            "review_case",
            CaseColumns,
            [
                .. events.OfType<CaseOpened>().Select(opened => new object?[]
                {
                    opened.Case.Value.ToColumn(),
                    opened.Beneficiary.Value,
                    opened.Kind.Code,
                    (long)opened.Colour,
                    opened.RecordPlace,
                    opened.OpenedBy.Value.ToColumn(),
                    (long)CaseState.Opened,
                }),
            ],
            cancellationToken);
        await session.ExecuteManyAsync(
            "UPDATE review_case SET state = @state WHERE id = @id",
            [
                .. events.Where(happened => happened is not CaseOpened).Select(happened => new object?[]
                {
                    (long)(happened is CaseClosed ? CaseState.Closed : CaseState.Assigned), happened.Case.Value.ToColumn(),
                }),
            ],
            cancellationToken);
    }
}
