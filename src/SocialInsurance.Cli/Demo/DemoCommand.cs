using System.CommandLine;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Cli.Demo;

/// <summary><c>demo</c>: the main job on real input; then, unless <c>--once</c>, the first page.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = Strings.Get("OptionOnce") };
    private static readonly Option<long> Beneficiaries = new("--beneficiaries") { Description = Strings.Get("OptionBeneficiaries"), DefaultValueFactory = _ => 100_000 };
    private static readonly Option<long> Records = new("--records") { Description = Strings.Get("OptionRecords"), DefaultValueFactory = _ => 3_000_000 };

    private static readonly Option<string?> Portrait = new("--portrait") { Description = Strings.Get("OptionDemoPortrait") };
    private static readonly Option<string[]> Challenge = new("--challenge") { Description = Strings.Get("OptionDemoChallenge"), CustomParser = ReadChallenge };

    internal static Command Create()
    {
        Beneficiaries.Validators.Add(result => CommandContext.RequireRange(result, Beneficiaries, 100, 50_000_000));
        Records.Validators.Add(result => CommandContext.RequireRange(result, Records, 0, 10_000_000_000));
        var command = new Command("demo", CommandContext.Help("DemoHelp", "demo", "demo --once --json", "demo --portrait me.jpg")) { AuditCommand.Data, Once, ServeCommand.Urls, Beneficiaries, Records, Portrait, Challenge };
        command.Handle(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        // refused before anything is made anew
        var portrait = parsed.GetValue(Portrait) is { } file ? CommandContext.ReadInput(file) : null;
        var folder = DemoFolder.Prepare(parsed.GetRequiredValue(AuditCommand.Data));
        await using var storage = await DataStore.OpenAsync(folder.Path, cancellation);
        using var progress = terminal.Progress();
        var size = new DemoSize(parsed.GetRequiredValue(Beneficiaries), parsed.GetRequiredValue(Records));
        var demo = await new DemoRun(folder, size, TimeProvider.System, progress) { VisitorPortrait = portrait }.ExecuteAsync(storage, cancellation);
        progress.Clear();
        if (parsed.GetValue(Once))
        {
            Report(terminal, demo, url: null);
        }
        else
        {
            var options = ServeCommand.OptionsOf(parsed.GetRequiredValue(ServeCommand.Urls), showOutbox: true);
            // the sample clip cannot follow a drawn order; somebody with a face of their own can
            var order = parsed.GetValue(Challenge) is { Length: > 0 } asked ? asked : portrait is null ? DemoVisitor.Challenge : null;
            // the sample province lives on its own day, and the watch would find it long overdue
            // at this machine only, where the outbox shows one-time codes too: a second factor would keep nobody out
            options = options with { SecondFactorFor = StaffRoles.None, RunsJobs = false, Sessions = options.Sessions with { FixedChallengeForTests = order } };
            await ServeCommand.RunAsync(storage, folder.Path, options, terminal, url => Report(terminal, demo, url), cancellation);
        }

        return demo.Audit.Ok ? ExitCode.Positive : ExitCode.Negative;
    }

    private static string[]? ReadChallenge(System.CommandLine.Parsing.ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
        if (names.Length is 0 or > 5 || !names.All(Actions.IsKnown))
        {
            result.AddError(Strings.Get("DemoChallengeUnknown"));
            return null;
        }

        return names;
    }

    private static void Report(Terminal terminal, DemoResult demo, string? url) =>
        terminal.Result(DemoReport.Document(demo, url), console => DemoReport.Show(demo, url, console));
}
