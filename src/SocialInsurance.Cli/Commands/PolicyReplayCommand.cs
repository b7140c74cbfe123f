using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>policy replay</c>: who would be decided otherwise, on the evidence that a run has stored.</summary>
internal static class PolicyReplayCommand
{
    private const int ShownChanges = 20;

    /// <summary>A list beyond this is for a file, not for a document in memory.</summary>
    private const int DefaultLimit = 1_000_000;

    private static readonly Option<string> Run = new("--run") { Description = Strings.Get("OptionRun"), Required = true };
    private static readonly Option<int> Limit = new("--limit") { Description = Strings.Get("OptionReplayLimit"), DefaultValueFactory = _ => DefaultLimit };
    private static readonly Option<string?> Changes = new("--changes") { Description = Strings.Get("OptionReplayChanges") };
    private static readonly Option<int> Sample = new("--sample") { Description = Strings.Get("OptionReplaySample"), DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Seed = new("--seed") { Description = Strings.Get("OptionReplaySeed"), DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> ValuesOn = new("--values-on") { Description = Strings.Get("OptionReplayValuesOn") };
    private static readonly Option<int> Threads = new("--threads") { Description = Strings.Get("OptionThreads"), DefaultValueFactory = _ => Environment.ProcessorCount };

    internal static Command Create()
    {
        var before = new Argument<string>("A") { Description = Strings.Get("ArgumentPolicyBefore") };
        var after = new Argument<string>("B") { Description = Strings.Get("ArgumentPolicyAfter") };
        Limit.Validators.Add(result => CommandContext.RequireRange(result, Limit, 0, int.MaxValue));
        Sample.Validators.Add(result => CommandContext.RequireRange(result, Sample, 0, 1000));
        Threads.Validators.Add(result => CommandContext.RequireRange(result, Threads, 1, 1024));
        var help = CommandContext.Help(
            "PolicyReplayHelp", "policy replay old.yaml new.yaml --run runs/2026-10-31", "policy replay old.yaml new.yaml --run runs/2026-10-31 --limit 100 --changes changes.csv --json");
        var replay = new Command("replay", help) { before, after, Run, Limit, Changes, Sample, Seed, ValuesOn, Threads };
        replay.Handle((parsed, terminal, cancellation) =>
        {
            var (from, to) = (PolicyCommand.LoadOrRefuse(parsed.GetRequiredValue(before), isKept: true), PolicyCommand.LoadOrRefuse(parsed.GetRequiredValue(after)));
            using var run = PublishedRun.Open(parsed.GetRequiredValue(Run));
            var valuesOn = parsed.GetValue(ValuesOn) is { } day ? CompareCommand.ParseDate(day) : run.ReplayDay(from, to);
            CommandContext.WithPolicy(parsed.GetRequiredValue(before), () => run.Bind(from, valuesOn));
            CommandContext.WithPolicy(parsed.GetRequiredValue(after), () => run.Bind(to, valuesOn));
            var result = Execute(parsed, run, from, to, valuesOn, terminal, cancellation);
            terminal.Result(Document(result, from, to, run, valuesOn), console => Show(result, valuesOn, console));
            return ExitCode.Positive;
        });
        return replay;
    }

    private static ReplayResult Execute(ParseResult parsed, PublishedRun run, Policy from, Policy to, DateOnly valuesOn, Terminal terminal, CancellationToken cancellation)
    {
        var limit = terminal.Json ? parsed.GetRequiredValue(Limit) : Math.Min(ShownChanges, parsed.GetRequiredValue(Limit));
        var options = new ReplayOptions(limit, parsed.GetRequiredValue(Sample), parsed.GetRequiredValue(Seed), parsed.GetRequiredValue(Threads));
        return parsed.GetValue(Changes) is { } path
            ? ReplayFile.Write(path, stream => Replay(run, from, to, valuesOn, options with { Changes = stream }, terminal, cancellation))
            : Replay(run, from, to, valuesOn, options, terminal, cancellation);
    }

    /// <summary>Replays with progress on standard error.</summary>
    /// <param name="valuesOn">day whose dated values both policies take</param>
    internal static ReplayResult Replay(PublishedRun run, Policy from, Policy to, DateOnly valuesOn, ReplayOptions options, Terminal terminal, CancellationToken cancellation)
    {
        using var line = terminal.Progress();
        var (phase, unit) = (Strings.Get("PhaseReplaying"), Strings.Get("UnitPeople"));
        var progress = new PeopleProgress(done => line.Report(phase, done, run.State.SubjectCount, unit));
        return ReplayPolicy.Execute(run, run.Bind(from, valuesOn), run.Bind(to, valuesOn), options, progress, cancellation);
    }

    private static object Document(ReplayResult result, Policy from, Policy to, PublishedRun run, DateOnly valuesOn) => new
    {
        people = result.People,
        changedPeople = result.Changed,
        truncated = result.Changes.Count < result.Changed,
        asOf = run.Manifest.AsOf,
        valuesOn,
        before = $"{from.Stamp.Id}@{from.Stamp.Version}",
        after = $"{to.Stamp.Id}@{to.Stamp.Version}",
        moves = result.Outcomes(changedOnly: true).Select(m => new { from = m.Move.From, to = m.Move.To, people = m.People }),
        matrix = result.Matrix.Select(m => new { fromRule = m.From.Code, from = m.From.Outcome, toRule = m.To.Code, to = m.To.Outcome, people = m.People, changed = m.IsChange }),
        cases = result.Cases.Select(c => new { beneficiary = c.BeneficiaryId, before = Side(c.Before), after = Side(c.After) }),
        changed = result.Changes.Select(c => new { beneficiary = c.BeneficiaryId, from = c.From.Outcome, to = c.To.Outcome, fromRule = c.From.Code, toRule = c.To.Code }),
    };

    private static object Side(ReplaySide side) => new
    {
        outcome = side.Decision.Outcome,
        rule = side.Decision.RuleCode,
        finding = side.Decision.Finding,
        reason = side.Reason.Chinese,
        reasonEnglish = side.Reason.English,
        evidenceSource = side.Source,
        evidenceDate = side.On,
    };

    internal static void Show(ReplayResult result, DateOnly valuesOn, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format("ReplaySummary", CompareReport.Number(result.People), CompareReport.Number(result.Changed))));
        console.MarkupLine(Markup.Escape(Strings.Format("ReplayValuesOn", valuesOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnFrom"), Strings.Get("ColumnTo"), Strings.Get("ColumnPeople"));
        foreach (var move in result.Matrix.Where(m => m.IsChange).OrderByDescending(m => m.People))
        {
            table.AddRow(Rule(move.From), Rule(move.To), CompareReport.Number(move.People));
        }

        console.Write(table);
        foreach (var one in result.Cases)
        {
            console.MarkupLine(Markup.Escape($"{one.BeneficiaryId}\n  - [{one.Before.Decision.RuleCode}] {ExplainReport.TextOf(one.Before.Reason)}\n  + [{one.After.Decision.RuleCode}] {ExplainReport.TextOf(one.After.Reason)}"));
        }
    }

    private static string Rule(PolicyRule rule) => Markup.Escape($"{rule.Code} {Strings.Get($"Outcome{rule.Outcome}")}");

    private sealed class PeopleProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}

/// <summary>A file that is there whole or not at all.</summary>
internal static class ReplayFile
{
    internal static T Write<T>(string path, Func<Stream, T> write)
    {
        var partial = path + ".partial";
        try
        {
            T result;
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                result = write(stream);
            }

            File.Move(partial, path, overwrite: true);
            return result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("unwritable", Strings.Get("FileUnwritable"), path, Expected: Strings.Get("ExpectedWritableFile"), Found: fault.GetType().Name));
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }
}
