using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Storage.Sqlite;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Reaches a database past the product, as somebody with every right would. SQL given to it may use zeroblob(n).</summary>
internal abstract class Intruder
{
    /// <summary>Which schema or file: the templates', or everything else's.</summary>
    public abstract DbConnection Connect(bool templates = false);

    /// <summary>Drops every trigger and forgets constraints, then runs <paramref name="sql"/>.</summary>
    public abstract void Tamper(string sql, bool templates = false);

    /// <summary>A trigger that lets an insert fail with "planted" when its condition holds.</summary>
    public abstract void PlantFault(string table, string condition);

    public abstract List<(string Name, string Type)> ColumnsOf(string table);

    public abstract List<string> Tables(bool templates = false);

    /// <summary>Every table whose rows are keyed by an entry of the log.</summary>
    public string[] AuditedTables() => [.. Tables().Where(table => ColumnsOf(table).Any(column => column.Name == AuditedSchema.Key)).Order(StringComparer.Ordinal)];

    public abstract string Literal(byte[] bytes);

    /// <summary>Keeps every row, to be put back by <see cref="Restore"/>.</summary>
    public abstract void Save();

    public abstract void Restore();

    /// <summary>The database as the product opens it, without its opening.</summary>
    public abstract Task<SqlDatabase> OpenRawAsync(bool templates);

    /// <summary>Everything gone but the empty place.</summary>
    public abstract void Empty();

    public T Read<T>(string sql, bool templates = false)
    {
        using var connection = Connect(templates);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>The first column of every row.</summary>
    public List<long> Rows(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<long> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.GetInt64(0));
        }

        return rows;
    }

    protected static List<string> Names(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    protected static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

internal sealed class SqliteIntruder(DataFolder folder) : Intruder
{
    public override DbConnection Connect(bool templates = false) => DataFolder.Connect(FileOf(templates));

    public override void Tamper(string sql, bool templates = false)
    {
        using var connection = Connect(templates);
        var drops = Names(connection, "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'");
        Execute(connection, $"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {string.Join(';', drops)};{sql}");
    }

    public override void PlantFault(string table, string condition) =>
        Tamper($"CREATE TRIGGER planted BEFORE INSERT ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'planted'); END;");

    public override List<(string Name, string Type)> ColumnsOf(string table)
    {
        using var connection = Connect();
        return [.. Names(connection, $"SELECT name || ' ' || type FROM pragma_table_info('{table}')").Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]))];
    }

    public override List<string> Tables(bool templates = false)
    {
        using var connection = Connect(templates);
        return Names(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
    }

    public override string Literal(byte[] bytes) => $"x'{Convert.ToHexString(bytes)}'";

    public override void Save() => File.Copy(folder.Database, folder.Database + ".copy", overwrite: true);

    public override void Restore()
    {
        File.Copy(folder.Database + ".copy", folder.Database, overwrite: true);
        File.Delete(folder.Database + "-wal");
        File.Delete(folder.Database + "-shm");
    }

    public override async Task<SqlDatabase> OpenRawAsync(bool templates) =>
        await SqliteDatabase.OpenAsync(new SqliteFile(FileOf(templates), new StorageOptions()), DataFolder.Cancel);

    public override void Empty()
    {
        foreach (var templates in (bool[])[true, false])
        {
            SqliteConnection.ClearAllPools();
            File.Delete(FileOf(templates));
            new SqliteFile(FileOf(templates), new StorageOptions()).CreateWhenMissing();
        }
    }

    private string FileOf(bool templates) => templates ? folder.File("templates.db") : folder.Database;
}

internal sealed class PostgresIntruder(PostgresOptions options) : Intruder
{
    // the superuser's way around foreign keys and triggers; check constraints have none
    private const string Unprotect =
        """
        SET session_replication_role = replica;
        CREATE OR REPLACE FUNCTION public.zeroblob(size INTEGER) RETURNS BYTEA LANGUAGE sql AS $$ SELECT decode(repeat('00', size), 'hex') $$;
        DO $$ DECLARE found record; BEGIN
          FOR found IN SELECT t.tgname AS name, c.relname AS place FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace LOOP
            EXECUTE format('DROP TRIGGER %I ON %I', found.name, found.place);
          END LOOP;
          FOR found IN SELECT n.conname AS name, c.relname AS place FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
            WHERE n.contype = 'c' AND c.relnamespace = current_schema()::regnamespace LOOP
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', found.place, found.name);
          END LOOP;
        END $$;
        """;

    public override DbConnection Connect(bool templates = false)
    {
        var built = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = $"{SchemaOf(templates)},public", CommandTimeout = 5 };
        var connection = new NpgsqlConnection(built.ConnectionString);
        connection.Open();
        return connection;
    }

    public override void Tamper(string sql, bool templates = false)
    {
        using var connection = Connect(templates);
        Execute(connection, Unprotect);
        if (sql.Length > 0)
        {
            Execute(connection, sql);
        }
    }

    public override void PlantFault(string table, string condition)
    {
        Tamper(string.Empty);
        using var connection = Connect();
        Execute(
            connection,
            $"""
            CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
            CREATE TRIGGER planted BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION planted();
            """);
    }

    public override List<(string Name, string Type)> ColumnsOf(string table)
    {
        using var connection = Connect();
        return
        [
            .. Names(connection, $"SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = '{options.Schema}' AND table_name = '{table}' ORDER BY ordinal_position")
                .Select(line => line.Split(' '))
                .Select(parts => (parts[0], parts[1] switch { "bytea" => "BLOB", "text" => "TEXT", _ => "INTEGER" })),
        ];
    }

    public override List<string> Tables(bool templates = false)
    {
        using var connection = Connect(templates);
        return Tables(connection);
    }

    public override string Literal(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'::bytea";

    public override void Save()
    {
        using var connection = Connect();
        Execute(connection, "DROP SCHEMA IF EXISTS saved CASCADE; CREATE SCHEMA saved;");
        Execute(connection, string.Concat(Tables(connection).Select(table => $"CREATE TABLE saved.{table} AS TABLE {table};")));
    }

    public override void Restore()
    {
        using var connection = Connect();
        Execute(connection, "SET session_replication_role = replica");
        Execute(connection, string.Concat(Tables(connection).Select(table => $"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM saved.{table};")));
    }

    public override Task<SqlDatabase> OpenRawAsync(bool templates) =>
        Task.FromResult<SqlDatabase>(new PostgresDatabase(options.ConnectionString, SchemaOf(templates), 4, options, 10));

    public override void Empty()
    {
        using var connection = Connect();
        foreach (var templates in (bool[])[true, false])
        {
            Execute(connection, $"DROP SCHEMA {SchemaOf(templates)} CASCADE; CREATE SCHEMA {SchemaOf(templates)}");
        }
    }

    private static List<string> Tables(DbConnection connection) => Names(connection, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");

    private string SchemaOf(bool templates) => templates ? $"{options.Schema}_templates" : options.Schema;
}
