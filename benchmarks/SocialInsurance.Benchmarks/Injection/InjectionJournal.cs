using System.Globalization;

namespace SocialInsurance.Benchmarks;

/// <param name="Method">of CEN/TS 18099, or <c>live</c> for people who attack nothing</param>
/// <param name="Variant">how</param>
/// <param name="Subject">whose clip</param>
/// <param name="End">decision, code of a refusal or HTTP status; for <c>live</c>: the session's fault</param>
internal sealed record InjectionAttempt(string Method, int Number, string Variant, string Subject, string End, string Reasons)
{
    internal bool IsCertified => End == "Certified";

    internal bool IsWithPerson => End == "ReferToCaseworker";
}

/// <summary>Every attempt of the corpus, a line each, written when it ends: a run that was stopped goes on after the last.</summary>
internal sealed class InjectionJournal
{
    private const string Header = "method,number,variant,subject,end,reasons";

    private readonly string path;
    private readonly Dictionary<(string, int), InjectionAttempt> attempts;

    internal InjectionJournal(string path)
    {
        this.path = path;
        attempts = File.Exists(path)
            ? File.ReadLines(path).Skip(1).Select(Parse).OfType<InjectionAttempt>().ToDictionary(attempt => (attempt.Method, attempt.Number))
            : [];
        if (!File.Exists(path))
        {
            File.WriteAllText(path, Header + "\n");
        }
    }

    internal IReadOnlyCollection<InjectionAttempt> Attempts => attempts.Values;

    internal bool Has(string method, int number) => attempts.ContainsKey((method, number));

    internal void Add(InjectionAttempt attempt)
    {
        attempts.Add((attempt.Method, attempt.Number), attempt);
        File.AppendAllText(path, string.Create(
            CultureInfo.InvariantCulture, $"{attempt.Method},{attempt.Number},{attempt.Variant},{attempt.Subject},{attempt.End},{attempt.Reasons.Replace(',', ' ')}\n"));
    }

    /// <summary>Null for a line that a stop cut off.</summary>
    private static InjectionAttempt? Parse(string line) => line.Split(',') is [var method, var number, var variant, var subject, var end, var reasons]
        ? new InjectionAttempt(method, int.Parse(number, CultureInfo.InvariantCulture), variant, subject, end, reasons)
        : null;
}
