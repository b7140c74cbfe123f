namespace SocialInsurance.Storage.Sql;

/// <summary>The little that the databases do not say alike.</summary>
/// <param name="BinaryType">type of a column of bytes</param>
/// <param name="FindTable">selects one row when the table @name exists where unqualified names are looked for</param>
/// <param name="Probe">changes nothing that anybody reads, and its commit is flushed like any other</param>
/// <param name="RowsAtOnce">how many rows travel together; 1 where there is no travelling</param>
internal sealed record SqlDialect(string BinaryType, string FindTable, string Probe, int RowsAtOnce)
{
    public static readonly SqlDialect Sqlite = new("BLOB", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @name", "PRAGMA user_version = 1", 1);

    public static readonly SqlDialect PostgreSql = new("BYTEA", "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = @name", "SELECT pg_current_xact_id()", 1024);
}
