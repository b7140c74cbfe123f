using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Benchmarks;

/// <summary>What may happen to a series over an hour.</summary>
internal enum SoakVerdict
{
    /// <summary>The whole interval lies within the tolerance.</summary>
    Flat,

    /// <summary>The whole interval lies above it.</summary>
    Grows,

    /// <summary>The interval reaches over the edge: too short a run, or too much noise.</summary>
    Undecided,
}

/// <summary>
/// Judges each series by the slope of its medians over a minute, warm-up left out: flat when 95 % of what the slope may be would change
/// the level within an hour by less than the tolerance.
/// </summary>
internal sealed class SoakReport
{
    private const double Tolerance = 0.10; // of the level, in an hour
    private const double WarmUpShare = 0.2;
    private const int FewestMinutes = 5;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(6);

    private readonly SoakSample[][] minutes;
    private readonly SoakTraffic traffic;
    private readonly string introduction;
    private readonly TimeSpan warmUp;
    private readonly (string Name, TrendLine? Line, SoakVerdict Verdict, string Unit)[] judged;

    internal SoakReport(IReadOnlyList<SoakSample> samples, SoakTraffic traffic, int lanes, TimeSpan planned, string load)
    {
        this.traffic = traffic;
        minutes = [.. samples.GroupBy(sample => (int)((sample.At.TotalSeconds - 1) / 60)).Select(minute => minute.ToArray())];
        var ran = samples.Count == 0 ? TimeSpan.Zero : samples[^1].At;
        warmUp = TimeSpan.FromMinutes(Math.Min(ran.TotalMinutes * WarmUpShare, LongestWarmUp.TotalMinutes));
        introduction = string.Create(CultureInfo.InvariantCulture, $"""
            # Soak: {ran.TotalMinutes:F0} of {planned.TotalMinutes:F0} minutes at half of the measured load

            The service as `serve` puts it together, with real models and SQLite, in a process of its own; the clients beside it on the same machine: {lanes} live sessions at once at 8
            frames a second (clip `moving_hopper`, its order of actions fixed, hence without the watch for repeated frames), 2 windows of a queue of 5,000 cases, 10 partners'
            questions, 5 public pages or metrics and {SoakTraffic.EventsPerPush} pushed events a second. {Report.Machine()} Load: {load}.


            """);
        judged =
        [
            Judge("resident memory", "MB", sample => sample.Reading.RssBytes / 1e6),
            Judge("resident memory without files", "MB", sample => sample.Reading.AnonymousBytes / 1e6),
            Judge("managed heap after the last collection", "MB", sample => sample.Reading.Inside.HeapBytes / 1e6),
            Judge("managed memory committed", "MB", sample => sample.Reading.Inside.CommittedBytes / 1e6),
            Judge("handles", "", sample => sample.Reading.Handles),
            Judge("sockets", "", sample => sample.Reading.Sockets),
            Judge("threads", "", sample => sample.Reading.Threads),
            .. Enum.GetValues<SoakKind>().Select(kind => Judge($"p50 of {Named(kind)}", "ms", sample => Percentile([sample], kind, 50))),
        ];
    }

    /// <summary>Whether nothing that is held grows; answer times are shown, not judged, where the machine is shared.</summary>
    internal bool IsFlat => judged.Take(7).All(one => one.Verdict == SoakVerdict.Flat);

