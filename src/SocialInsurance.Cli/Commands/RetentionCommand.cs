using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.ReviewFrames;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>retention</c>: erases what is over by the table of terms; <c>--dry-run</c> counts it.</summary>
internal static class RetentionCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = Strings.Get("OptionDryRun") };
    private static readonly Option<string?> Check = new("--check") { Description = Strings.Get("OptionRetentionCheck") };

    internal static Command Create()
    {
        var retention = new Command("retention", CommandContext.Help(
            "RetentionHelp", "retention --data sicert-data --dry-run", "retention --data sicert-data", "retention --check retention.yaml --json")) { AuditCommand.Data, DryRun, Check };
        retention.Handle(async (parsed, terminal, cancellation) =>
        {
            if (parsed.GetValue(Check) is { } file)
            {
                var checkedTable = Load(file);
                terminal.Result(new { ok = true, table = checkedTable.Version, kinds = checkedTable.Lines.Select(line => Document(line, null)) }, console => Show(checkedTable, null, console));
                return ExitCode.Positive;
            }

            var folder = parsed.GetRequiredValue(AuditCommand.Data);
            var table = ReadTable(folder);
            await using var storage = await DataStore.OpenExistingAsync(folder, cancellation);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
            var apply = new ApplyRetention(storage.Store, table, TimeProvider.System);
            var dry = parsed.GetValue(DryRun);
            var round = dry
                ? await apply.CountAsync(today, cancellation)
                : Join(
                    await apply.ExecuteAsync(cancellation),
                    await new EraseReviewFrames(storage.Store, storage.Templates.ReviewFrames, TimeProvider.System, table).ExecuteAsync(today, cancellation),
                    await new EraseRetainedReferences(storage.Store, storage.Templates, TimeProvider.System, table).ExecuteAsync(today, cancellation));
            terminal.Result(
                new { table = round.TableVersion, effectiveFrom = table.EffectiveFrom, dryRun = dry, erased = dry ? 0 : round.Total, due = round.Total, kinds = table.Lines.Select(line => Document(line, round)) },
                console =>
                {
                    Show(table, round, console);
                    if (!dry)
                    {
                        console.MarkupLine(Markup.Escape(Strings.Format("RetentionErased", round.TableVersion, round.Total)));
                    }
                });
            return ExitCode.Positive;
        });
        return retention;
    }

    /// <summary>The operator's table in a data folder, else the one that the program carries.</summary>
    /// <exception cref="InputRefused">the operator's table is not in order</exception>
    internal static RetentionTable ReadTable(string dataFolder) =>
        Path.Combine(dataFolder, RetentionFile.FileName) is var path && File.Exists(path) ? Load(path) : RetentionFile.Default;

    private static RetentionTable Load(string path)
    {
        var load = RetentionFile.Load(CommandContext.ReadInput(path));
        return load.Table ?? throw new InputRefused(new CliError(
            "retention",
            Strings.Format("RetentionRefused", load.Errors.Count, $"{load.Errors[0].Path}: {load.Errors[0].Message}"),
            path,
            load.Errors[0].Line,
            load.Errors[0].Column,
            load.Errors[0].Expected,
            load.Errors[0].Found));
    }

    private static RetentionRound Join(RetentionRound round, FrameErasureRound frames, RetentionResult references) => round with
    {
        Counts = new SortedDictionary<RetainedKind, long>(round.Counts.ToDictionary())
        {
            [RetainedKind.ReviewFrames] = frames.CaseClosed + frames.TimeOver,
            [RetainedKind.SupersededReferences] = references.Erased,
        },
    };

    private static object Document(RetentionLine line, RetentionRound? round) => new
    {
        kind = RetentionFile.SpellingOf(line.Kind),
        keep = line.Keep.ToString(),
        due = round is not null && round.Counts.TryGetValue(line.Kind, out var count) ? count : (long?)null,
        zh = line.Zh,
        en = line.En,
    };

    private static void Show(RetentionTable table, RetentionRound? round, IAnsiConsole console)
    {
        var shown = new Table().AddColumns(Strings.Get("RetentionColumnKind"), Strings.Get("RetentionColumnKeep"), Strings.Get("RetentionColumnDue"));
        foreach (var line in table.Lines)
        {
            shown.AddRow(
                Markup.Escape(Strings.Language.Equals(Strings.English) ? line.En : line.Zh),
                line.Keep.ToString(),
                round is not null && round.Counts.TryGetValue(line.Kind, out var count) ? CommandContext.Invariant($"{count}") : string.Empty);
        }

        console.Write(shown);
    }
}
