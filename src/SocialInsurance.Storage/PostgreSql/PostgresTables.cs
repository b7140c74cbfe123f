using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <param name="Name">quoted</param>
/// <param name="Columns">quoted, in their order</param>
internal sealed record PostgresTable(string Name, string Columns)
{
    /// <summary>Tables whose rows it names.</summary>
    public required HashSet<string> Needs { get; init; }
}

/// <summary>The tables of the schema that unqualified names mean; one in partitions is one table.</summary>
internal static class PostgresTables
{
    public static async Task<List<PostgresTable>> ListAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var needs = await session.ListAsync(
            """
            SELECT quote_ident(owner.relname), quote_ident(needed.relname) FROM pg_constraint k
            JOIN pg_class owner ON owner.oid = k.conrelid JOIN pg_class needed ON needed.oid = k.confrelid
            JOIN pg_namespace n ON n.oid = owner.relnamespace
            WHERE k.contype = 'f' AND n.nspname = current_schema() AND NOT owner.relispartition AND NOT needed.relispartition
            """,
            static row => (Table: row.GetString(0), Needed: row.GetString(1)),
            cancellationToken);
        var tables = await session.ListAsync(
            """
            SELECT quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            GROUP BY c.relname ORDER BY c.relname
            """,
            static row => (Name: row.GetString(0), Columns: row.GetString(1)),
            cancellationToken);
        return [.. tables.Select(table => new PostgresTable(table.Name, table.Columns)
        {
            Needs = [.. needs.Where(need => need.Table == table.Name && need.Needed != table.Name).Select(need => need.Needed)],
        })];
    }

    /// <summary>Each table after those whose rows it names.</summary>
    public static List<PostgresTable> InOrder(IReadOnlyCollection<PostgresTable> tables)
    {
        var (ordered, waiting) = (new List<PostgresTable>(), tables.ToList());
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(table => table.Needs.IsSubsetOf(done)).ToList();
            if (ready.Count == 0)
            {
                throw new InvalidOperationException($"tables name each other's rows: {string.Join(", ", waiting.Select(table => table.Name))}");
            }

            ordered.AddRange(ready);
            done.UnionWith(ready.Select(table => table.Name));
            waiting.RemoveAll(ready.Contains);
        }

        return ordered;
    }
}
