using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Review cases: events for the truth, particulars sealed; one row a case for the queue.</summary>
internal sealed class CaseTable(SqlSession session, AuditAppender? audit, FieldSealer? sealer) : ICaseRecords
{
    private static readonly string[] OpeningColumns =
    [
        "id", "beneficiary_id", "finding_kind", "colour", "record_place", "opened_by", "source", "about_case", "division_code", "state", "version",
        "opened_at", "updated_at",
    ];

    private const string Project =
        """
        UPDATE review_case SET state = @state, version = @version, assigned_to = @assigned_to, updated_at = @updated_at, waits_until = @waits_until,
          escalated = @escalated, lead_case = @lead_case, proposed_measure = @measure, proposed_by = @proposed_by, conclusion = @conclusion,
          closed_at = @closed_at, closed_by = @closed_by
        WHERE id = @id
        """;

    private FieldSealer Sealer => sealer ?? throw new InvalidOperationException("Cases: opened without keys.");

    internal static string AuditedEvents => $"{CaseEventRow.Select} WHERE e.audit_sequence >= @from AND e.audit_sequence < @until";

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
            $"{CaseEventRow.Select} WHERE e.case_id = @case ORDER BY e.ordinal",
            row => CaseEventRow.Open(row, Sealer),
            cancellationToken,
            id.Value.ToColumn());
        return events.Count == 0 ? null : ReviewCase.From(events);
    }

    public async Task<IReadOnlyList<ReviewCase>> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await FetchAsync(
            await session.ListAsync(
                "SELECT id FROM review_case WHERE beneficiary_id = @beneficiary AND state <> 3 ORDER BY id",
                static row => new CaseId(row.GetId(0)),
                cancellationToken,
                beneficiary.Value),
            cancellationToken);

    public async Task<IReadOnlyList<ReviewCase>> ReadOpenAsync(int limit, CancellationToken cancellationToken) =>
        await FetchAsync(
            await session.ListAsync(
                "SELECT id FROM review_case WHERE state <> 3 ORDER BY colour DESC, id LIMIT @limit",
                static row => new CaseId(row.GetId(0)),
                cancellationToken,
                (long)limit),
            cancellationToken);

    /// <summary>The last closing counts: a case that was opened again is judged anew.</summary>
    public async Task<IReadOnlyList<ReversedDeath>> ReadReversalsAsync(CancellationToken cancellationToken) =>
        await session.ListAsync(
            """
            SELECT c.record_place, e.recorded_at FROM review_case c JOIN review_case_event e ON e.case_id = c.id
            WHERE c.state = @closed AND c.finding_kind IN ('DeathCorroborated', 'DeathSuspected', 'DeathContradicted')
              AND e.ordinal = (SELECT MAX(last.ordinal) FROM review_case_event last WHERE last.case_id = c.id AND last.kind = @kind)
              AND e.conclusion IN (@refuted, @another) ORDER BY e.audit_sequence
            """,
            static row => new ReversedDeath(FileOf(row.GetString(0)), DateOnly.FromDateTime(row.GetInstant(1).UtcDateTime)),
            cancellationToken,
            (long)CaseState.Closed,
            CaseEventRow.ClosedKind,
            (long)CaseConclusion.FindingRefuted,
            (long)CaseConclusion.RecordOfAnotherPerson);

    public async Task AddAsync(IReadOnlyList<CaseEvent> events, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Cases: opened for reading only.");
        await OpenAsync([.. events.OfType<CaseOpened>()], cancellationToken);
        var rows = events.Select(happened => CaseEventRow.Write(happened, Sealer)).ToList();
        var first = await appender.AppendManyAsync([.. rows.Select(row => row.Entry)], cancellationToken);
        await session.InsertManyAsync(
            "review_case_event", CaseEventRow.Columns, [.. rows.Select((row, index) => (object?[])[first + index, .. row.Columns])], cancellationToken);
        await ProjectAsync([.. events.Where(happened => happened is not CaseOpened).Select(happened => happened.Case).Distinct()], cancellationToken);
    }

    public Task ScheduleAsync(IReadOnlyList<CaseDeadline> deadlines, CancellationToken cancellationToken) =>
        session.ExecuteManyAsync(
            "UPDATE review_case SET due_at = @due_at WHERE id = @id",
            [.. deadlines.Select(deadline => new object?[] { deadline.DueAt?.ToColumn(), deadline.Case.Value.ToColumn() })],
            cancellationToken);

    /// <summary>A record place is "file:line".</summary>
    private static string FileOf(string recordPlace) => recordPlace.LastIndexOf(':') is > 0 and var at ? recordPlace[..at] : recordPlace;

    internal async Task<IReadOnlyList<ReviewCase>> FetchAsync(IReadOnlyList<CaseId> ids, CancellationToken cancellationToken)
    {
        var cases = new List<ReviewCase>(ids.Count);
        foreach (var id in ids)
        {
            if (await FindAsync(id, cancellationToken) is { } found)
            {
                cases.Add(found);
            }
        }

        return cases;
    }

    private async Task OpenAsync(IReadOnlyList<CaseOpened> openings, CancellationToken cancellationToken)
    {
        var divisions = await session.FindManyAsync(
            "SELECT division_code FROM beneficiary WHERE id = @id",
            static row => row.GetString(0),
            [.. openings.Select(opened => new object?[] { opened.Beneficiary.Value })],
            cancellationToken);
        await session.InsertManyAsync(
            "review_case",
            OpeningColumns,
            [
                .. openings.Zip(divisions, static (opened, division) => new object?[]
                {
                    opened.Case.Value.ToColumn(),
                    opened.Beneficiary.Value,
                    opened.Kind.Code,
                    (long)opened.Colour,
                    opened.RecordPlace,
                    opened.OpenedBy?.Value.ToColumn(),
                    (long)opened.Source,
                    opened.About?.Value.ToColumn(),
                    division,
                    (long)CaseState.Opened,
                    1L,
                    opened.RecordedAt.ToColumn(),
                    opened.RecordedAt.ToColumn(),
                }),
            ],
            cancellationToken);
    }

    /// <summary>The row of a case is the fold of its events, read back: it cannot say anything else.</summary>
    private async Task ProjectAsync(IReadOnlyList<CaseId> ids, CancellationToken cancellationToken)
    {
        var cases = await FetchAsync(ids, cancellationToken);
        await session.ExecuteManyAsync(Project, [.. cases.Select(RowOf)], cancellationToken);
    }

    private static object?[] RowOf(ReviewCase state)
    {
        var closing = state.State == CaseState.Closed ? state.Events.OfType<CaseClosed>().Last() : null;
        return
        [
            (long)state.State,
            (long)state.Version,
            state.AssignedTo?.Value,
            state.Events[^1].RecordedAt.ToColumn(),
            state.WaitsUntil.ToColumn(),
            state.IsEscalated ? 1L : 0L,
            state.Lead?.Value.ToColumn(),
            (long?)state.Proposal?.Measure.Measure,
            state.Proposal?.By.Value,
            (long?)closing?.Conclusion,
            closing?.RecordedAt.ToColumn(),
            closing?.By.Value,
            state.Id.Value.ToColumn(),
        ];
    }
}
