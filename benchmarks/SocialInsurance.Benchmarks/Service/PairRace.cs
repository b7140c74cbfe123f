using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// One and two instances, each a process, on one PostgreSQL (fsync on) and one Redis behind a balancer: frames of live sessions, small
/// reads, a rolling restart under sessions; and what a row of the large tables weighs.
/// </summary>
internal static class PairRace
{
    private const double FramesPerSecond = 8;
    private const int Readers = 16;
    private const int WeighedPeople = 20_000;
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(10);

    internal static async Task RunAsync(string repoRoot, int sessions)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-pair-").FullName;
        await using var postgres = new PostgresServer { Fsync = true };
        using var redis = Redis(folder, out var endPoint);
        try
        {
            var connection = (await postgres.CreateDatabaseAsync()).Replace("Pooling=false;", string.Empty, StringComparison.Ordinal);
            var settings = new PairSettings(Path.Combine(folder, "data"), connection, endPoint);
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"# One instance and two\n\nClients, balancer, instances, PostgreSQL 15 (fsync on) and Redis on one machine, clip `moving_hopper` (640 x 480), {FramesPerSecond} frames a second a session. **Two instances share the cores that one has**: what is compared is the cost of being two, not a second machine. {Report.Machine()} Load at the start: {Load()}.\n\n");
            await using (var storage = await PlatformStorage.OpenAsync(settings.Storage(), TimeProvider.System, default))
            {
                var frames = FrameSequence.Read(Path.Combine(repoRoot, "samples", "faces", "moving_hopper.mjpeg")).Select(f => f.ToArray()).ToArray();
                var people = new Queue<BeneficiaryId>(await EnrolAsync(repoRoot, storage, sessions * 6));
                await RaceAsync(settings, frames, people, sessions, text);
                await RollAsync(settings, frames, people, sessions, storage, text);
                Console.Error.Write(text);
                await WeighAsync(storage, connection, text);
            }

