using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>compare run</c> says of the brake and the audit sample.</summary>
internal static class BrakeReport
{
    internal static object Document(CompletedRun run) => new
    {
        limits = BrakeLimits.Standard.Version,
        historyRuns = run.History.Runs,
        unreadableRuns = run.History.Unreadable,
        heldFiles = run.Comparison.Files.Count(f => f.IsHeld),
        heldRecords = run.Comparison.RecordsHeld,
        peopleOnlyInHeldFeeds = run.HeldPeople.Count,
        certifiedAmongThem = run.HeldPeople.Certified,
    };

    /// <summary>Why a file is held, for people; null when it is not.</summary>
    internal static string? Reason(FileCounts file) => Reason(file, Strings.Language);

    internal static string? Reason(FileCounts file, CultureInfo language) => file.IsHeld ? Offences(file.Brake!, language) : null;

    /// <summary>Why nothing of the file could be read, as an error of the command line; null when it could.</summary>
    internal static object? Unreadable(FileCounts file)
    {
        if (file.Brake?.Unreadable is not { } fault)
        {
            return null;
        }

        var error = CommandContext.Of(fault);
        return new { error.Code, error.Message, error.Line, error.Expected, error.Found };
    }

    internal static object? SameContent(FileCounts file) =>
        file.SameContentAs is { } copy ? new { run = (string?)null, file = copy }
        : file.Brake?.SameContentAs is { } past ? new { run = (string?)past.Run, file = past.File }
        : null;

    internal static void Show(CompletedRun run, IAnsiConsole console)
    {
        var remarkable = CompareReport.Feeds(run).Where(f => f.SameContentAs is not null || f.Brake?.Decision is not (null or BrakeDecision.Applied)).ToArray();
        if (remarkable.Length > 0)
        {
            var table = new Table().Border(TableBorder.Simple).Title(Strings.Get("BrakeTitle"));
            table.AddColumns(Strings.Get("ColumnSource"), Strings.Get("ColumnFile"), Strings.Get("ColumnState"), Strings.Get("ColumnReason"));
            foreach (var file in remarkable)
            {
                table.AddRow(Markup.Escape(file.Source), Markup.Escape(file.File), Strings.Get($"Brake{file.Brake?.Decision ?? BrakeDecision.AppliedBefore}"), Markup.Escape(Remark(file)));
            }

            console.Write(table);
        }

        if (run.Comparison.Files.Any(f => f.IsHeld) || run.Comparison.Gone.Count > 0)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("BrakePeople", CompareReport.Number(run.HeldPeople.Count), CompareReport.Number(run.HeldPeople.Certified))));
        }

        if (run.Comparison.Files.Any(f => f.IsHeld))
        {
            foreach (var missing in CompareReport.Feeds(run).Select(file => Missing(file, Strings.Language)).OfType<string>())
            {
                console.MarkupLine(Markup.Escape(missing));
            }

            console.MarkupLine(Markup.Escape(Strings.Format("BrakeNext", Path.GetFullPath(run.History.Directory))));
        }

        if (run.History.Unreadable.Count > 0)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("BrakeUnreadable", run.History.Unreadable.Count)));
        }

        var sample = run.AuditSample;
        console.MarkupLine(Markup.Escape(Strings.Format(
            "AuditSampleSummary", CompareReport.Number(sample.Picks.Count), CompareReport.Number(sample.RandomCount), CompareReport.Number(sample.RiskWeightedCount), CompareReport.Number(sample.SilentPasses))));
    }

    /// <summary>What the run lacks because this file is held; null when nothing.</summary>
    internal static string? Missing(FileCounts file, CultureInfo language) => file.Brake?.Missing is { } missing
        ? Strings.FormatIn(language, "BrakeMissing", file.File, string.Join(
            Strings.In(language, "BrakeSeparator"), missing.Select(gone => Strings.FormatIn(language, "BrakeMissingFile", gone.Run, gone.File))))
        : null;

    private static string Remark(FileCounts file) => string.Join(Strings.Get("BrakeSeparator"), new[]
    {
        file.SameContentAs is { } copy ? Strings.Format("BrakeCopyOf", copy) : null,
        file.Brake?.SameContentAs is { } past ? Strings.Format("BrakeSameAs", past.Run, past.File) : null,
        file.Brake?.Release is { } release ? Strings.Format("BrakeReleasedBy", release.By, release.Reason) : null,
        file.Brake is { } verdict && (verdict.Unreadable is not null || verdict.Outside.Any()) ? Offences(verdict, Strings.Language) : null,
    }.OfType<string>());

    private static string Offences(BrakeVerdict verdict, CultureInfo language) => verdict.Unreadable is { } error
        ? Strings.FormatIn(language, "BrakeUnreadableFile", Strings.In(language, $"InputError{error.Code}"))
        : string.Join(Strings.In(language, "BrakeSeparator"), verdict.Outside.Select(c => Offence(c, verdict.KnownDeliveries, language)));

    private static string Offence(BrakeCheck check, int known, CultureInfo language)
    {
        var (name, basis) = (Strings.In(language, $"Brake{check.Measure}"), Strings.FormatIn(language, $"BrakeBasis{check.Basis}", known));
        return check is { Low: { } least, High: null } ? Strings.FormatIn(language, "BrakeBelow", name, Value(check, check.Value), Value(check, least), basis)
            : check.Low is { } low
            ? Strings.FormatIn(language, "BrakeBetween", name, Value(check, check.Value), Value(check, low), Value(check, check.High), basis)
            : Strings.FormatIn(language, "BrakeAbove", name, Value(check, check.Value), Value(check, check.High), basis);
    }

    private static string Value(BrakeCheck check, double? value) => check.Measure is BrakeMeasure.Volume or BrakeMeasure.NewestAgeDays
        ? CommandContext.Invariant($"{value:N0}")
        : CommandContext.Invariant($"{value * 100:0.###}%");
}
