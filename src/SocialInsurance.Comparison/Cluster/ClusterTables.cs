namespace SocialInsurance.Comparison;

/// <summary>
/// The tables of one database, the same on every shard. <c>evidence</c> and <c>subjects</c> hold loads: the rows of one content, each a
/// partition, so that a load that was cut off is dropped as a whole. Equal rows become one (ReplacingMergeTree): a retry that came twice
/// leaves nothing behind. Dates are integers, because those of the server begin in 1970.
/// </summary>
sealed class ClusterTables(string database)
{
    /// <summary>Of these tables and of what stands in them; another one is another database.</summary>
    internal const int Form = 1;

    internal const int EvidenceBytes = 40;
    internal const int SubjectBytes = 28;
    internal const int FileBytes = 14;
    internal const int LoadBytes = 41;

    internal string Evidence => $"{database}.evidence (load, key, name, day, until, line)";

    internal string Subjects => $"{database}.subjects (load, key, name, subject)";

    internal string Loads => $"{database}.loads (load, proof, turn, done, rows, last_on, future_on)";

    internal string Member => $"{database}.member (number, shards, form)";

    internal string ReadLoads => $"""
        SELECT load, proof, max(turn) AS latest, argMax(done, turn) AS is_done, argMax(rows, turn) AS row_count,
          argMax(last_on, turn) AS last_day, argMax(future_on, turn) AS future_day
        FROM {database}.loads GROUP BY load, proof
        """;

    internal string ReadMember => $"SELECT DISTINCT number, shards, form FROM {database}.member";

    internal IEnumerable<string> Create =>
    [
        $"CREATE DATABASE IF NOT EXISTS {database}",
        $"CREATE TABLE IF NOT EXISTS {database}.member (number UInt16, shards UInt16, form UInt32) ENGINE = TinyLog",
        $"CREATE TABLE IF NOT EXISTS {database}.loads (load UInt64, proof UInt64, turn UInt64, done UInt8, rows UInt64, last_on UInt32, future_on UInt32) ENGINE = MergeTree() ORDER BY load",
        $"CREATE TABLE IF NOT EXISTS {database}.evidence (load UInt64, key UInt64, name UInt64, day UInt32, until UInt32, line UInt64) ENGINE = ReplacingMergeTree() PARTITION BY load ORDER BY (key, line)",
        $"CREATE TABLE IF NOT EXISTS {database}.subjects (load UInt64, key UInt64, name UInt64, subject UInt32) ENGINE = ReplacingMergeTree() PARTITION BY load ORDER BY (key, subject)",
    ];

    internal IEnumerable<string> Drop(ulong load) =>
    [
        $"ALTER TABLE {database}.evidence DROP PARTITION {load}",
        $"ALTER TABLE {database}.subjects DROP PARTITION {load}",
    ];

    /// <summary>Which loads are which files of a run.</summary>
    internal string Files(string run) => $"{database}.files_{run} (load, source, file, spans, named)";

    internal IEnumerable<string> CreateView(string run, ulong subjects) =>
    [
        .. DropView(run),
        $"CREATE TABLE {database}.files_{run} (load UInt64, source UInt16, file UInt16, spans UInt8, named UInt8) ENGINE = TinyLog",
        $"CREATE VIEW {database}.state_{run} AS {AlgebraSql.Cells($"{database}.evidence", $"(SELECT key, name, subject FROM {database}.subjects WHERE load = {subjects})", $"{database}.files_{run}")}",
    ];

    internal IEnumerable<string> DropView(string run) =>
    [
        $"DROP TABLE IF EXISTS {database}.state_{run}",
        $"DROP TABLE IF EXISTS {database}.files_{run}",
    ];

    internal string ReadCells(string run) =>
        $"SELECT subject, source, {AlgebraSql.CellColumns} FROM {database}.state_{run} ORDER BY subject, source";

    /// <summary>How many rows of each load of a run there are.</summary>
    internal string CountRows(string run, ulong subjects) => $"""
        SELECT load, count() AS row_count FROM {database}.evidence WHERE load IN (SELECT load FROM {database}.files_{run}) GROUP BY load
        UNION ALL SELECT load, count() AS row_count FROM {database}.subjects WHERE load = {subjects} GROUP BY load
        """;
}
