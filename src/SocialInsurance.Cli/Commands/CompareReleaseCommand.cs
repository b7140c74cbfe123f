using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>compare release</c>: a person lets a held delivery through, or one that is gone go, and says why.</summary>
internal static class CompareReleaseCommand
{
    private static readonly Option<string> Feed = new("--feed") { Description = Strings.Get("OptionReleaseFeed"), Required = true };
    private static readonly Option<string?> HeldFile = new("--file") { Description = Strings.Get("OptionReleaseFile") };
    private static readonly Option<bool> Gone = new("--gone") { Description = Strings.Get("OptionReleaseGone") };
    private static readonly Option<string> Reason = new("--reason") { Description = Strings.Get("OptionReleaseReason"), Required = true };
    private static readonly Option<string> By = new("--by") { Description = Strings.Get("OptionReleaseBy"), Required = true };
    private static readonly Option<string> History = new("--history") { Description = Strings.Get("OptionReleaseHistory"), Required = true };

    internal static Command Create()
    {
        var release = new Command("release", CommandContext.Help(
            "CompareReleaseHelp",
            "compare release --feed cremation --reason \"backlog of September\" --by clerk-12 --history runs",
            "compare release --feed cremation --file cremation_20261031.csv --reason \"backlog of September\" --by clerk-12 --history runs",
            "compare release --feed cremation --file cremation_2025.csv --gone --reason \"sent by mistake, withdrawn by letter\" --by clerk-12 --history runs"))
        {
            Feed, HeldFile, Gone, Reason, By, History,
        };
        release.Validators.Add(static result =>
        {
            if (result.GetValue(Gone) && result.GetValue(HeldFile) is null)
            {
                result.AddError(Strings.Get("ReleaseGoneFile"));
            }
        });
        release.Handle(Release);
        return release;
    }

    private static int Release(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var (history, feed, file) = (parsed.GetRequiredValue(History), parsed.GetRequiredValue(Feed), parsed.GetValue(HeldFile));
        var (reason, by) = (parsed.GetRequiredValue(Reason), parsed.GetRequiredValue(By));
        var release = new ReleaseFeed(TimeProvider.System);
        var result = parsed.GetValue(Gone) ? release.LetGo(history, feed, file!, reason, by) : release.Execute(history, feed, file, reason, by);
        var written = result.Release ?? throw Refusal(result, file ?? feed);
        terminal.Result(
            new { feed, file = written.File, letsGo = written.LetsGo, sha256 = written.Sha256, reason = written.Reason, by = written.By, recordedAt = written.RecordedAt, status = result.Status },
            console => console.MarkupLine(Markup.Escape(Text(result.Status, written))));
        return ExitCode.Positive;
    }

    private static string Text(ReleaseStatus status, BrakeRelease release) => status == ReleaseStatus.AlreadyReleased
        ? Strings.Format("ReleaseKnown", release.Feed, release.File, release.By)
        : Strings.Format(release.LetsGo ? "ReleaseGone" : "ReleaseDone", release.Feed, release.File, release.By, release.Reason);

    /// <param name="asked">The file, or the feed, that was typed.</param>
    private static InputRefused Refusal(ReleaseResult result, string asked) => new(result.Status switch
    {
        ReleaseStatus.ReasonMissing => new CliError("reasonMissing", Strings.Get("ReleaseReasonMissing"), Expected: Strings.Get("ExpectedReason"), Found: Strings.Get("FoundNothing")),
        ReleaseStatus.SeveralHeld => new CliError("severalHeld", Strings.Get("ReleaseSeveralHeld"), Expected: "--file", Found: string.Join(", ", result.HeldFiles)),
        ReleaseStatus.Unreadable => new CliError("unreadable", Strings.Get("ReleaseUnreadable"), asked, Expected: Strings.Get("ExpectedReadable"), Found: string.Join(", ", result.HeldFiles)),
        _ => new CliError("nothingHeld", Strings.Get("ReleaseNothingHeld"), Expected: result.HeldFiles.Count == 0 ? Strings.Get("ExpectedHeldFeed") : string.Join(" | ", result.HeldFiles), Found: asked),
    });
}
