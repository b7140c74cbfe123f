using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>policy check</c>, and the verbs beside it: from a changed number to a published policy.</summary>
internal static class PolicyCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = Strings.Get("ArgumentPolicy") };
        var check = new Command("check", CommandContext.Help("PolicyCheckHelp", "policy check samples/policies/province-2026.yaml")) { file };
        check.Handle((parsed, terminal, _) => Check(parsed.GetRequiredValue(file), terminal));
        return new Command("policy", Strings.Get("PolicyHelp")) { check, PolicyReplayCommand.Create(), PolicyPublishCommand.Create(), PolicyPublishCommand.CreateList(), PolicyPublishCommand.CreateShow() };
    }

    private static int Check(string path, Terminal terminal)
    {
        var load = Policy.Load(CommandContext.ReadInput(path));
        var tests = load.Policy?.RunTests();
        terminal.Result(
            new
            {
                errors = load.Errors.Select(e => new { file = path, e.Line, e.Column, e.Path, e.Message, e.Expected, e.Found, e.Nearest }),
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
            console.MarkupLine(Markup.Escape($"{path}:{error.Line}:{error.Column}: {error.Path}: {Phrases.Say(error.Message)}; {Strings.Expected} {Phrases.Say(error.Expected)}; {Strings.Found} {Phrases.Say(error.Found)}{(error.Nearest is null ? "" : "; " + Strings.Format("PolicyNearest", error.Nearest))}"));
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

    /// <param name="isKept">Only compared with, see <see cref="Policy.Load"/>: who would change from a policy of last year is asked after promises have been added.</param>
    internal static Policy LoadOrRefuse(string path, bool isKept = false) =>
        CommandContext.WithPolicy(path, () => PolicyText.LoadOrRefuse(CommandContext.ReadInput(path), isKept));

    /// <summary>A policy file, or the policy that a library has in force on a day.</summary>
    /// <exception cref="InputRefused">Neither can be read.</exception>
    internal static byte[] ReadInForce(string path, DateOnly day) =>
        Directory.Exists(path) ? PolicyLibrary.Open(path).TextAt(day) : CommandContext.ReadInput(path);
}
