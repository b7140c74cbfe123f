using System.Globalization;
using Npgsql;
using SocialInsurance.Cli.Capacity;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Benchmarks;

/// <summary>People registered and decided about through the product's own doors on both databases, backed up and restored.</summary>
internal static class StoreCosts
{
    private const double TicksPerSecond = 100; // USER_HZ of Linux
    private const int WarmUp = 40_000; // compilation in tiers costs a second or two, and goes on in the background
    private const int CopyRounds = 5; // of a backup and its restoring, which are short: the least counts
    private static readonly (int People, bool HeldOut)[] Sizes = [(40_000, false), (80_000, false), (100_000, false), (60_000, true), (120_000, true)];

    internal static async Task<List<CostPoint>> MeasureAsync()
    {
        var points = new List<CostPoint>();
        var root = Directory.CreateTempSubdirectory("sicert-capacity-").FullName;
        await using var server = new PostgresServer { Fsync = true };
        try
        {
            await SqliteAsync(Path.Combine(root, "warm-up"), WarmUp, heldOut: false);
            await PostgresAsync(server, Path.Combine(root, "warm-up-postgres"), WarmUp, heldOut: false);
            foreach (var (people, heldOut) in Sizes)
            {
                points.AddRange(await SqliteAsync(Path.Combine(root, $"sqlite-{people}"), people, heldOut));
                points.AddRange(await PostgresAsync(server, Path.Combine(root, $"postgres-{people}"), people, heldOut));
                Console.Error.WriteLine($"stores of {people:N0} people: done");
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return points;
    }

    private static async Task<List<CostPoint>> SqliteAsync(string root, int people, bool heldOut)
    {
        var data = Path.Combine(root, "data");
        CostPoint Point(CostSeries series, double measured) => new(series, 0, people, measured, heldOut);
        var cpu = await TimeAsync(async () =>
        {
            await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = data, BusyTimeoutSeconds = 600 }, TimeProvider.System, default);
            await DurabilityDrill.SeedAsync(storage, "capacity", 0, people);
        });
        var size = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        var (backing, restoring, backup) = (double.MaxValue, double.MaxValue, 0L);
        for (var round = 0; round < CopyRounds; round++)
        {
            var (copy, restored) = (Path.Combine(root, $"copy-{round}"), Path.Combine(root, $"restored-{round}"));
            backing = Math.Min(backing, await TimeAsync(async () =>
            {
                await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = data }, TimeProvider.System, default);
                backup = (await storage.BackUpAsync(new BackupOptions { Out = copy }, null, default)).SizeBytes;
            }));
            restoring = Math.Min(restoring, await TimeAsync(() => PlatformStorage.RestoreAsync(
                new RestoreOptions { From = copy, Into = new StorageOptions { Folder = restored } }, TimeProvider.System, null, default)));
        }

        return
        [
            Point(CostSeries.RecordingCpu, cpu), Point(CostSeries.Store, size),
            Point(CostSeries.BackupCpu, backing), Point(CostSeries.RestoreCpu, restoring), Point(CostSeries.BackupSize, backup),
        ];
    }

    private static async Task<List<CostPoint>> PostgresAsync(PostgresServer server, string folder, int people, bool heldOut)
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Pooling = true }.ConnectionString;
        CostPoint Point(CostSeries series, double measured) => new(series, 0, people, measured, heldOut);
        var (log, serverCpu) = (await AskAsync(connection, "SELECT pg_current_wal_lsn() - '0/0'"), ServerCpuSeconds(server));
        var cpu = await TimeAsync(async () =>
        {
            await using var storage = await PlatformStorage.OpenAsync(
                new StorageOptions { Folder = folder, Postgres = new PostgresOptions { ConnectionString = connection } }, TimeProvider.System, default);
            await DurabilityDrill.SeedAsync(storage, "capacity", 0, people);
        });
        serverCpu = ServerCpuSeconds(server) - serverCpu;
        return
        [
            Point(CostSeries.RecordingPostgresCpu, cpu + serverCpu),
            Point(CostSeries.StorePostgres, await AskAsync(connection, "SELECT pg_database_size(current_database())")),
            Point(CostSeries.WriteAhead, await AskAsync(connection, "SELECT pg_current_wal_lsn() - '0/0'") - log),
            Point(CostSeries.AuditPostgres, await AskAsync(connection, "SELECT SUM(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'audit%'")),
        ];
    }

    /// <summary>Of the server and all its children, those that have ended too; none may end while they are counted.</summary>
    private static double ServerCpuSeconds(PostgresServer server)
    {
        var pid = File.ReadLines(Path.Combine(server.Folder, "data", "postmaster.pid")).First();
        while (true)
        {
            var ended = Ticks(pid, withChildren: true);
            var all = ended + ChildTicks(pid);
            if (Ticks(pid, withChildren: true) - ended < 2)
            {
                return all / TicksPerSecond;
            }
        }
    }

    private static double ChildTicks(string pid)
    {
        var ticks = 0d;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)!).Where(name => char.IsAsciiDigit(name[0])))
        {
            try
            {
                ticks += Fields(folder)[1] == pid ? Ticks(folder, withChildren: false) : 0;
            }
            catch (IOException)
            {
                // gone meanwhile
            }
        }

        return ticks;
    }

    private static double Ticks(string process, bool withChildren)
    {
        var fields = Fields(process);
        return Enumerable.Range(11, withChildren ? 4 : 2).Sum(index => double.Parse(fields[index], CultureInfo.InvariantCulture));
    }

    /// <summary>From the state on: behind the name, which may hold anything.</summary>
    private static string[] Fields(string process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static async Task<double> AskAsync(string connection, string sql)
    {
        await using var asked = new NpgsqlConnection(connection);
        await asked.OpenAsync();
        await using var command = new NpgsqlCommand(sql, asked);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>CPU seconds of this process.</summary>
    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
    }
}
