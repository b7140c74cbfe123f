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
    private static readonly Option<string> Reason = new("--reason") { Description = Strings.Get("OptionReleaseReason"), Required = true };
    private static readonly Option<string> By = new("--by") { Description = Strings.Get("OptionReleaseBy"), Required = true };
    private static readonly Option<string> History = new("--history") { Description = Strings.Get("OptionReleaseHistory"), Required = true };

    internal static Command Create()
    {
        var release = new Command("release", CommandContext.Help(
            "CompareReleaseHelp",
            "compare release --feed cremation --reason \"backlog of September\" --by clerk-12 --history runs",
            "compare release --feed cremation --file cremation_20261031.csv --reason \"backlog of September\" --by clerk-12 --history runs"))
        {
            Feed, HeldFile, Reason, By, History,
        };
        release.Handle(Release);
        return release;
    }

    private static int Release(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var feed = parsed.GetRequiredValue(Feed);
        var result = new ReleaseFeed(TimeProvider.System).Execute(
            parsed.GetRequiredValue(History), feed, parsed.GetValue(HeldFile), parsed.GetRequiredValue(Reason), parsed.GetRequiredValue(By));
        var release = result.Release ?? throw Refusal(result, parsed.GetValue(HeldFile) ?? feed);
        terminal.Result(
            new { feed, file = release.File, letsGo = release.LetsGo, sha256 = release.Sha256, reason = release.Reason, by = release.By, recordedAt = release.RecordedAt, status = result.Status },
            console => console.MarkupLine(Markup.Escape(Text(result.Status, release))));
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
