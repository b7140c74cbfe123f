using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Storage;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The caseworkers' queue with 100,000 open cases on both databases: windows at random offsets under random filters and sorts, and the
/// counts. The cases come in through the product's own doors. Goal: 95 of 100 answers of the store within 200 ms.
/// </summary>
internal static class QueueRace
{
    private const int Cases = 100_000;
    private const int Windows = 200;
    private const int Counts = 60;
    private const int Unsettled = Cases / 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(4);
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FindingKind[] Kinds = [new("DeathSuspected"), new("FaceReferred"), FindingKind.Appeal, FindingKind.AliveClaim, FindingKind.LongUncertified];
    private static readonly string[] Divisions = [.. Enumerable.Range(1, 40).Select(number => string.Create(CultureInfo.InvariantCulture, $"33{number % 11 + 1:D2}{number:D2}"))];

    internal static async Task RunAsync(string repoRoot)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# The queue with {Cases:N0} open cases\n\n{Report.Machine()} Load at the start: {Load()}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Windows} windows of 100 lines each group, offsets 0..{Cases - 100:N0}; time of the store's answer, each with its own connection and snapshot; pages of the console are whole answers over HTTP, names opened and masked. ");
        text.Append("The databases are asked in turn. PostgreSQL 15 with fsync, as the suite starts it; no VACUUM or ANALYZE by hand: the first line is asked right after filling, the others once autovacuum was there.\n\n");
        text.Append("| question | SQLite p50 ms | p95 ms | max ms | PostgreSQL p50 ms | p95 ms | max ms |\n|---|---:|---:|---:|---:|---:|---:|\n");
        var folder = Directory.CreateTempSubdirectory("sicert-queue-race-").FullName;
        await using var server = new PostgresServer { Fsync = true };
        try
        {
            await using var files = await OpenAsync(Path.Combine(folder, "sqlite"), null);
            var database = await server.CreateDatabaseAsync();
            await using var tables = await OpenAsync(Path.Combine(folder, "postgres"), database);
            var seeded = new[] { await SeedAsync(files), await SeedAsync(tables) };
            async Task AskBothAsync(string name, Func<PlatformStorage, Random, Task> question)
            {
                var times = await AskAsync([files, tables], question, name.StartsWith("counts", StringComparison.Ordinal) ? Counts : Windows);
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {Row(times[0])} | {Row(times[1])} |\n");
            }

            await AskBothAsync("whole queue by risk, just filled", Questions().First().Ask);
            var settled = await SettleAsync(database);
            foreach (var (name, question) in Questions())
            {
                await AskBothAsync(name, question);
            }

            await using var fileConsole = await QueueConsole.OpenAsync(files, repoRoot);
            await using var tableConsole = await QueueConsole.OpenAsync(tables, repoRoot);
            foreach (var sort in Enum.GetValues<CaseSort>().Select(Spelled))
            {
                await AskBothAsync(
                    $"page of the console by {sort}", (storage, random) => (storage == files ? fileConsole : tableConsole).ListAsync(sort, random.Next(Cases - 100)));
            }

            text.Append(CultureInfo.InvariantCulture, $"\n{settled} Filling ({Cases:N0} people, cases, deadlines; two thirds assigned): SQLite {seeded[0].TotalSeconds:F0} s, PostgreSQL {seeded[1].TotalSeconds:F0} s. Load at the end: {Load()}.\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.Write(text);
        await File.WriteAllTextAsync(Path.Combine(repoRoot, "benchmarks", "results", "queue.md"), text.ToString());
    }

    private static IEnumerable<(string Name, Func<PlatformStorage, Random, Task> Ask)> Questions()
    {
        var all = new CaseFilter([], [], [], string.Empty, null, false, null, null, CaseSort.Risk, 0, 100);
        foreach (var sort in Enum.GetValues<CaseSort>())
        {
            yield return ($"whole queue by {Spelled(sort)}", (storage, random) => ListAsync(storage, all with { Sort = sort, Offset = random.Next(Cases - 100) }));
        }

        foreach (var sort in Enum.GetValues<CaseSort>())
        {
            yield return ($"random filters by {Spelled(sort)}", (storage, random) => ListAsync(storage, Filtered(all, random) with { Sort = sort }));
        }

        yield return ("counts of everything", (storage, random) => storage.Cases.CountAsync(string.Empty, Caseworker(random.Next()), Start.AddDays(2), Start.AddDays(3), default));
        yield return ("counts of a region", (storage, random) =>
            storage.Cases.CountAsync(Divisions[random.Next(Divisions.Length)][..4], Caseworker(random.Next()), Start.AddDays(2), Start.AddDays(3), default));
    }

    /// <summary>Waits until the server has been over the queue by itself and found nearly all of it.</summary>
    private static async Task<string> SettleAsync(string connection)
    {
        var clock = Stopwatch.StartNew();
        await using var asked = new Npgsql.NpgsqlConnection(connection);
        await asked.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            $"SELECT COUNT(*) FROM pg_stat_user_tables WHERE relname = 'review_case' AND autovacuum_count > 0 AND n_dead_tup < {Unsettled} AND n_mod_since_analyze < {Unsettled}", asked);
        while ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            if (clock.Elapsed > LongestWait)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Autovacuum did not come within {LongestWait.TotalSeconds:F0} s.");
            }

