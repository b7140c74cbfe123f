using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Report;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>compare check|run|explain|score|release</c>: data comparison without a database.</summary>
internal static class CompareCommand
{
    private static readonly Option<string[]> Register = new("--register") { Description = Strings.Get("OptionRegister"), Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Feeds = new("--feeds") { Description = Strings.Get("OptionFeeds"), Required = true };
    private static readonly Option<string> PolicyFile = new("--policy") { Description = Strings.Get("OptionPolicy"), Required = true };
    private static readonly Option<string> AsOf = new("--as-of") { Description = Strings.Get("OptionAsOf"), Required = true };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionRunOut"), Required = true };
    private static readonly Option<string?> Previous = new("--previous") { Description = Strings.Get("OptionPrevious") };
    private static readonly Option<bool> VerifyInputs = new("--verify-inputs") { Description = Strings.Get("OptionVerifyInputs") };
    private static readonly Option<int> Threads = new("--threads") { Description = Strings.Get("OptionThreads"), DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<string?> Memory = new("--memory") { Description = Strings.Get("OptionMemory") };
    private static readonly Option<string?> History = new("--history") { Description = Strings.Get("OptionHistory") };
    private static readonly Option<string?> Data = new("--data") { Description = Strings.Get("OptionReversalData") };
    private static readonly Option<long?> AuditSeed = new("--audit-seed") { Description = Strings.Get("OptionAuditSeed") };
    private static readonly Option<string> RunFolderOption = new("--run") { Description = Strings.Get("OptionRun"), Required = true };
    private static readonly Option<string> Beneficiary = new("--beneficiary") { Description = Strings.Get("OptionBeneficiary"), Required = true };
    private static readonly Option<string> Truth = new("--truth") { Description = Strings.Get("OptionTruth"), Required = true };

    internal static Command Create()
    {
        Threads.Validators.Add(result => CommandContext.RequireRange(result, Threads, 1, 1024));
        Memory.Validators.Add(MemorySize.Require);
        Out.Validators.Add(RequireFolder);
        var run = new Command("run", CommandContext.Help("CompareRunHelp", "compare run --register province/register.csv --feeds province --policy province/policy.yaml --as-of 2026-10-31 --out runs/2026-10-31", "compare run --register province/register.csv --feeds province --policy province/policy.yaml --as-of 2026-11-01 --previous runs/2026-10-31 --out runs/2026-11-01", "compare run --register province/register.csv --feeds province --policy province/policy.yaml --as-of 2026-10-31 --memory 4g --out runs/2026-10-31", "compare run --register province/register.csv --feeds province --policy province/policy.yaml --as-of 2026-10-31 --workers 4 --out runs/2026-10-31", "compare run --register province/register.csv --feeds province --policy province/policy.yaml --as-of 2026-10-31 --engine clickhouse --cluster http://ch1:8123,http://ch2:8123 --out runs/2026-10-31"))
        {
            Register, Feeds, PolicyFile, AsOf, Out, Previous, VerifyInputs, Threads, Memory, History, Data, AuditSeed,
            CompareWorkers.Count, CompareWorkers.Unit, CompareWorkers.Lease,
        };
        CompareWorkers.Validate(run);
        ClusterOption.AddTo(run);
        run.Handle(Run);
        var explain = new Command("explain", CommandContext.Help("CompareExplainHelp", "compare explain --run runs/2026-10-31 --beneficiary 0000000042"))
        {
            RunFolderOption, Beneficiary,
        };
        explain.Handle(Explain);
        var score = new Command("score", CommandContext.Help("CompareScoreHelp", "compare score --run runs/2026-10-31 --truth province/truth.csv"))
        {
            RunFolderOption, Truth,
        };
        score.Handle(Score);
        return new Command("compare", Strings.Get("CompareHelp")) { CompareCheckCommand.Create(), run, CompareWorkCommand.Create(), explain, score, CompareReleaseCommand.Create() };
    }

    /// <summary>A run becomes visible by one rename into the folder above it: the root has none.</summary>
    private static void RequireFolder(OptionResult result)
    {
        if (result.Tokens is [var token] && (string.IsNullOrWhiteSpace(token.Value) || Path.GetDirectoryName(Path.GetFullPath(token.Value)) is null))
        {
            result.AddError($"{Out.Name}: {Strings.Expected} {Strings.Get("ExpectedRunFolder")}, {Strings.Found} '{token.Value}'");
        }
    }

    private static async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var policyFile = parsed.GetRequiredValue(PolicyFile);
        var asOf = ParseDate(parsed.GetRequiredValue(AsOf));
        var request = new CompareRequest(
            parsed.GetRequiredValue(Register),
            parsed.GetRequiredValue(Feeds),
            PolicyCommand.ReadInForce(policyFile, asOf),
            asOf,
            parsed.GetRequiredValue(Out),
            parsed.GetRequiredValue(Threads))
        {
            Page = RunReportPage.Write,
            HistoryDirectory = parsed.GetValue(History),
            Reversals = await ReversalsAsync(parsed.GetValue(Data), cancellation),
            AuditSeed = parsed.GetValue(AuditSeed),
            Previous = parsed.GetValue(Previous),
            VerifyInputs = parsed.GetValue(VerifyInputs),
            MemoryBudgetBytes = parsed.GetValue(Memory) is { } memory ? MemorySize.Parse(memory) : null,
            Cluster = ClusterOption.Of(parsed),
        };
        await using var workers = await CompareWorkers.OpenAsync(parsed, request, cancellation);
        request = workers is null ? request : workers.Share(request);
        using var progress = terminal.Progress();
        using var completed = CommandContext.WithPolicy(policyFile, () => CompareRegister.Execute(request, new ComparisonProgressLine(progress), cancellation));
        progress.Clear();
        terminal.Result(CompareReport.Document(completed), console => CompareReport.Show(completed, console));
        return ExitCode.Positive;
    }

    private static async Task<IReadOnlyList<ReversedDeath>> ReversalsAsync(string? data, CancellationToken cancellation)
    {
        if (data is null)
        {
            return [];
        }

        await using var storage = await DataStore.OpenExistingAsync(data, cancellation);
        return await storage.Reversals.ReadReversalsAsync(cancellation);
    }

    private static int Explain(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        using var run = PublishedRun.Open(parsed.GetRequiredValue(RunFolderOption));
        var id = parsed.GetRequiredValue(Beneficiary);
        var explanation = ExplainDecision.Execute(run, id)
            ?? throw new InputRefused(new CliError("unknownBeneficiary", Strings.Get("UnknownBeneficiary"), Expected: Strings.Get("ExpectedBeneficiary"), Found: Strings.Get("FoundNothing")));
        terminal.Result(ExplainReport.Document(explanation), console => ExplainReport.Show(explanation, console));
        return ExitCode.Positive;
    }

    private static int Score(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var truthPath = parsed.GetRequiredValue(Truth);
        var score = TruthScore.Of(parsed.GetRequiredValue(RunFolderOption), truthPath);
        terminal.Result(score.Document(), score.Show);
        return score.FalseSilent == 0 && score.Missed == 0 ? ExitCode.Positive : ExitCode.Negative;
    }

    internal static DateOnly ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new InputRefused(new CliError("date", Strings.Get("DateWrong"), Expected: "yyyy-MM-dd", Found: text));
}

/// <summary>Progress of the engine as one line with rate and time left.</summary>
internal sealed class ComparisonProgressLine(ProgressLine line) : IProgress<ComparisonProgress>
{
    private const long Megabyte = 1_000_000;

    public void Report(ComparisonProgress value) =>
        line.Report(Phase(value), value.BytesDone / Megabyte, value.BytesTotal / Megabyte, "MB");

    private static string Phase(ComparisonProgress value)
    {
        var phase = Strings.Get($"Phase{value.Phase}");
        return value.Passes > 1 ? Strings.Format("PhaseInPass", phase, value.Pass, value.Passes) : phase;
    }
}
