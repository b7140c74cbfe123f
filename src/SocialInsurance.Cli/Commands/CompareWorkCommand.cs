using System.CommandLine;
using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Storage.Work;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>compare work</c>: a worker of a run that another process leads, here or on another machine.</summary>
internal static class CompareWorkCommand
{
    /// <summary>Ends with its standard input and waits for runs until then: how <c>compare run</c> starts its own workers.</summary>
    internal static readonly Option<bool> Tethered = new("--tethered") { Hidden = true };

    private static readonly Option<string> Run = new("--run") { Description = Strings.Get("OptionWorkRun"), Required = true };
    private static readonly Option<string?> Feeds = new("--feeds") { Description = Strings.Get("OptionWorkFeeds") };
    private static readonly Option<int> Threads = new("--threads") { Description = Strings.Get("OptionWorkThreads"), DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Wait = new("--wait") { Description = Strings.Get("OptionWorkWait"), DefaultValueFactory = _ => 60 };

    private const long Megabyte = 1_000_000;

    internal static Command Create()
    {
        Threads.Validators.Add(result => CommandContext.RequireRange(result, Threads, 1, 1024));
        Wait.Validators.Add(result => CommandContext.RequireRange(result, Wait, 1, 86400));
        var work = new Command("work", CommandContext.Help("CompareWorkHelp", "compare work --run /shared/runs/2026-10-31", "compare work --run /mnt/runs/2026-10-31 --feeds /mnt/province --threads 8"))
        {
            Run, Feeds, Threads, Wait, Tethered,
        };
        work.Handle(WorkAsync);
        return work;
    }

    private static async Task<int> WorkAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var isTethered = parsed.GetValue(Tethered);
        if (isTethered)
        {
            _ = CancelWithInputAsync(end);
        }

        await using var book = await CompareWorkers.OpenBookAsync(cancellation);
        using var progress = terminal.Progress();
        var bytes = new BytesRead(progress);
        var options = new WorkerOptions
        {
            RunDirectory = parsed.GetRequiredValue(Run),
            Leases = place => Open(place, book, end.Token),
            Name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}"),
            Threads = parsed.GetValue(Threads),
            FeedsDirectory = parsed.GetValue(Feeds),
            Patience = TimeSpan.FromSeconds(parsed.GetValue(Wait)),
            StaysOn = isTethered,
            Bytes = isTethered ? null : bytes,
        };
        try
        {
            return Report(ComparisonWorker.Run(options, end.Token), bytes, terminal, progress);
        }
        catch (OperationCanceledException) when (isTethered)
        {
            return ExitCode.Positive;
        }
    }

    private static int Report(WorkerReport report, BytesRead bytes, Terminal terminal, ProgressLine progress)
    {
        progress.Clear();
        var words = report.Runs == 0 ? Strings.Get("WorkNoRun")
            : report.LeaderGone ? Strings.Get("WorkLeaderGone")
            : Strings.Format("WorkDone", report.Units, bytes.Total / Megabyte, report.Lost);
        terminal.Result(new { report.Runs, report.Units, report.Lost, report.LeaderGone, bytes = bytes.Total }, console => console.WriteLine(words));
        return report.Runs > 0 && !report.LeaderGone ? ExitCode.Positive : ExitCode.Negative;
    }

    private static IUnitLeases Open(WorkPlace place, PostgresLeaseBook? book, CancellationToken cancellation) => (place.Coordinator, book) switch
    {
        (CompareWorkers.ByFiles, _) => new FileLeases(place.LeasesFolder, place.LeaseDuration, isLeader: false),
        (CompareWorkers.ByPostgres, { } leases) => leases.Open(place, place.LeaseDuration, isLeader: false, cancellation),
        _ => throw new InputRefused(new CliError("coordinator", Strings.Get("WorkNotConfigured"), Expected: PostgresLeaseBook.ConnectionVariable, Found: Strings.Get("FoundNothing"))),
    };

    private static async Task CancelWithInputAsync(CancellationTokenSource end)
    {
        await using var input = Console.OpenStandardInput();
        var nothing = new byte[64];
        while (await input.ReadAsync(nothing, end.Token) > 0)
        {
            // whoever started this worker has nothing to say but that it is there
        }

        await end.CancelAsync();
    }

    /// <summary>Bytes of all units as one line with a rate; how much is left the leader knows.</summary>
    private sealed class BytesRead(ProgressLine line) : IProgress<long>
    {
        private long _total;

        internal long Total => Interlocked.Read(ref _total);

        public void Report(long value) => line.Report(Strings.Get("PhaseWork"), Interlocked.Add(ref _total, value) / Megabyte, 0, "MB");
    }
}