    internal void Write(string folder)
    {
        var text = new StringBuilder(introduction);
        Verdicts(text);
        Minutes(text);
        Work(text);
        Console.Write(text);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "soak.md"), text.ToString());
    }

    private (string Name, TrendLine? Line, SoakVerdict Verdict, string Unit) Judge(string name, string unit, Func<SoakSample, double> value)
    {
        var kept = minutes.Where(minute => minute[0].At >= warmUp).Select(minute => (Hours: minute[0].At.TotalHours, Value: Middle(minute.Select(value).Where(double.IsFinite)))).Where(m => double.IsFinite(m.Value)).ToArray();
        if (kept.Length < FewestMinutes)
        {
            return (name, null, SoakVerdict.Undecided, unit);
        }

        var line = TrendLine.Through([.. kept.Select(m => m.Hours)], [.. kept.Select(m => m.Value)]);
        var edge = Tolerance * line.Level;
        return (name, line, line.Least > edge ? SoakVerdict.Grows : line.Most <= edge ? SoakVerdict.Flat : SoakVerdict.Undecided, unit);
    }

    private void Verdicts(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"**{(IsFlat ? "Flat" : "Not shown to be flat")}**: slopes after {warmUp.TotalMinutes:F1} minutes of warm-up, by Theil and Sen over medians of a minute, with 95 % interval; flat: the interval ends below {Tolerance:P0} of the level an hour.\n\n| series | level | slope an hour | 95 % interval | verdict |\n|---|---:|---:|---:|---|\n");
        foreach (var (name, line, verdict, unit) in judged)
        {
            text.Append(line is { } found
                ? string.Create(CultureInfo.InvariantCulture, $"| {name} | {found.Level:F1} {unit} | {found.Slope:+0.00;-0.00;0} | {found.Least:+0.00;-0.00;0} to {found.Most:+0.00;-0.00;0} | {Spelled(verdict)} |\n")
                : $"| {name} | | | | {Spelled(verdict)}: fewer than {FewestMinutes} minutes |\n");
        }
    }

    private void Minutes(StringBuilder text)
    {
        text.Append("\n| minute | RSS MB | heap MB | gen 0 / 1 / 2 | handles | sockets | threads | store MB | audit entries | CPU % of a core | frame p50 / p99 ms | queue p50 / p99 | status p50 / p99 | push p50 / p99 |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (var at = 0; at < minutes.Length; at++)
        {
            var minute = minutes[at];
            var (last, before) = (minute[^1], at > 0 ? minutes[at - 1][^1] : minute[0]);
            var (r, seconds) = (last.Reading, (last.At - before.At).TotalSeconds);
            var cpu = seconds > 0 ? (r.CpuSeconds - before.Reading.CpuSeconds) / seconds * 100 : double.NaN;
            text.Append(CultureInfo.InvariantCulture, $"| {at + 1} | {r.RssBytes / 1e6:F0} | {r.Inside.HeapBytes / 1e6:F0} | {r.Inside.Gen0} / {r.Inside.Gen1} / {r.Inside.Gen2} | {r.Handles} | {r.Sockets} | {r.Threads} | {r.StoreBytes / 1e6:F1} | {r.Inside.AuditEntries} | {cpu:F0}");
            foreach (var kind in (SoakKind[])[SoakKind.Frame, SoakKind.Queue, SoakKind.Status, SoakKind.Push])
            {
                text.Append(CultureInfo.InvariantCulture, $" | {Percentile(minute, kind, 50):F1} / {Percentile(minute, kind, 99):F1}");
            }

            text.Append(" |\n");
        }
    }

    private void Work(StringBuilder text)
    {
        text.Append("\n| what happened | times |\n|---|---:|\n");
        foreach (var (what, times) in traffic.Ends.OrderBy(end => end.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {times} |\n");
        }

        if (minutes.Length > 1)
        {
            var (first, last) = (minutes[0][0].Reading, minutes[^1][^1].Reading);
            text.Append(CultureInfo.InvariantCulture, $"\nStore: {(last.StoreBytes - first.StoreBytes) / 1e6:F1} MB and {last.Inside.AuditEntries - first.Inside.AuditEntries} audit entries more than at the first sample, {(last.StoreBytes - first.StoreBytes) / Math.Max(1.0, last.Inside.AuditEntries - first.Inside.AuditEntries):F0} bytes an entry.\n");
        }
    }

    private static string Named(SoakKind kind) => kind switch
    {
        SoakKind.Frame => "frame to guidance",
        SoakKind.Queue => "queue",
        SoakKind.Status => "partner's question",
        SoakKind.Push => "pushed events",
        SoakKind.Page => "public page and metrics",
    };

    private static string Spelled(SoakVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static double Percentile(IEnumerable<SoakSample> samples, SoakKind kind, int percent)
    {
        var sorted = samples.SelectMany(sample => sample.Times).Where(time => time.Kind == kind).Select(time => time.Ms).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
