namespace SocialInsurance.Storage.Sql;

/// <summary>The little that the databases do not say alike.</summary>
/// <param name="BinaryType">type of a column of bytes</param>
/// <param name="FindTable">selects one row when the table @name exists where unqualified names are looked for</param>
/// <param name="Probe">changes nothing that anybody reads, and its commit is flushed like any other</param>
/// <param name="RowsAtOnce">how many rows travel together; 1 where there is no travelling</param>
/// <param name="NotByIndex">before a column in a condition: rows are not to be sought by it; empty where <paramref name="InOrder"/> says so</param>
/// <param name="InOrder">
/// for the rest of a transaction: rows are read in the order of an index, not sorted. Null where the order of the conditions' columns decides
/// it. Needed where a planner without fresh statistics of visible pages takes a walk along an index for dearer than a sort of everything.
/// </param>
internal sealed record SqlDialect(string BinaryType, string FindTable, string Probe, int RowsAtOnce, string NotByIndex, string? InOrder)
{
    public static readonly SqlDialect Sqlite = new("BLOB", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @name", "PRAGMA user_version = 1", 1, "+", null);

    public static readonly SqlDialect PostgreSql = new(
        "BYTEA",
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = @name",
        "SELECT pg_current_xact_id()",
        1024,
        string.Empty,
        "SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off; SET LOCAL jit = off");
}
