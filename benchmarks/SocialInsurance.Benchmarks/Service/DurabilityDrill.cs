using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Backups;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The disaster drill: a store with a million decisions is backed up while it is written to, its folder is taken away, the backup is restored
/// into an empty one with the whole log verified, and <c>serve</c> answers its first request. Goal: restore to first request within 15 minutes.
/// </summary>
internal static class DurabilityDrill
{
    private const int Goal = 15;
    private const int OneIn = 20; // opens a case
    private static readonly DateOnly AsOf = new(2026, 10, 31);

    internal static async Task RunAsync(string repoRoot, int decisions)
    {
        var root = Directory.CreateTempSubdirectory("sicert-drill-").FullName;
        var (data, copy, restored) = (Path.Combine(root, "data"), Path.Combine(root, "copy"), Path.Combine(root, "restored"));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# The drill: {decisions:N0} decisions backed up, lost, restored and served\n\n{Report.Machine()} SQLite. Load at the start: {Load()}.\n\n| step | seconds |\n|---|---:|\n");
        try
        {
            var (seeding, backing, size, written) = await MakeAsync(data, copy, decisions);
            Directory.Delete(data, recursive: true);
            var restoring = Stopwatch.StartNew();
            var result = await PlatformStorage.RestoreAsync(
                new RestoreOptions { From = copy, Into = new StorageOptions { Folder = restored } }, TimeProvider.System, null, default);
            var restoredIn = restoring.Elapsed;
            var served = await ServeAsync(restored);
            Row(text, "filling, through the product's own doors (no part of the drill)", seeding);
            Row(text, $"backup, {size / 1e6:N0} MB, while {written:N0} further decisions were committed", backing);
            Row(text, $"restore with every digest and all {result.Entries:N0} entries of the log verified", restoredIn);
            Row(text, "start of `serve` to its first answered request (public keys of receipts)", served);
            Row(text, $"**restore to first request** (goal {Goal} minutes: {(restoredIn + served < TimeSpan.FromMinutes(Goal) ? "kept" : "missed")})", restoredIn + served);
            text.Append(CultureInfo.InvariantCulture, $"\nLoad at the end: {Load()}. Peak of the program: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB.\n");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        Console.Write(text);
        await File.WriteAllTextAsync(Path.Combine(repoRoot, "benchmarks", "results", "durability-drill.md"), text.ToString());
    }

    private static async Task<(TimeSpan Seeding, TimeSpan Backing, long SizeBytes, int Written)> MakeAsync(string data, string copy, int decisions)
    {
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = data, BusyTimeoutSeconds = 600 }, TimeProvider.System, default);
        var clock = Stopwatch.StartNew();
        await SeedAsync(storage, "first", 0, decisions);
        var seeding = clock.Elapsed;
        Console.Error.WriteLine($"filled in {seeding.TotalSeconds:F0} s");
        using var enough = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(async () =>
        {
            for (var round = 0; !enough.IsCancellationRequested; round++)
            {
                await SeedAsync(storage, $"meanwhile-{round}", decisions + (round * 100), 100);
                written += 100;
            }
        });
        clock.Restart();
        var backup = await storage.BackUpAsync(new BackupOptions { Out = copy }, null, default);
        var backing = clock.Elapsed;
        await enough.CancelAsync();
        await writer;
        return (seeding, backing, backup.SizeBytes, written);
    }

    /// <summary>People registered and decided about, one in twenty with a case.</summary>
    internal static async Task SeedAsync(PlatformStorage storage, string run, int from, int count)
    {
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(
            Sha256Digest.Of(Encoding.UTF8.GetBytes(run)),
            "register",
            Enumerable.Range(from, count).Select(number => new Beneficiary(
                Person(number), DocumentNumber.From(string.Create(CultureInfo.InvariantCulture, $"H{number:D8}")), new PersonName("试验者"), new DateOnly(1950, 1, 1), "330101", AsOf.AddDays(30), null)),
            default);
        await new RecordSilentDecisions(storage.Store, TimeProvider.System).ExecuteAsync(
            new SilentRun(new RunId(run), AsOf, new PolicyReference("drill", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of("decisions"u8)),
            Enumerable.Range(from, count).Select(number => number % OneIn == 0
                ? new SilentDecision(Person(number), DecisionOutcome.Review, "D1", null, [new Finding(new FindingKind("DeathSuspected"), RiskColour.Red, $"death.csv:{number}")])
                : new SilentDecision(Person(number), DecisionOutcome.Certified, "S1", new DecisionEvidence("vaccination", AsOf.AddDays(-9), $"v.csv:{number}"), [])),
            default);
    }

    private static BeneficiaryId Person(int number) => new(string.Create(CultureInfo.InvariantCulture, $"B{number:D7}"));

    private static async Task<TimeSpan> ServeAsync(string data)
    {
        var (http, grpc) = (FreePort(), FreePort());
        var clock = Stopwatch.StartNew();
        using var service = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Cli.CommandLine).Assembly.Location, "serve", "--data", data, "--urls", $"http://127.0.0.1:{http}", $"http://127.0.0.1:{grpc}", "--no-jobs", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/api/v1/receipts/keys");
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }
            }
            catch (HttpRequestException) when (!service.HasExited)
            {
            }

            await Task.Delay(50);
        }

        var elapsed = clock.Elapsed;
        service.Kill();
        await service.WaitForExitAsync();
        return elapsed;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Row(StringBuilder text, string step, TimeSpan time) => text.Append(CultureInfo.InvariantCulture, $"| {step} | {time.TotalSeconds:F1} |\n");

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}
