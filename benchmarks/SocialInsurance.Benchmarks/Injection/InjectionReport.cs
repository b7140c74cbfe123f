using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics.Evaluation;

namespace SocialInsurance.Benchmarks;

/// <summary>results/injection.md from the journal, whatever it holds so far.</summary>
internal static class InjectionReport
{
    private const string Notes =
        """
        Method by method of CEN/TS 18099, against the whole service (WebSocket, session layer, face session with real models, face rules of the sample
        policy) with the order of actions drawn anew for every session. The worst case throughout: the attacker holds a proven claim and a clip of the very
        person, whose reference is enrolled from the same picture. Refused: no decision, or a try that failed (of three). Certified is the error; its
        interval is Wilson's at 95 %, the rule of three at zero. Few people stand behind the clips: the true interval is wider.
        """;

    internal static void Write(string repoRoot, string folder, InjectionJournal journal, string[] methods, InjectionSubject[] subjects)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Injection attacks\n\n{Notes}\n\n{Report.Machine()} Load at the end: {Load()}. People: {string.Join(", ", subjects.Select(subject => subject.Name))}. Every attempt: `injection.csv`.\n\n");
        text.Append("| method | attempts | refused | sent to a person | CERTIFIED | 95 % interval |\n|---|---:|---:|---:|---:|---|\n");
        var attacks = methods.Where(method => method != LiveCheck.Method).ToArray();
        foreach (var method in attacks)
        {
            Row(text, method, [.. journal.Attempts.Where(attempt => attempt.Method == method)]);
        }

        text.Append("\n## By variant\n\n| variant | attempts | refused | sent to a person | CERTIFIED | 95 % interval |\n|---|---:|---:|---:|---:|---|\n");
        foreach (var group in journal.Attempts.Where(attempt => FrameAttacks.Methods.Contains(attempt.Method)).GroupBy(attempt => $"{attempt.Method} {attempt.Variant}").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Row(text, group.Key, [.. group]);
        }

        text.Append("\n## How the others ended\n\n| method | end | attempts |\n|---|---|---:|\n");
        foreach (var group in journal.Attempts.Where(attempt => attacks.Contains(attempt.Method)).GroupBy(attempt => (attempt.Method, End: $"{attempt.End} {attempt.Reasons}".Trim())).OrderBy(group => Array.IndexOf(attacks, group.Key.Method)).ThenByDescending(group => group.Count()))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Method} | {group.Key.End} | {group.Count()} |\n");
        }

        Living(text, [.. journal.Attempts.Where(attempt => attempt.Method == LiveCheck.Method)]);
        NoiseStatistics.Append(text, subjects);
        Console.Write(text);
        File.WriteAllText(Path.Combine(folder, "injection.md"), text.ToString());
    }

    private static void Row(StringBuilder text, string name, InjectionAttempt[] attempts)
    {
        var (certified, person) = (attempts.Count(attempt => attempt.IsCertified), attempts.Count(attempt => attempt.IsWithPerson));
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {attempts.Length} | {attempts.Length - certified - person} | {person} | {certified} | {Interval(certified, attempts.Length)} |\n");
    }

    private static void Living(StringBuilder text, InjectionAttempt[] attempts)
    {
        text.Append("\n## Living people called injected\n\nParts of living clips through the same detectors, on good and bad devices. An accusation sends to a person and stops no payment; it is an error all the same.\n\n");
        text.Append("| device | sessions | accused | share | 95 % interval | as |\n|---|---:|---:|---:|---|---|\n");
        foreach (var group in attempts.GroupBy(attempt => attempt.Variant).OrderBy(group => group.Key, StringComparer.Ordinal).Append(attempts.GroupBy(_ => "**all**").FirstOrDefault()!).Where(group => group is not null))
        {
            var accused = group.Where(LiveCheck.IsAccused).ToArray();
            var faults = string.Join(", ", accused.GroupBy(attempt => $"{attempt.End} ({attempt.Subject})").Select(fault => $"{fault.Key} {fault.Count()}"));
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {accused.Length} | {100.0 * accused.Length / group.Count():F1} % | {Interval(accused.Length, group.Count())} | {faults} |\n");
        }
    }

    private static string Interval(int errors, int trials)
    {
        var (low, high) = new ErrorRate(errors, trials).Interval95;
        return string.Create(CultureInfo.InvariantCulture, $"{100 * low:F2}..{100 * high:F2} %");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
