using System.Diagnostics;
using System.Text.Json;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>compare run</c> prints.</summary>
internal static class CompareReport
{
    internal static object Document(CompletedRun run) => new
    {
        beneficiaries = run.Comparison.State.SubjectCount,
        records = new { read = run.Comparison.RecordsRead, accepted = run.Comparison.RecordsAccepted, rejected = run.Comparison.RecordsRejected, held = run.Comparison.RecordsHeld },
        unreadable = run.Comparison.Files.Where(f => f.Unreadable is not null).ToDictionary(f => f.File, f => f.Unreadable),
        outcomes = Outcomes(run.Counts),
        findings = Findings(run.Counts),
        feeds = Feeds(run).Select(f => new
        {
            name = f.Source,
            held = f.IsHeld,
            reason = BrakeReport.Reason(f),
            f.File,
            f.Read,
            f.Accepted,
            f.Rejected,
            f.Matched,
            f.NameDisagreed,
            f.UnmatchedTerminal,
            brake = f.Brake?.Decision,
            sameContentAs = BrakeReport.SameContent(f),
            unreadable = BrakeReport.Unreadable(f),
            missing = f.Brake?.Missing,
            release = f.Brake?.Release is { } release ? new { release.Reason, release.By, release.RecordedAt } : null,
        }),
        brake = BrakeReport.Document(run),
        auditSample = new { random = run.AuditSample.RandomCount, riskWeighted = run.AuditSample.RiskWeightedCount, silentPasses = run.AuditSample.SilentPasses },
        links = new
        {
            records = run.Comparison.State.Links.Counts.Records,
            candidates = run.Comparison.State.Links.Counts.Candidates,
            possible = run.Comparison.State.Links.All.Count(l => !l.IsFaint),
            faint = run.Comparison.State.Links.All.Count(l => l.IsFaint),
            elapsedMs = run.Comparison.LinkageMs,
        },
        memory = new { run.Comparison.Memory.BudgetBytes, run.Comparison.Memory.EstimatedBytes, run.Comparison.Memory.Passes, run.Comparison.Memory.OnDisk },
        work = run.Comparison.Work is { } work ? new { work.Units, work.TakenOver, work.TakenUp, work.SharedMs } : null,
        cluster = run.Comparison.Cluster,
        incremental = Incremental(run.Comparison.Incremental, run.HistoryWithoutPrevious),
        policy = $"{run.Policy.Policy.Stamp.Id}@{run.Policy.Policy.Stamp.Version}",
        policySha256 = run.Policy.Policy.Stamp.Digest,
        absentSources = run.Policy.AbsentSources,
        unclaimedFiles = run.Comparison.Unclaimed,
        goneDeliveries = run.Comparison.Gone,
        elapsedMs = run.ElapsedMs,
        peakRssBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        stateDigest = run.Comparison.StateDigest,
        linksDigest = run.Comparison.LinksDigest,
        decisionsDigest = run.DecisionsDigest,
        run = run.Folder,
    };

    private static object Incremental(IncrementalReport report, string? historyWithoutPrevious) => new
    {
        report.Used,
        reason = report.Reason == IncrementalReason.None ? null : JsonNamingPolicy.CamelCase.ConvertName(report.Reason.ToString()),
        report.FilesReused,
        report.FilesRead,
        report.FilesRecounted,
        report.SubjectsRecomputed,
        report.LinksReused,
        historyWithoutPrevious,
    };

    private static string Words(IncrementalReport report) => report.Used
        ? Strings.Format("IncrementalUsed", Number(report.FilesReused), Number(report.FilesRead), Number(report.FilesRecounted), Number(report.SubjectsRecomputed))
        : Strings.Format("IncrementalNotUsed", Strings.Get($"Incremental{report.Reason}"));

    internal static Dictionary<string, int> Outcomes(DecisionCounts counts) =>
        Enum.GetValues<EligibilityOutcome>().ToDictionary(o => o.ToString(), o => counts[o]);

    internal static Dictionary<string, int> Findings(DecisionCounts counts) =>
        Enum.GetValues<FindingKind>().Where(f => f != FindingKind.None).ToDictionary(f => f.ToString(), f => counts[f]);

    internal static IEnumerable<FileCounts> Feeds(CompletedRun run) => run.Comparison.Files.Skip(run.Comparison.RegisterFileCount);

