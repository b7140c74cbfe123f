using System.CommandLine;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Demo;

/// <summary><c>demo</c>: the main job on real input; then, unless <c>--once</c>, the first page.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = Strings.Get("OptionOnce") };
    private static readonly Option<long> Beneficiaries = new("--beneficiaries") { Description = Strings.Get("OptionBeneficiaries"), DefaultValueFactory = _ => 100_000 };
    private static readonly Option<long> Records = new("--records") { Description = Strings.Get("OptionRecords"), DefaultValueFactory = _ => 3_000_000 };

    internal static Command Create()
    {
        Beneficiaries.Validators.Add(result => CommandContext.RequireRange(result, Beneficiaries, 100, 50_000_000));
        Records.Validators.Add(result => CommandContext.RequireRange(result, Records, 0, 10_000_000_000));
        var command = new Command("demo", CommandContext.Help("DemoHelp", "demo", "demo --once --json")) { AuditCommand.Data, Once, ServeCommand.Urls, Beneficiaries, Records };
        command.Handle(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var folder = DemoFolder.Prepare(parsed.GetRequiredValue(AuditCommand.Data));
        await using var storage = await DataStore.OpenAsync(folder.Path, cancellation);
        using var progress = terminal.Progress();
        var size = new DemoSize(parsed.GetRequiredValue(Beneficiaries), parsed.GetRequiredValue(Records));
        var demo = await new DemoRun(folder, size, TimeProvider.System, progress).ExecuteAsync(storage, cancellation);
        progress.Clear();
        if (parsed.GetValue(Once))
        {
            Report(terminal, demo, url: null);
        }
        else
        {
            var options = ServeCommand.OptionsOf(parsed.GetRequiredValue(ServeCommand.Urls), showOutbox: true);
            // the sample clip cannot follow a drawn order; the sample province lives on its own day, and the watch would find it long overdue
            options = options with { RunsJobs = false, Sessions = options.Sessions with { FixedChallengeForTests = DemoVisitor.Challenge } };
            await ServeCommand.RunAsync(storage, folder.Path, options, terminal, url => Report(terminal, demo, url), cancellation);
        }

        return demo.Audit.Ok ? ExitCode.Positive : ExitCode.Negative;
    }

    private static void Report(Terminal terminal, DemoResult demo, string? url) =>
        terminal.Result(DemoReport.Document(demo, url), console => DemoReport.Show(demo, url, console));
}
