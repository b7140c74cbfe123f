using System.CommandLine;
using SocialInsurance.Cli.Configuration;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>config reference|check</c>: what can be set, and whether what is set is in order, before anything is opened.</summary>
internal static class ConfigCommand
{
    internal static Command Create() => new("config", Strings.Get("ConfigHelp")) { CreateReference(), CreateCheck() };

    private static Command CreateReference()
    {
        var reference = new Command("reference", CommandContext.Help("ConfigReferenceHelp", "config reference", "config reference --lang en", "config reference --json"));
        reference.Handle((_, terminal, _) =>
        {
            var all = ConfigurationReference.Create(CommandLine.CreateRoot());
            terminal.Result(
                new { classes = all.Classes, jobs = all.Jobs, environment = all.Environment, everyVerb = all.EveryVerb, verbs = all.Verbs },
                console => console.Profile.Out.Writer.Write(ReferencePage.Write(all)));
            return ExitCode.Positive;
        });
        return reference;
    }

    private static Command CreateCheck()
    {
        var check = new Command("check", CommandContext.Help("ConfigCheckHelp", "config check --data sicert-data", "config check --data sicert-data --json")) { AuditCommand.Data };
        check.Handle((parsed, terminal, _) =>
        {
            var found = ConfigurationCheck.Of(parsed.GetRequiredValue(AuditCommand.Data), Environment.GetEnvironmentVariable);
            terminal.Result(
                new
                {
                    ok = found.Ok,
                    checks = found.Parts.Select(part => new { part.What, ok = part.Fault is null, part.State, fault = part.Fault }),
                    notes = found.Notes,
                },
                console => Show(found, console));
            return found.Ok ? ExitCode.Positive : ExitCode.InputRefused;
        });
        return check;
    }

    private static void Show(ConfigurationCheck found, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(Strings.Get("ConfigColumnWhat"), Strings.Get("ColumnState"));
        foreach (var part in found.Parts)
        {
            table.AddRow(Markup.Escape(part.What), Markup.Escape(part.Fault is { } fault ? TextOf(fault) : part.State));
        }

        console.Write(table);
        foreach (var note in found.Notes)
        {
            console.MarkupLine(Markup.Escape($"- {note}"));
        }

        console.MarkupLine(Markup.Escape(Strings.Get(found.Ok ? "ConfigOk" : "ConfigNotOk")));
    }

    private static string TextOf(CliError fault) => string.Join(
        "; ",
        new[]
        {
            fault.Line is { } line ? CommandContext.Invariant($"{fault.Message} ({line})") : fault.Message,
            fault.Expected is { } expected ? $"{Strings.Expected}: {expected}" : null,
            fault.Found is { } found ? $"{Strings.Found}: {found}" : null,
        }.OfType<string>());
}
