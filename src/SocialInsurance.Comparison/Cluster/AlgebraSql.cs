namespace SocialInsurance.Comparison;

/// <summary>
/// The merge of <see cref="EvidenceCell"/> as SQL. Each member of a cell is one line of <see cref="Members"/>, in the order in which the
/// cell lies in memory; the query is put together from them. Spoken is what ClickHouse 18.16 and today's versions both understand: no window
/// functions, no FILTER, no WITH, joins by USING between subqueries, integers only, nothing is NULL (the largest of nothing is 0).
/// </summary>
static class AlgebraSql
{
    /// <summary>Of one subject and source, among the distinct dates of records whose name agrees (1) or does not (0).</summary>
    /// <param name="Instants">How instants get it.</param>
    /// <param name="Intervals">How intervals get it, where that differs.</param>
    readonly record struct Member(string Name, string Instants, string? Intervals = null)
    {
        internal string Sql => Intervals is null || Intervals == Instants
            ? $"{Instants} AS {Name}"
            : $"CASE WHEN spans = 1 THEN {Intervals} ELSE {Instants} END AS {Name}";
    }

    /// <summary>36 bytes, as they lie in <see cref="EvidenceCell"/>.</summary>
    static readonly Member[] Members =
    [
        new(nameof(EvidenceCell.LatestOn), Latest(agrees: 1)),
        new(nameof(EvidenceCell.PreviousOn), Second("on_day"), Intervals: AtLatest("from_day", agrees: 1)),
        new(nameof(EvidenceCell.DisagreeingOn), Latest(agrees: 0)),
        new(nameof(EvidenceCell.LatestAt), AtLatest("first_place", agrees: 1)),
        new(nameof(EvidenceCell.PreviousAt), Second("first_place"), Intervals: "toUInt64(0)"),
        new(nameof(EvidenceCell.DisagreeingAt), AtLatest("first_place", agrees: 0)),
    ];

    /// <summary>Columns of a cell in the order of its bytes.</summary>
    internal static string CellColumns => string.Join(", ", Members.Select(m => m.Name));

    /// <summary>
    /// One row a subject and source that records speak of. Three steps: which records are about whom, and does the name agree; of equal dates the
    /// smallest place (of intervals with it the start of the record there); of distinct dates the latest ones.
    /// </summary>
    /// <param name="evidence">load, key, name, day, until, line: accepted rows of files.</param>
    /// <param name="subjects">key, name, subject: the register, as a subquery or table.</param>
    /// <param name="files">load, source, file, spans, named: what the loads are in this run.</param>
    internal static string Cells(string evidence, string subjects, string files) => $"""
        SELECT subject, source, {string.Join(", ", Members.Select(m => m.Sql))}
        FROM (
          SELECT subject, source, spans, agrees, on_day, min(place) AS first_place, argMin(start_day, place) AS from_day
          FROM (
            SELECT subject, source, spans,
              CASE WHEN named = 0 OR (name = subject_name AND subject_name != 0) THEN 1 ELSE 0 END AS agrees,
              CASE WHEN spans = 1 THEN until ELSE day END AS on_day,
              day AS start_day,
              line + bitShiftLeft(toUInt64(file), 48) AS place
            FROM (
              SELECT load, key, name, day, until, line, subject, subject_name
              FROM {evidence} ALL INNER JOIN (SELECT key, subject, name AS subject_name FROM {subjects}) AS register USING (key)
              WHERE load IN (SELECT load FROM {files})
            ) AS joined ALL INNER JOIN (SELECT load, source, file, spans, named FROM {files}) AS run_files USING (load)
          ) GROUP BY subject, source, spans, agrees, on_day
        ) GROUP BY subject, source, spans
        """;

    static string Latest(int agrees) => $"maxIf(on_day, agrees = {agrees})";

    static string AtLatest(string column, int agrees) => $"argMaxIf({column}, on_day, agrees = {agrees})";

    /// <summary>Of the second latest date of agreeing records; 0 when there is none, because an array ends in zeros.</summary>
    static string Second(string column) => column == "on_day"
        ? "arrayReverseSort(groupArrayIf(on_day, agrees = 1))[2]"
        : $"arrayReverseSort((p, d) -> d, groupArrayIf({column}, agrees = 1), groupArrayIf(on_day, agrees = 1))[2]";
}
