using System.CommandLine;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>models list</c>, <c>verify</c> and <c>add</c>: which models run, whether they are the ones named, and drop-ins.</summary>
internal static class ModelsCommand
{
    internal static Command Create()
    {
        var command = new Command("models", Strings.Get("ModelsHelp"));
        command.Subcommands.Add(Sub("list", "ModelsListHelp", _ => ExitCode.Positive));
        command.Subcommands.Add(Sub("verify", "ModelsVerifyHelp", statuses =>
            statuses.All(s => s.Presence == ModelPresence.Verified) ? ExitCode.Positive : ExitCode.Negative));
        command.Subcommands.Add(Add());
        return command;
    }

    private static Command Add()
    {
        var task = new Argument<string>("TASK") { Description = Strings.Format("ArgumentModelTask", string.Join(", ", ModelDropIn.Known.Select(d => Camel(d.Task)))) };
        var file = new Argument<string>("FILE") { Description = Strings.Get("ArgumentModelFile") };
        var source = new Option<string>("--source") { Description = Strings.Get("OptionModelSource"), Required = true };
        var licence = new Option<string>("--licence") { Description = Strings.Get("OptionModelLicence"), Required = true };
        var command = new Command("add", CommandContext.Help(
            "ModelsAddHelp", "models add detectionFine yunet.onnx --source \"ShiqiYu/libfacedetection.train\" --licence Apache-2.0")) { task, file, source, licence };
        command.Handle((parsed, terminal, _) =>
        {
            var wanted = TaskNamed(parsed.GetRequiredValue(task));
            var entry = ModelCatalog.Open().Add(wanted, parsed.GetRequiredValue(file), parsed.GetRequiredValue(source), parsed.GetRequiredValue(licence));
            terminal.Result(
                new { task = entry.Task, entry.Name, entry.Source, entry.Licence, entry.Sha256, present = true },
                console => console.MarkupLine(Markup.Escape(Strings.Format("ModelAdded", entry.Name, Camel(entry.Task), entry.Sha256))));
            return ExitCode.Positive;
        });
        return command;
    }

    private static ModelTask TaskNamed(string name) => ModelDropIn.Known.FirstOrDefault(d => Camel(d.Task) == name)?.Task
        ?? throw new InputRefused(new CliError(
            "modelTask", Strings.Get("UnknownModelTask"), Expected: string.Join(", ", ModelDropIn.Known.Select(d => Camel(d.Task))), Found: name));

    private static string Camel(ModelTask task) => char.ToLowerInvariant(task.ToString()[0]) + task.ToString()[1..];

    private static Command Sub(string name, string help, Func<IReadOnlyList<ModelStatus>, int> judge)
    {
        var command = new Command(name, CommandContext.Help(help, $"models {name}", $"models {name} --json"));
        command.Handle((_, terminal, _) =>
        {
            var catalog = ModelCatalog.Open();
            var statuses = catalog.Verify();
            terminal.Result(statuses.Select(s => Document(s, catalog)), console => console.Write(Table(statuses, catalog)));
            return judge(statuses);
        });
        return command;
    }

    /// <summary>One entry a model that runs; what could stand beside it and is absent is said there.</summary>
    private static object Document(ModelStatus status, ModelCatalog catalog) => new
    {
        task = status.Entry.Task,
        status.Entry.Name,
        status.Entry.Source,
        status.Entry.Licence,
        status.Entry.Sha256,
        present = status.Presence != ModelPresence.Missing,
        verified = status.Presence == ModelPresence.Verified,
        foundSha256 = status.FoundSha256,
        dropIn = ModelDropIn.Known.Any(d => d.Task == status.Entry.Task),
        runsWithout = catalog.Absent.Where(d => d.Basis == status.Entry.Task).Select(d => Camel(d.Task)),
    };

    private static Table Table(IReadOnlyList<ModelStatus> statuses, ModelCatalog catalog)
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

        foreach (var absent in catalog.Absent)
        {
            table.AddRow(absent.Task.ToString(), absent.Name, Strings.Get("ModelAbsent"), "-", "-");
        }

        return table;
    }
}
