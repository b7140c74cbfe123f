using System.CommandLine;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>models list</c> and <c>models verify</c>: which models run, and whether they are the ones named.</summary>
internal static class ModelsCommand
{
    internal static Command Create()
    {
        var command = new Command("models", Strings.Get("ModelsHelp"));
        command.Subcommands.Add(Sub("list", "ModelsListHelp", _ => ExitCode.Positive));
        command.Subcommands.Add(Sub("verify", "ModelsVerifyHelp", statuses =>
            statuses.All(s => s.Presence == ModelPresence.Verified) ? ExitCode.Positive : ExitCode.Negative));
        return command;
    }

    private static Command Sub(string name, string help, Func<IReadOnlyList<ModelStatus>, int> judge)
    {
        var command = new Command(name, CommandContext.Help(help, $"models {name}", $"models {name} --json"));
        command.Handle((_, terminal, _) =>
        {
            var statuses = ModelCatalog.Open().Verify();
            terminal.Result(statuses.Select(Document), console => console.Write(Table(statuses)));
            return judge(statuses);
        });
        return command;
    }

    private static object Document(ModelStatus status) => new
    {
        task = status.Entry.Task,
        status.Entry.Name,
        status.Entry.Source,
        status.Entry.Licence,
        status.Entry.Sha256,
        present = status.Presence != ModelPresence.Missing,
        verified = status.Presence == ModelPresence.Verified,
        foundSha256 = status.FoundSha256,
    };

    private static Table Table(IReadOnlyList<ModelStatus> statuses)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnTask"), Strings.Get("ColumnModel"), Strings.Get("ColumnState"), "SHA-256", Strings.Get("ColumnLicence"));
        foreach (var status in statuses)
        {
            table.AddRow(
                status.Entry.Task.ToString(),
                status.Entry.Name,
                Strings.Get($"Model{status.Presence}"),
                Markup.Escape((status.FoundSha256 ?? "-")[..Math.Min(12, status.FoundSha256?.Length ?? 1)]),
                Markup.Escape(status.Entry.Licence));
        }

        return table;
    }
}
