using System.Data.Common;
using System.Globalization;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// The queue read from its rows. A window is cut out of an index that holds every filtered column; only its own rows are looked up.
/// Literals repeat those of the partial indexes, which a parameter could not match.
/// </summary>
internal sealed class CaseQuery(SqlSession session)
{
    private const string DueLast = "COALESCE(due_at, 9223372036854775807)";

    private const string Columns =
        """
        c.id, c.version, c.beneficiary_id, c.finding_kind, c.colour, c.state, c.division_code, c.assigned_to, c.opened_at, c.due_at, c.escalated,
        c.proposed_measure, c.proposed_by, c.conclusion, c.lead_case, c.about_case
        """;

    private const string Inside = "AND division_code >= @division AND division_code < @after";

    // up to so many lines are sorted when asked; more are read in the order of the sort's own index
    private const int SortedAtOnce = 4096;

    /// <summary>First text after all that begin with a division's digits.</summary>
    public static string After(string division) => division + "~";

    /// <summary>Counted first, from whichever index is smallest; the number says which way to the window is the short one.</summary>
    public async Task<CaseWindow> ListAsync(CaseFilter filter, CancellationToken cancellationToken)
    {
        var (where, values) = Where(filter, string.Empty);
        var total = await session.FindAsync($"SELECT COUNT(*) FROM review_case c WHERE {where}", static row => row.GetInt64(0), cancellationToken, [.. values]);
        if (total <= filter.Offset)
        {
            return new CaseWindow(total, []);
        }

        var order = OrderOf(filter.Sort);
        var cut = where;
        if (total > SortedAtOnce)
        {
            cut = Where(filter, session.Dialect.NotByIndex).Sql;
            await KeepOrderAsync(cancellationToken);
        }

        var rows = await session.ListAsync(
            $"""
            SELECT {Columns} FROM review_case c
            JOIN (SELECT c.id FROM review_case c WHERE {cut} ORDER BY {order} LIMIT @limit OFFSET @offset) page ON page.id = c.id
            ORDER BY {order}
            """,
            MapRow,
            cancellationToken,
            [.. values, (long)filter.Limit, (long)filter.Offset]);
        return new CaseWindow(total, rows);
    }

    public async Task<CaseCounts> CountAsync(
        string division, CaseworkerId account, DateTimeOffset now, DateTimeOffset endOfDay, CancellationToken cancellationToken)
    {
        object?[] values = [account.Value, now.ToColumn(), endOfDay.ToColumn()];
        var kinds = await session.ListAsync(
            CountsOf(division),
            static row => (Kind: new FindingKind(row.GetString(0)), Counts: Enumerable.Range(1, 9).Select(row.GetInt64).ToArray()),
            cancellationToken,
            division.Length == 0 ? values : [.. values, division, After(division)]);
        long Sum(int index) => kinds.Sum(kind => kind.Counts[index]);
        return new CaseCounts(
            Sum(0),
            Sum(1),
            Sum(2),
            Sum(3),
            Sum(4),
            Sum(5),
            Sum(6),
            Sum(7),
            Sum(8),
            kinds.Where(kind => kind.Kind == FindingKind.Appeal).Sum(kind => kind.Counts[0]),
            kinds.ToDictionary(kind => kind.Kind, kind => kind.Counts[0]));
    }

    public Task<CaseRow?> FindRowAsync(CaseId id, CancellationToken cancellationToken) =>
        session.FindAsync($"SELECT {Columns} FROM review_case c WHERE c.id = @id", MapRow, cancellationToken, id.Value.ToColumn());

