using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>compare check</c>: how described files would be understood, and what would be refused, before a run.</summary>
internal static class CompareCheckCommand
{
    private const int MostRows = 1000;

    private static readonly Option<string> Feeds = new("--feeds") { Description = Strings.Get("OptionFeeds"), Required = true };
    private static readonly Option<string[]> Register = new("--register") { Description = Strings.Get("OptionCheckRegister"), AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Rows = new("--rows") { Description = Strings.Get("OptionCheckRows"), DefaultValueFactory = _ => 5 };
    private static readonly Option<bool> All = new("--all") { Description = Strings.Get("OptionCheckAll") };
    private static readonly Option<string?> AsOf = new("--as-of") { Description = Strings.Get("OptionCheckAsOf") };

    private static readonly Option<string?> PolicyFile = new("--policy") { Description = Strings.Get("OptionCheckPolicy") };

    internal static Command Create()
    {
        Rows.Validators.Add(result => CommandContext.RequireRange(result, Rows, 0, MostRows));
        var check = new Command("check", CommandContext.Help(
            "CompareCheckHelp",
            "compare check --feeds province",
            "compare check --feeds province --policy province/policy.yaml --as-of 2026-10-31",
            "compare check --feeds province --register province/register.csv --rows 3 --all --as-of 2026-10-31"))
        {
            Feeds, Register, PolicyFile, Rows, All, AsOf,
        };
        check.Handle(Check);
        return check;
    }

    private static int Check(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        DateOnly? day = parsed.GetValue(AsOf) is { } asOf ? CompareCommand.ParseDate(asOf) : null;
        var policy = PolicyOf(parsed.GetValue(PolicyFile), day ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime));
        var request = new FeedCheckRequest
        {
            FeedsDirectory = parsed.GetRequiredValue(Feeds),
            Registers = parsed.GetValue(Register) ?? [],
            Rows = parsed.GetValue(Rows),
            All = parsed.GetValue(All),
            AsOf = day,
            Objections = policy is null ? null : descriptor => SourceAgreement.FaultsOf(descriptor, policy),
        };
        using var progress = terminal.Progress();
        var report = FeedCheck.Run(request, new ComparisonProgressLine(progress), cancellation);
        progress.Clear();
        terminal.Result(CompareCheckReport.Document(report), console => CompareCheckReport.Show(report, policy is not null, console));
        return report.Errors.Count > 0 ? ExitCode.InputRefused : ExitCode.Positive;
    }

    /// <summary>The policy that a run of the day would take, refused as a run refuses it; null: none is asked for.</summary>
    private static Policy? PolicyOf(string? file, DateOnly day) => file is null ? null : CommandContext.WithPolicy(file, () =>
    {
        var policy = PolicyText.LoadOrRefuse(PolicyCommand.ReadInForce(file, day));
        policy.Bind([], day);
        return policy;
    });
}
