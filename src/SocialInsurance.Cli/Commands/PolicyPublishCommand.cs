using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>policy publish|list|show</c>: the library of policies in force.</summary>
internal static class PolicyPublishCommand
{
    /// <summary>Where a data folder keeps its library.</summary>
    private const string LibraryName = "policies";

    private static readonly Option<string?> Library = new("--library", "--to") { Description = Strings.Get("OptionLibrary") };
    private static readonly Option<string> EffectiveFrom = new("--effective-from") { Description = Strings.Get("OptionEffectiveFrom"), Required = true };
    private static readonly Option<string> Reason = new("--reason") { Description = Strings.Get("OptionPublishReason"), Required = true };
    private static readonly Option<string> By = new("--by") { Description = Strings.Get("OptionPublishBy"), Required = true };
    private static readonly Option<string?> Run = new("--run") { Description = Strings.Get("OptionPublishRun") };
    private static readonly Option<bool> Adopt = new("--adopt") { Description = Strings.Get("OptionAdopt") };
    private static readonly Option<bool> WithoutReplay = new("--without-replay") { Description = Strings.Get("OptionWithoutReplay") };

    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = Strings.Get("ArgumentPolicy") };
        var help = CommandContext.Help(
            "PolicyPublishHelp",
            "policy publish policy.yaml --effective-from 2027-01-01 --reason \"window 90 -> 60\" --by operator-1 --run runs/2026-10-31",
            "policy publish first.yaml --effective-from 2026-01-01 --reason \"in force already\" --by operator-1 --to policies --adopt");
        var publish = new Command("publish", help) { file, EffectiveFrom, Reason, By, Run, Library, AuditCommand.Data, Adopt, WithoutReplay };
        publish.Handle((parsed, terminal, cancellation) => Publish(parsed, parsed.GetRequiredValue(file), terminal, cancellation));
        return publish;
    }

    internal static Command CreateList()
    {
        var list = new Command("list", CommandContext.Help("PolicyListHelp", "policy list --library policies")) { Library, AuditCommand.Data };
        list.Handle((parsed, terminal, _) =>
        {
            var library = PolicyLibrary.Open(FolderOf(parsed));
            terminal.Result(new { library = FolderOf(parsed), published = library.Publications }, console => Show(library.Publications, console));
            return ExitCode.Positive;
        });
        return list;
    }

    internal static Command CreateShow()
    {
        var version = new Argument<string>("VERSION") { Description = Strings.Get("ArgumentVersion") };
        var show = new Command("show", CommandContext.Help("PolicyShowHelp", "policy show 2026.2 --library policies")) { version, Library, AuditCommand.Data };
        show.Handle((parsed, terminal, _) =>
        {
            var library = PolicyLibrary.Open(FolderOf(parsed));
            var publication = library.FindVersion(parsed.GetRequiredValue(version))
                ?? throw new InputRefused(new CliError("unknownVersion", Strings.Get("UnknownVersion"), Expected: string.Join(", ", library.Publications.Select(p => p.Version).DefaultIfEmpty("-")), Found: parsed.GetRequiredValue(version)));
            var previous = library.Publications.LastOrDefault(p => p.Sequence < publication.Sequence);
            var changes = previous is null ? [] : PolicyDifference.Between(library.PolicyOf(previous), library.PolicyOf(publication));
            terminal.Result(
                new { publication, previous = previous?.Version, changes },
                console =>
                {
                    Show([publication], console);
                    Show(changes, console);
                });
            return ExitCode.Positive;
        });
        return show;
    }

    private static int Publish(ParseResult parsed, string file, Terminal terminal, CancellationToken cancellation)
    {
        var folder = FolderOf(parsed);
        var text = CommandContext.ReadInput(file);
        var effectiveFrom = CompareCommand.ParseDate(parsed.GetRequiredValue(EffectiveFrom));
        var replay = ReplayOf(parsed, folder, file, effectiveFrom, terminal, cancellation);
        var request = new PublishRequest(
            text, effectiveFrom, parsed.GetRequiredValue(By), parsed.GetRequiredValue(Reason), replay, parsed.GetValue(Adopt), parsed.GetValue(WithoutReplay));
        var outcome = CommandContext.WithPolicy(file, () => PolicyLibrary.Publish(folder, request, TimeProvider.System));
        if (outcome.Refusal is { } refusal)
        {
            throw new InputRefused(new CliError($"publish{refusal.Reason}", Strings.Get($"Publish{refusal.Reason}"), file, Expected: refusal.Expected, Found: refusal.Found));
        }

        terminal.Result(
            new { publication = outcome.Publication, isNew = outcome.IsNew, library = folder },
            console =>
            {
                Show([outcome.Publication!], console);
                console.MarkupLine(Markup.Escape(Strings.Get(outcome.IsNew ? "PolicyPublished" : "PolicyPublishedBefore")));
            });
        return ExitCode.Positive;
    }

    /// <summary>What the change would do, against the newest published policy; against the run's own when nothing is published.</summary>
    private static PublishedReplay? ReplayOf(ParseResult parsed, string folder, string file, DateOnly effectiveFrom, Terminal terminal, CancellationToken cancellation)
    {
        if (parsed.GetValue(Run) is not { } runFolder)
        {
            return null;
        }

        var library = PolicyLibrary.Open(folder);
        using var run = PublishedRun.Open(runFolder);
        var before = library.Publications.Count == 0 ? run.Policy : library.PolicyOf(library.Publications[^1]);
        var after = PolicyCommand.LoadOrRefuse(file);
        var valuesOn = run.ReplayDay(before, after, effectiveFrom);
        var result = PolicyReplayCommand.Replay(
            run, before, after, valuesOn, new ReplayOptions(Limit: 0, Threads: Environment.ProcessorCount), terminal, cancellation);
        if (!terminal.Json)
        {
            PolicyReplayCommand.Show(result, valuesOn, terminal.People);
        }

        return PublishedReplay.Of(run, before, valuesOn, result);
    }

    private static string FolderOf(ParseResult parsed) =>
        parsed.GetValue(Library) ?? Path.Combine(parsed.GetRequiredValue(AuditCommand.Data), LibraryName);

    private static void Show(IReadOnlyList<PolicyPublication> publications, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnPolicyVersion"), Strings.Get("ColumnEffectiveFrom"), "SHA-256", Strings.Get("ColumnPublishedBy"), Strings.Get("ColumnReason"), Strings.Get("ColumnReplayed"));
        foreach (var p in publications)
        {
            table.AddRow(
                Markup.Escape($"{p.Policy}@{p.Version}"), $"{p.EffectiveFrom:yyyy-MM-dd}", p.Sha256[..12], Markup.Escape(p.By), Markup.Escape(p.Reason),
                p.Replay is null ? "-" : Strings.Format("ReplaySummary", CompareReport.Number(p.Replay.People), CompareReport.Number(p.Replay.Changed)));
        }

        console.Write(table);
    }

    private static void Show(IReadOnlyList<PolicyChange> changes, IAnsiConsole console)
    {
        foreach (var change in changes)
        {
            console.MarkupLine(Markup.Escape($"{Strings.Get($"PolicyChange{change.Kind}")}  {change.Part} {change.Name}: {change.Before ?? "-"} -> {change.After ?? "-"}"));
        }
    }
}