            text.Append(CultureInfo.InvariantCulture, $"\nLoad at the end: {Load()}.\n");
            Console.Write(text);
            await File.WriteAllTextAsync(Path.Combine(repoRoot, "benchmarks", "results", "pair.md"), text.ToString());
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RaceAsync(PairSettings settings, byte[][] frames, Queue<BeneficiaryId> people, int sessions, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {sessions} sessions at once, then {Readers} readers of a session that is not there (one question to Redis, one to PostgreSQL)\n\n| instances | sessions | frames/s | p50 ms | p99 ms | CPU ms a frame | ends | reads/s | p50 ms | p99 ms |\n|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|\n");
        foreach (var count in (int[])[1, 2])
        {
            await using var balancer = new TcpBalancer();
            var instances = new List<PairInstance>();
            try
            {
                for (var number = 0; number < count; number++)
                {
                    instances.Add(await AddAsync(balancer, settings));
                }

                using var http = Client(balancer);
                var cpu = instances.Sum(instance => instance.Cpu.TotalMilliseconds);
                var clock = Stopwatch.StartNew();
                var played = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => people.Dequeue()).ToList().Select(person => Task.Run(() => new PairPlayer(http, person).PlayAsync(frames, FramesPerSecond))));
                var seconds = clock.Elapsed.TotalSeconds;
                cpu = instances.Sum(instance => instance.Cpu.TotalMilliseconds) - cpu;
                var latencies = played.SelectMany(p => p.LatenciesMs).ToList();
                var ends = string.Join(", ", played.GroupBy(p => p.Decision ?? "lost").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"));
                var reads = await ReadAsync(http, new BeneficiaryId("S000000"));
                text.Append(CultureInfo.InvariantCulture, $"| {count} | {sessions} | {latencies.Count / seconds:F0} | {Percentile(latencies, 50):F1} | {Percentile(latencies, 99):F1} | {cpu / Math.Max(1, latencies.Count):F1} | {ends} | {reads.Count / Reading.TotalSeconds:F0} | {Percentile(reads, 50):F1} | {Percentile(reads, 99):F1} |\n");
            }
            finally
            {
                instances.ForEach(instance => instance.Dispose());
            }
        }
    }

    private static async Task<List<double>> ReadAsync(HttpClient http, BeneficiaryId person)
    {
        var times = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < Reading)
            {
                var began = Stopwatch.GetTimestamp();
                // of a session that nobody opened: one question to Redis, one to PostgreSQL
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/me/sessions/{new string('0', 32)}");
                request.Headers.Add("Cookie", $"claim={person.Value}");
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.NotFound)
                {
                    throw new InvalidOperationException($"expected 404, found {answer.StatusCode}");
                }

                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
        return [.. times];
    }

    /// <summary>Sessions one after another on as many lines, while each instance is replaced.</summary>
    private static async Task RollAsync(PairSettings settings, byte[][] frames, Queue<BeneficiaryId> people, int lines, PlatformStorage storage, StringBuilder text)
    {
        await using var balancer = new TcpBalancer();
        var instances = new List<PairInstance> { await AddAsync(balancer, settings), await AddAsync(balancer, settings) };
        using var http = Client(balancer);
        var (waiting, ends) = (new ConcurrentQueue<BeneficiaryId>(people), new ConcurrentBag<(BeneficiaryId Person, PairPlayed Played)>());
        using var enough = new CancellationTokenSource();
        var playing = Task.WhenAll(Enumerable.Range(0, lines).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested && waiting.TryDequeue(out var person))
            {
                ends.Add((person, await new PairPlayer(http, person).PlayAsync(frames, FramesPerSecond)));
            }
        })));
        await Task.Delay(TimeSpan.FromSeconds(4));
        List<double> ending = [];
        for (var replaced = 0; replaced < 2; replaced++)
        {
            var old = instances[replaced];
            var clock = Stopwatch.StartNew();
            await old.EndAsync();
            ending.Add(clock.Elapsed.TotalSeconds);
            balancer.Remove(old.Http);
            instances.Add(await AddAsync(balancer, settings));
        }

        await enough.CancelAsync();
        await playing;
        instances.ForEach(instance => instance.Dispose());
        var doubled = 0;
        foreach (var (person, _) in ends)
        {
            doubled += (await storage.Reader.ReadDecisionsAsync(person, default)).Count > 1 ? 1 : 0;
        }

        var verdict = await storage.AuditLog.VerifyAsync(default);
        text.Append(CultureInfo.InvariantCulture, $"\n## Rolling restart, {lines} sessions at any moment\n\n{ends.Count} sessions while both instances were replaced (SIGTERM, a drain of 1 s, gone after {string.Join(" and ", ending.Select(s => s.ToString("F1", CultureInfo.InvariantCulture)))} s): **{ends.Count(end => end.Played.Decision is null)} lost**, {doubled} with more than one decision, {ends.Count(end => end.Played.Returns > 0)} handed over, {ends.Count(end => end.Played.Decision == "Certified")} certified. Log of {verdict.Size} entries: {(verdict.Ok ? "whole" : $"{verdict.Fault} at {verdict.FirstBadEntry}")}.\n");
    }

    /// <summary>What one row costs on disk, indexes apart, after a run over invented people.</summary>
    private static async Task WeighAsync(PlatformStorage storage, string connection, StringBuilder text)
    {
        var people = Enumerable.Range(1_000_000, WeighedPeople).Select(Person).ToList();
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(Sha256Digest.Of("weighed"u8), "register", people, default);
        for (var run = 0; run < 2; run++)
        {
            await new RecordSilentDecisions(storage.Store, TimeProvider.System).ExecuteAsync(
                new SilentRun(new RunId($"run-{run}"), new DateOnly(2026, 10, 31), new PolicyReference("province-2026", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of(BitConverter.GetBytes(run))),
                people.Select((person, number) => number % 20 == 0
                    ? new SilentDecision(person.Id, DecisionOutcome.Review, "death.suspected", null, [new Finding(new FindingKind("DeathSuspected"), RiskColour.Red, $"civil-deaths.csv:{run}{number}")])
                    : new SilentDecision(person.Id, DecisionOutcome.Certified, "S1", new DecisionEvidence("vaccination", new DateOnly(2026, 10, 20), $"vaccination.csv:{number}"), [])),
                default);
        }

        await PostgresServer.ExecuteAsync(connection, "VACUUM ANALYZE");
        text.Append(CultureInfo.InvariantCulture, $"\n## Bytes a row on PostgreSQL\n\n{WeighedPeople:N0} people, two runs over them; one decision in twenty opens a case.\n\n| table | rows | heap bytes a row | index bytes a row | indexes |\n|---|---:|---:|---:|---:|\n");
        await using var source = new NpgsqlConnection(connection);
        await source.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT relname, reltuples::bigint, pg_table_size(c.oid), pg_indexes_size(c.oid), (SELECT COUNT(*) FROM pg_index i WHERE i.indrelid = c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'sicert' AND relkind = 'r' AND reltuples > 1000 ORDER BY pg_total_relation_size(c.oid) DESC
            """,
            source);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var count = rows.GetInt64(1);
            text.Append(CultureInfo.InvariantCulture, $"| `{rows.GetString(0)}` | {count:N0} | {rows.GetInt64(2) / (double)count:F0} | {rows.GetInt64(3) / (double)count:F0} | {rows.GetInt64(4)} |\n");
        }
    }

    private static async Task<List<BeneficiaryId>> EnrolAsync(string repoRoot, PlatformStorage storage, int count)
    {
        var people = Enumerable.Range(0, count).Select(Person).ToList();
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(Sha256Digest.Of("people"u8), "register", people, default);
        var portrait = await File.ReadAllBytesAsync(Path.Combine(repoRoot, "samples", "faces", "grace_hopper.jpg"));
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, Profile.Standard) { Protection = storage.Templates.Protection.Transform };
        var desk = new EnrolPortrait(storage.Store, storage.Templates, TimeProvider.System, new StoredFaceLimits());
        foreach (var person in people)
        {
            await desk.ExecuteAsync(person.Id, "benchmark", portrait, pipeline, models, default);
        }

        return [.. people.Select(person => person.Id)];
    }

    private static Beneficiary Person(int number) => new(
        new BeneficiaryId($"S{number:D6}"), DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number:D6}号"), new DateOnly(1945, 1, 1), "990101", new DateOnly(2026, 11, 30), null);

    private static async Task<PairInstance> AddAsync(TcpBalancer balancer, PairSettings settings)
    {
        var instance = await PairInstance.StartAsync(settings);
        balancer.Add(instance.Http);
        while (!balancer.IsReady(instance.Http))
        {
            await Task.Delay(20);
        }

        return instance;
    }

    private static HttpClient Client(TcpBalancer balancer) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = balancer.Address };

    private static Process Redis(string folder, out string endPoint)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        endPoint = $"127.0.0.1:{port}";
        var process = Process.Start(new ProcessStartInfo("redis-server", ["--bind", "127.0.0.1", "--port", $"{port}", "--save", string.Empty, "--appendonly", "no", "--dir", folder]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static double Percentile(List<double> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
