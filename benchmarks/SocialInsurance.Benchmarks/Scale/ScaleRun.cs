using System.Diagnostics;
using System.Globalization;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Storage;

namespace SocialInsurance.Benchmarks.Scale;

/// <summary>
/// What the service asks of a store with a province in it, question by question: time of the clock and of the processor, first and again. The
/// store stays, so that two programs can be asked about the same one.
/// </summary>
internal static class ScaleRun
{
    private const int Again = 3;

    /// <param name="folder">of a store that <see cref="ScaleStore"/> filled; filled now when there is none</param>
    internal static async Task RunAsync(string folder, int people)
    {
        var today = DateTimeOffset.UtcNow;
        var isNew = !PlatformStorage.StandsIn(folder);
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = folder, BusyTimeoutSeconds = 600 }, TimeProvider.System, default);
        if (isNew)
        {
            await ScaleStore.FillAsync(storage, people, today);
        }

        var head = await storage.AuditLog.ReadHeadAsync(default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Report.Machine()} Load {File.ReadAllText("/proc/loadavg")[..14]}; {head.Size:N0} entries.\n\n| question | first ms (CPU) | again ms (CPU) |\n|---|---:|---:|"));
        foreach (var (name, ask) in Questions(storage, head, today))
        {
            await AskAsync(name, ask);
        }
    }

    private static IEnumerable<(string Name, Func<Task> Ask)> Questions(PlatformStorage storage, AuditHead head, DateTimeOffset today)
    {
        var day = DateOnly.FromDateTime(today.DateTime);
        var (everywhere, county) = (Month(string.Empty), Month("430301"));
        yield return ("proof of the newest entry", () => storage.AuditLog.ProveInclusionAsync(head.Size - 1, default));
        yield return ("proof that the log continues an older one", () => storage.AuditLog.ProveConsistencyAsync(head.Size / 3, default));
        yield return ("overview", () => storage.Reader.ReadOverviewAsync(default));
        yield return ("gauge of people certified", () => storage.Reader.CountCertifiedAsync(default));
        yield return ("gauge of the outbox", () => storage.Notices.CountAsync(default));
        yield return ("offers of home visits, everywhere", () => storage.OfferedVisits.ListOfferedAsync(string.Empty, 200, default));
        yield return ("offers of home visits, a county", () => storage.OfferedVisits.ListOfferedAsync("430301", 200, default));
        yield return ("supervision of 30 days", () => storage.Supervision.ReadCountsAsync(everywhere, today, static _ => null, default));
        yield return ("supervision of 30 days, a county", () => storage.Supervision.ReadCountsAsync(county, today, static _ => null, default));
        yield return ("transparency of 24 months", () => storage.Transparency.ReadCountsAsync(new TransparencyScope(new DateOnly(day.Year, day.Month, 1), 24, TimeSpan.FromHours(8)), default));
        yield return ("people due by month", () => storage.Due.CountByMonthAsync(default));
        yield return ("500 people to be reminded", () => storage.Due.ListToRemindAsync(ReminderStage.ThirtyDays, day.AddDays(8), day.AddDays(30), null, 500, default));
        yield return ("records found wrong, for the brake", () => storage.Reversals.ReadReversalsAsync(default));

        SupervisionScope Month(string division) => new(day.AddDays(-30), day.AddDays(1), TimeSpan.FromHours(8), division);
    }

    private static async Task AskAsync(string name, Func<Task> ask)
    {
        var first = await TimeAsync(ask);
        var again = new (double Wall, double Cpu)[Again];
        for (var round = 0; round < Again; round++)
        {
            again[round] = await TimeAsync(ask);
        }

        var (wall, cpu) = again.OrderBy(time => time.Wall).ElementAt(Again / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {first.Wall:F0} ({first.Cpu:F0}) | {wall:F0} ({cpu:F0}) |"));
    }

    private static async Task<(double Wall, double Cpu)> TimeAsync(Func<Task> ask)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await ask();
        return (watch.Elapsed.TotalMilliseconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
    }
}
