using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Commands;

/// <summary>What people are told of input that a run goes on without: fields of the register that cannot be read, files that nobody described or that are gone.</summary>
internal static class InputWarnings
{
    /// <summary>A line for each column of each register of the run, and for each delivery that is gone.</summary>
    internal static IEnumerable<string> Of(ComparisonResult run, CultureInfo language) =>
        run.Files.Take(run.RegisterFileCount).SelectMany(f => Of(f.File, f.Read, f.Unreadable, language)).Concat(run.Gone.Select(g => g.WasHeld ? Strings.FormatIn(language, "HeldGone", g.Source, g.Run, g.File)
            : g.People is { } people
            ? Strings.FormatIn(language, "DeathsGone", g.Source, g.Run, g.File, CompareReport.Number(people))
            : Strings.FormatIn(language, "DeliveryGone", g.Source, g.Run, g.File)));

    internal static IEnumerable<string> Of(string file, long read, UnreadableFields? unreadable, CultureInfo language) =>
        (unreadable?.Columns ?? []).Select(c => Strings.FormatIn(
            language, c.Column == ColumnRole.LastCertifiedDate ? "RegisterNotBelieved" : "RegisterUnreadable", file, CompareReport.Number(c.Rows), CompareReport.Number(read), Strings.In(language, $"RegisterField{c.Column}")));

    /// <summary>Files that were not read, with what would help.</summary>
    internal static string Unclaimed(ComparisonResult run, CultureInfo language) =>
        string.Join(language.Name == Strings.English.Name ? ", " : "、", run.Unclaimed.Select(name => Unclaimed(name, run.NearlyClaimed, language)));

    internal static string Unclaimed(string name, IReadOnlyDictionary<string, string> nearly, CultureInfo language) =>
        nearly.TryGetValue(name, out var pattern) ? Strings.FormatIn(language, "UnclaimedButForCase", name, pattern)
        : name.Contains('\uFFFD', StringComparison.Ordinal) ? Strings.FormatIn(language, "UnclaimedUndecodable", name) : name;
}
