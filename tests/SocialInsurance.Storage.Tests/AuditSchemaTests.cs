using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Tampering generated from the schema as it is: nothing that is added to an audited table can be forgotten here.</summary>
public abstract class AuditSchemaTests(DataFolder folder) : IDisposable
{
    /// <summary>No entry of the log has it.</summary>
    private const long Nowhere = 100_000;

    [Fact]
    public async Task Every_table_and_column_is_audited_or_written_down_with_the_reason()
    {
        await EveryRecord.WriteAsync(folder);
        var tables = folder.Intruder.Tables();
        var audited = folder.Intruder.AuditedTables();
        var covered = AuditedSchema.CoveredByAnother.Select(part => part.Table).ToArray();
        Assert.Equal([], tables.Except(audited).Except(covered).Except(AuditedSchema.NotCovered.Keys));
        Assert.Equal([], audited.Where(table => folder.Count(table) == 0));

        var columns = tables.SelectMany(table => folder.Intruder.ColumnsOf(table).Select(column => $"{table}.{column.Name}"));
        Assert.Equal([], AuditedSchema.NotCovered.Keys.Except(tables).Except(columns));
        Assert.Equal([], AuditedSchema.NotCovered.Keys.Intersect(audited));
    }

    [Fact]
    public async Task Any_changed_column_of_any_audited_row_is_found_at_its_entry()
    {
        await EveryRecord.WriteAsync(folder);
        var changed = 0;
        foreach (var table in folder.Intruder.AuditedTables())
        {
            foreach (var (column, type) in Covered(table).Where(column => column.Name != AuditedSchema.Key))
            {
                // the first decision carries evidence and a period, the last carries neither
                foreach (var sequence in Ends(table))
                {
                    await AssertFoundAndUndoAsync(
                        $"UPDATE {table} SET {column} = {AuditedSchema.Other(column, type)} WHERE {AuditedSchema.Key} = {sequence}", sequence, $"{table}.{column}");
                    changed++;
                }
            }
        }

        Assert.True(changed > 200, $"only {changed} columns were changed");
    }

    [Fact]
    public async Task Any_changed_column_that_an_entry_of_another_table_covers_is_found_there()
    {
        await EveryRecord.WriteAsync(folder);
        foreach (var (table, entry, row) in AuditedSchema.CoveredByAnother)
        {
            var sequence = folder.Intruder.Read<long>(entry);
            foreach (var (column, type) in Covered(table))
            {
                await AssertFoundAndUndoAsync($"UPDATE {table} SET {column} = {AuditedSchema.Other(column, type)} WHERE {row}", sequence, $"{table}.{column}");
            }

            await AssertFoundAndUndoAsync($"DELETE FROM {table} WHERE {row}", sequence, $"{table} deleted");
        }
    }

    [Fact]
    public async Task Any_row_of_any_audited_table_removed_moved_or_exchanged_is_found_at_its_entry()
    {
        await EveryRecord.WriteAsync(folder);
        foreach (var table in folder.Intruder.AuditedTables())
        {
            var (first, last) = (Ends(table).First(), Ends(table).Last());
            await AssertFoundAndUndoAsync($"DELETE FROM {table} WHERE {AuditedSchema.Key} = {last}", last, $"{table} removed");
            await AssertFoundAndUndoAsync(Move(table, first, Nowhere), first, $"{table} moved");
            if (first != last)
            {
                await AssertFoundAndUndoAsync(
                    $"{Move(table, first, Nowhere)};{Move(table, last, first)};{Move(table, Nowhere, last)}", first, $"{table} exchanged");
            }
        }
    }

    [Fact]
    public async Task Any_row_inserted_into_any_audited_table_is_found_where_it_claims_to_be()
    {
        await EveryRecord.WriteAsync(folder);
        foreach (var table in folder.Intruder.AuditedTables())
        {
            // the first entries are the register's and the run's
            var another = Ends(table).Contains(0) ? 1 : 0;
            foreach (var claimed in new[] { Nowhere, -Nowhere, another })
            {
                await AssertFoundAndUndoAsync(Insert(table, claimed), claimed, $"{table} inserted at {claimed}");
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private static string Move(string table, long from, long to) => $"UPDATE {table} SET {AuditedSchema.Key} = {to} WHERE {AuditedSchema.Key} = {from}";

    /// <summary>A copy of the first row in which everything else is other too: it leans on no other row.</summary>
    private string Insert(string table, long claimed)
    {
        var columns = folder.Intruder.ColumnsOf(table);
        var values = columns.Select(column =>
            column.Name == AuditedSchema.Key ? FormattableString.Invariant($"{claimed}") : AuditedSchema.Other(column.Name, column.Type));
        return $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) SELECT {string.Join(", ", values)} FROM {table} WHERE {AuditedSchema.Key} = {Ends(table).First()}";
    }

    private List<(string Name, string Type)> Covered(string table) =>
        [.. folder.Intruder.ColumnsOf(table).Where(column => !AuditedSchema.NotCovered.ContainsKey($"{table}.{column.Name}"))];

    /// <summary>The first and the last entry of a table's rows; one when there is one row.</summary>
    private List<long> Ends(string table) =>
        [.. folder.Intruder.Rows($"SELECT MIN({AuditedSchema.Key}) FROM {table} UNION SELECT MAX({AuditedSchema.Key}) FROM {table} ORDER BY 1")];

    private async Task AssertFoundAndUndoAsync(string sql, long sequence, string what)
    {
        folder.Intruder.Save();
        folder.Tamper(sql);
        var verdict = await folder.VerifyAsync();

        // an erasure that explains no longer leaves an earlier hole, which is found first
        var isThere = verdict.FirstBadEntry == sequence || (what.StartsWith("record_erasure", StringComparison.Ordinal) && verdict.FirstBadEntry < sequence);
        Assert.True(!verdict.Ok && isThere, $"{what}: expected {sequence}, found {verdict.FirstBadEntry} ({verdict.Fault})");
        folder.Intruder.Restore();
    }
}

public sealed class AuditSchemaOnSqliteTests() : AuditSchemaTests(new DataFolder());

public sealed class AuditSchemaOnPostgresTests(PostgresServer server) : AuditSchemaTests(new DataFolder(server));