    public Task<List<CaseRow>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"SELECT {Columns} FROM review_case c WHERE c.beneficiary_id = @beneficiary ORDER BY c.opened_at DESC, c.id DESC",
            MapRow,
            cancellationToken,
            beneficiary.Value);

    /// <summary>Whoever appears in a case's events has worked on it, or was asked to.</summary>
    public Task<List<CaseId>> ListBlindAsync(CaseworkerId account, string division, int limit, CancellationToken cancellationToken) =>
        session.ListAsync(
            """
            SELECT c.id FROM review_case c
            WHERE c.drawn_at IS NOT NULL AND c.state = 3 AND c.division_code >= @division AND c.division_code < @after
              AND NOT EXISTS (SELECT 1 FROM blind_review r WHERE r.case_id = c.id)
              AND NOT EXISTS (SELECT 1 FROM review_case_event e WHERE e.case_id = c.id AND (e.caseworker = @account OR e.actor = @account))
            ORDER BY c.drawn_at, c.id LIMIT @limit
            """,
            static row => new CaseId(row.GetId(0)),
            cancellationToken,
            division,
            After(division),
            account.Value,
            (long)limit);

    /// <summary>A case that is escalated already is no work for the scheduler, but its pause still ends.</summary>
    public Task<List<CaseId>> ListDueAsync(DateTimeOffset now, DateOnly today, int limit, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"""
            SELECT id FROM (
              SELECT * FROM (SELECT id, due_at AS since FROM review_case
                WHERE state <> 3 AND state <> 4 AND escalated = 0 AND {DueLast} <= @now ORDER BY {DueLast}, id LIMIT @limit) late
              UNION ALL
              SELECT * FROM (SELECT id, 0 AS since FROM review_case WHERE state = 4 AND waits_until <= @today ORDER BY waits_until, id LIMIT @limit) paused
            ) due ORDER BY since, id LIMIT @limit
            """,
            static row => new CaseId(row.GetId(0)),
            cancellationToken,
            now.ToColumn(),
            (long)limit,
            today.ToColumn());

    private Task KeepOrderAsync(CancellationToken cancellationToken) =>
        session.Dialect.InOrder is { } setting ? session.ExecuteAsync(setting, cancellationToken) : Task.CompletedTask;

    // without a region there is no condition on it: a range that holds everything would be taken for a narrow one
    private static string CountsOf(string division) =>
        $"""
        SELECT finding_kind, COUNT(*), COUNT(*) FILTER (WHERE assigned_to = @account), COUNT(*) FILTER (WHERE assigned_to IS NULL),
          COUNT(*) FILTER (WHERE due_at < @now), COUNT(*) FILTER (WHERE due_at >= @now AND due_at < @end_of_day),
          COUNT(*) FILTER (WHERE colour = 3), COUNT(*) FILTER (WHERE colour = 2), COUNT(*) FILTER (WHERE colour = 1), COUNT(*) FILTER (WHERE state = 5)
        FROM review_case WHERE state <> 3 {(division.Length == 0 ? string.Empty : Inside)} GROUP BY finding_kind ORDER BY finding_kind
        """;

    private static string OrderOf(CaseSort sort) => sort switch
    {
        CaseSort.Risk => "c.escalated DESC, c.colour DESC, COALESCE(c.due_at, 9223372036854775807), c.id",
        CaseSort.Due => "COALESCE(c.due_at, 9223372036854775807), c.id",
        CaseSort.Opened => "c.opened_at, c.id",
        _ => throw new ArgumentException($"Case sort {(int)sort} is not known.", nameof(sort)),
    };

    /// <param name="free">before each column that an index of its own begins with; what it is says the dialect</param>
    private static (string Sql, List<object?> Values) Where(CaseFilter filter, string free)
    {
        List<string> conditions = [StatesOf(filter.States)];
        List<object?> values = [];
        void Add(string condition, params object?[] given)
        {
            conditions.Add(condition);
            values.AddRange(given);
        }

        if (filter.Colours.Count > 0)
        {
            Add($"c.colour IN ({Numbers(filter.Colours.Select(colour => (long)colour))})");
        }

        if (filter.Kinds.Count > 0)
        {
            Add($"{free}c.finding_kind IN ({string.Join(", ", filter.Kinds.Select((_, index) => $"@kind{new string('_', index + 1)}"))})", [.. filter.Kinds.Select(kind => kind.Code)]);
        }

        if (filter.Division.Length > 0)
        {
            Add($"{free}c.division_code >= @division AND {free}c.division_code < @after", filter.Division, After(filter.Division));
        }

        if (filter.AssignedTo is { } caseworker)
        {
            Add($"{free}c.assigned_to = @assigned_to", caseworker.Value);
        }

        if (filter.Nobody)
        {
            Add($"{free}c.assigned_to IS NULL");
        }

        if (filter.DueBefore is { } due)
        {
            Add($"{(filter.Sort == CaseSort.Due ? string.Empty : free)}COALESCE(c.due_at, 9223372036854775807) < @due", due.ToColumn());
        }

        if (filter.ProposedNotBy is { } account)
        {
            Add("c.state = 5 AND c.proposed_by <> @account", account.Value);
        }

        return (string.Join(" AND ", conditions), values);
    }

    private static string StatesOf(IReadOnlyList<CaseState> states) => states switch
    {
        [] => "c.state <> 3",
        [CaseState.Closed] => "c.state = 3",
        _ when states.Contains(CaseState.Closed) => $"c.state IN ({Numbers(states.Select(state => (long)state))})",
        _ => $"c.state <> 3 AND c.state IN ({Numbers(states.Select(state => (long)state))})",
    };

    private static string Numbers(IEnumerable<long> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static CaseRow MapRow(DbDataReader row) => new(
        new CaseId(row.GetId(0)),
        row.GetInt32(1),
        new BeneficiaryId(row.GetString(2)),
        new FindingKind(row.GetString(3)),
        (RiskColour)row.GetInt64(4),
        (CaseState)row.GetInt64(5),
        row.GetString(6),
        FindCaseworker(row, 7),
        row.GetInstant(8),
        row.IsDBNull(9) ? null : row.GetInstant(9),
        row.GetInt64(10) != 0,
        row.IsDBNull(11) ? null : (BenefitMeasure)row.GetInt64(11),
        FindCaseworker(row, 12),
        row.IsDBNull(13) ? null : (CaseConclusion)row.GetInt64(13),
        FindCase(row, 14),
        FindCase(row, 15));

    private static CaseworkerId? FindCaseworker(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : new CaseworkerId(row.GetString(ordinal));

    private static CaseId? FindCase(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : new CaseId(row.GetId(ordinal));
}