            await Task.Delay(1000);
        }

        return string.Create(CultureInfo.InvariantCulture, $"Autovacuum was there {clock.Elapsed.TotalSeconds:F0} s after the first line.");
    }

    private static string Spelled(CaseSort sort) => sort.ToString().ToLowerInvariant();

    private static async Task ListAsync(PlatformStorage storage, CaseFilter filter)
    {
        var window = await storage.Cases.ListAsync(filter, default);
        var expected = Math.Clamp(window.Total - filter.Offset, 0, filter.Limit);
        if (window.Rows.Count != expected)
        {
            throw new InvalidOperationException($"expected {expected} lines, found {window.Rows.Count}");
        }
    }

    private static CaseFilter Filtered(CaseFilter all, Random random) => all with
    {
        States = random.Next(3) == 0 ? [CaseState.Opened] : [],
        Colours = random.Next(3) == 0 ? [RiskColour.Red, RiskColour.Yellow] : [],
        Kinds = random.Next(3) == 0 ? [Kinds[random.Next(Kinds.Length)]] : [],
        Division = random.Next(2) == 0 ? Divisions[random.Next(Divisions.Length)][..random.Next(2, 7)] : string.Empty,
        AssignedTo = random.Next(4) == 0 ? Caseworker(random.Next()) : null,
        DueBefore = random.Next(3) == 0 ? Start.AddHours(random.Next(400)) : null,
        Offset = random.Next(2) == 0 ? 0 : random.Next(Cases / 3),
    };

    private static CaseworkerId Caseworker(int number) => new(string.Create(CultureInfo.InvariantCulture, $"cw-{Math.Abs(number) % 60}"));

    private static Task<PlatformStorage> OpenAsync(string folder, string? connection) => PlatformStorage.OpenAsync(
        new StorageOptions { Folder = folder, Postgres = connection is null ? null : new PostgresOptions { ConnectionString = Pooled(connection) } }, TimeProvider.System, default);

    /// <summary>The suite's servers are asked without a pool, the product asks with one.</summary>
    private static string Pooled(string connection) => new Npgsql.NpgsqlConnectionStringBuilder(connection) { Pooling = true }.ConnectionString;

    private static async Task<TimeSpan> SeedAsync(PlatformStorage storage)
    {
        var clock = Stopwatch.StartNew();
        var people = Enumerable.Range(0, Cases).Select(number => new Beneficiary(
            Person(number), DocumentNumber.From(string.Create(CultureInfo.InvariantCulture, $"H{number:D8}")), new PersonName("试验者"), new DateOnly(1950, 1, 1), Divisions[number % Divisions.Length], new DateOnly(2026, 12, 1), null));
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(Sha256Digest.Of("queue"u8), "register", people, default);
        var random = new Random(5);
        foreach (var chunk in Enumerable.Range(0, Cases).Chunk(5000))
        {
            await using var work = await storage.Store.BeginAsync(default);
            var opened = chunk.Select(number => Opened(number, random)).ToList();
            await work.Cases.AddAsync(opened, default);
            await work.Cases.AddAsync(
                [.. opened.Where((_, index) => index % 3 != 0).Select((open, index) => new CaseAssigned(open.Case, open.Beneficiary, 2, Caseworker(index), open.RecordedAt.AddHours(1)))], default);
            await work.Cases.ScheduleAsync(
                [.. opened.Select(open => new CaseDeadline(open.Case, random.Next(10) == 0 ? null : open.RecordedAt.AddHours(random.Next(24, 400))))], default);
            await work.CommitAsync(default);
        }

        return clock.Elapsed;
    }

    private static BeneficiaryId Person(int number) => new(string.Create(CultureInfo.InvariantCulture, $"B{number:D6}"));

    private static CaseOpened Opened(int number, Random random)
    {
        var at = Start.AddSeconds(random.Next(86400 * 5));
        return new CaseOpened(new CaseId(Guid.CreateVersion7(at)), Person(number), Kinds[random.Next(Kinds.Length)], (RiskColour)random.Next(1, 4), "d.csv:1", null, at)
        {
            Source = CaseSource.Watch,
        };
    }

    private static async Task<double[][]> AskAsync(PlatformStorage[] databases, Func<PlatformStorage, Random, Task> question, int rounds)
    {
        var randoms = databases.Select(_ => new Random(17)).ToArray();
        var times = databases.Select(_ => new double[rounds]).ToArray();
        for (var round = -5; round < rounds; round++)
        {
            for (var index = 0; index < databases.Length; index++)
            {
                var clock = Stopwatch.GetTimestamp();
                await question(databases[index], randoms[index]);
                if (round >= 0)
                {
                    times[index][round] = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
                }
            }
        }

        return times;
    }

    private static string Row(double[] times)
    {
        var sorted = times.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:F1} | {sorted[(int)(sorted.Length * 0.95)]:F1} | {sorted[^1]:F1}");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