    internal static void Show(CompletedRun run, IAnsiConsole console)
    {
        var outcomes = new BarChart().Width(70).Label(Strings.Get("OutcomesTitle")).LeftAlignLabel();
        foreach (var (outcome, colour) in new[] { (EligibilityOutcome.Certified, Color.Green), (EligibilityOutcome.NotDue, Color.Blue), (EligibilityOutcome.FaceRequired, Color.Yellow), (EligibilityOutcome.Review, Color.Red) })
        {
            outcomes.AddItem(Strings.Get($"Outcome{outcome}"), run.Counts[outcome], colour);
        }

        console.Write(outcomes);
        console.WriteLine();
        var findings = new Table().Border(TableBorder.Simple);
        findings.AddColumn(Strings.Get("ColumnFinding"));
        findings.AddColumn(new TableColumn(Strings.Get("ColumnPeople")).RightAligned());
        foreach (var finding in Enum.GetValues<FindingKind>().Where(f => f != FindingKind.None && run.Counts[f] > 0))
        {
            findings.AddRow(Strings.Get($"Finding{finding}"), Number(run.Counts[finding]));
        }

        console.Write(findings);
        console.Write(FeedTable(run));
        Warn(run, console);
        BrakeReport.Show(run, console);
        var links = run.Comparison.State.Links;
        console.MarkupLine(Markup.Escape(Strings.Format(
            "LinkSummary", Number(links.Counts.Records), Number(links.Counts.Candidates), Number(links.All.Count(l => !l.IsFaint)), Number(run.Comparison.LinkageMs))));
        if (run.Comparison.Work is { } work)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("RunByWorkers", Number(work.Units), Number(work.TakenOver)) + (work.TakenUp ? $"; {Strings.Get("RunTakenUp")}" : string.Empty)));
        }
        else if (run.Comparison.Memory is { OnDisk: true } memory)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("RunInPasses", Number(memory.EstimatedBytes >> 20), Number(memory.BudgetBytes >> 20), memory.Passes)));
        }

        if (run.Comparison.Cluster is { } cluster)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("ClusterUsed", cluster.Shards, Number(cluster.FilesSent), Number(cluster.RowsSent), Number(cluster.FilesKnown))));
        }

        if (run.Comparison.Incremental.Reason != IncrementalReason.NoPrevious)
        {
            console.MarkupLine(Markup.Escape(Words(run.Comparison.Incremental)));
            if (run.Comparison.Incremental.Used && run.HistoryWithoutPrevious is { } history)
            {
                console.MarkupLine(Markup.Escape(Strings.Format("IncrementalElsewhere", history)));
            }
        }

        console.MarkupLine(Markup.Escape(Strings.Format("RunPublished", run.Folder, Number(run.ElapsedMs), Number((long)(run.Comparison.RecordsRead / Math.Max(0.001, run.ElapsedMs / 1000.0))))));
    }

    /// <summary>What was not read, or not understood.</summary>
    private static void Warn(CompletedRun run, IAnsiConsole console)
    {
        IEnumerable<string> unclaimed = run.Comparison.Unclaimed.Count == 0 ? [] : [Strings.Format("ReportUnclaimed", InputWarnings.Unclaimed(run.Comparison, Strings.Language))];
        IEnumerable<string> absent = run.Policy.AbsentSources.Count == 0 ? [] : [Strings.Format("ReportAbsent", string.Join("、", run.Policy.AbsentSources))];
        foreach (var line in InputWarnings.Of(run.Comparison, Strings.Language).Concat(unclaimed).Concat(absent))
        {
            console.MarkupLine($"[yellow]{Markup.Escape(line)}[/]");
        }
    }

    private static Table FeedTable(CompletedRun run)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get("ColumnFile"));
        foreach (var column in new[] { "ColumnRead", "ColumnAccepted", "ColumnRejected", "ColumnMatched", "ColumnUnmatchedTerminal" })
        {
            table.AddColumn(new TableColumn(Strings.Get(column)).RightAligned());
        }

        foreach (var file in run.Comparison.Files)
        {
            table.AddRow(Markup.Escape(file.File), Number(file.Read), Number(file.Accepted), Number(file.Rejected), Number(file.Matched), Number(file.UnmatchedTerminal));
        }

        return table;
    }

    internal static string Number(long value) => CommandContext.Invariant($"{value:N0}");
}
