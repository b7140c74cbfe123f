using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>policy check</c> and <c>policy replay</c>: from a changed number to knowing whom it touches.</summary>
internal static class PolicyCommand
{
    private const int ShownChanges = 20;

    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = Strings.Get("ArgumentPolicy") };
        var check = new Command("check", CommandContext.Help("PolicyCheckHelp", "policy check samples/policies/province-2026.yaml")) { file };
        check.Handle((parsed, terminal, _) => Check(parsed.GetRequiredValue(file), terminal));
        var before = new Argument<string>("A") { Description = Strings.Get("ArgumentPolicyBefore") };
        var after = new Argument<string>("B") { Description = Strings.Get("ArgumentPolicyAfter") };
        var run = new Option<string>("--run") { Description = Strings.Get("OptionRun"), Required = true };
        var replay = new Command("replay", CommandContext.Help("PolicyReplayHelp", "policy replay old.yaml new.yaml --run runs/2026-10-31")) { before, after, run };
        replay.Handle((parsed, terminal, cancellation) => Replay(
            parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), parsed.GetRequiredValue(run), terminal, cancellation));
        return new Command("policy", Strings.Get("PolicyHelp")) { check, replay };
    }

    private static int Check(string path, Terminal terminal)
    {
        var load = Policy.Load(CommandContext.ReadInput(path));
        var tests = load.Policy?.RunTests();
        terminal.Result(
            new
            {
                errors = load.Errors.Select(e => new { file = path, e.Line, e.Column, e.Path, e.Message, e.Expected, e.Found }),
                tests = new { passed = tests?.Passed ?? 0, failed = tests?.Failed ?? 0, failures = tests?.Results.Where(r => !r.Passed).Select(r => new { r.Name, r.Line, r.Expected, r.Found }) },
                policy = load.Policy is null ? null : $"{load.Policy.Stamp.Id}@{load.Policy.Stamp.Version}",
                sha256 = load.Policy?.Stamp.Digest,
            },
            console => Show(path, load, tests, console));
        return load.Errors.Count > 0 ? ExitCode.InputRefused : tests!.Failed > 0 ? ExitCode.Negative : ExitCode.Positive;
    }

    private static void Show(string path, PolicyLoad load, PolicyTestReport? tests, IAnsiConsole console)
    {
        foreach (var error in load.Errors)
        {
            console.MarkupLine(Markup.Escape($"{path}:{error.Line}:{error.Column}: {error.Path}: {error.Message}; {Strings.Expected} {error.Expected}; {Strings.Found} {error.Found}"));
        }

        if (tests is not null)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("PolicyChecked", $"{load.Policy!.Stamp.Id}@{load.Policy.Stamp.Version}", load.Policy.Rules.Count, load.Policy.Sources.Count, tests.Passed, tests.Failed)));
            foreach (var failure in tests.Results.Where(r => !r.Passed))
            {
                console.MarkupLine(Markup.Escape($"{path}:{failure.Line}: {failure.Name}: {Strings.Expected} {failure.Expected}; {Strings.Found} {failure.Found}"));
            }
        }
    }

    private static int Replay(string beforePath, string afterPath, string runFolder, Terminal terminal, CancellationToken cancellation)
    {
        var before = LoadOrRefuse(beforePath);
        var after = LoadOrRefuse(afterPath);
        using var run = PublishedRun.Open(runFolder);
        var result = ReplayPolicy.Execute(run, run.Bind(before), run.Bind(after), cancellation);
        terminal.Result(
            new
            {
                people = result.People,
                moves = result.Moves.Select(m => new { from = m.Key.From, to = m.Key.To, people = m.Value }),
                changed = result.Changes.Select(c => new { beneficiary = c.BeneficiaryId, from = c.From.Outcome, to = c.To.Outcome, fromRule = c.From.RuleCode, toRule = c.To.RuleCode }),
            },
            console => Show(result, console));
        return ExitCode.Positive;
    }

    private static Policy LoadOrRefuse(string path) =>
        CommandContext.WithPolicy(path, () => PolicyText.LoadOrRefuse(CommandContext.ReadInput(path)));

    private static void Show(ReplayResult result, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format("ReplaySummary", result.People, result.Changes.Count)));
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnFrom"), Strings.Get("ColumnTo"), Strings.Get("ColumnPeople"));
        foreach (var (move, people) in result.Moves.OrderByDescending(m => m.Value))
        {
            table.AddRow(Strings.Get($"Outcome{move.From}"), Strings.Get($"Outcome{move.To}"), CompareReport.Number(people));
        }

        console.Write(table);
        foreach (var change in result.Changes.Take(ShownChanges))
        {
            console.MarkupLine(Markup.Escape($"{change.BeneficiaryId}: {change.From.RuleCode} -> {change.To.RuleCode}"));
        }
    }
}
