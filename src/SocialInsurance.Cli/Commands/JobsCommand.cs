using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Storage;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>jobs list|run</c>: what <c>serve</c> runs by the clock, looked at and run by hand.</summary>
internal static class JobsCommand
{
    internal static Command Create() => new("jobs", Strings.Get("JobsHelp")) { CreateList(), CreateRun() };

    private static Command CreateList()
    {
        var list = new Command("list", CommandContext.Help("JobsListHelp", "jobs list --data sicert-data", "jobs list --data sicert-data --json")) { AuditCommand.Data };
        list.Handle(async (parsed, terminal, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(AuditCommand.Data);
            await using var storage = await DataStore.OpenExistingAsync(folder, cancellation);
            var (jobs, offset) = JobsOf(storage, folder);
            var lease = await storage.Jobs.FindLeaseAsync(cancellation);
            var now = TimeProvider.System.GetStoredNow();
            var leads = lease is not null && lease.Until > now;
            var newest = (await storage.Jobs.ListNewestAsync(cancellation)).ToDictionary(run => run.Code);
            var rows = jobs.Select(job => new JobRow(job.Plan, newest.GetValueOrDefault(job.Plan.Code), job.Plan.Schedule.After(job.Plan.Schedule.AtOrBefore(now, offset), offset))).ToList();
            terminal.Result(
                new { leader = leads ? lease!.Holder : null, leaseUntil = leads ? lease!.Until : (DateTimeOffset?)null, jobs = rows.Select(Document) },
                console => Show(rows, leads ? lease!.Holder : null, offset, console));
            return ExitCode.Positive;
        });
        return list;
    }

    private static Command CreateRun()
    {
        var code = new Argument<string>("CODE") { Description = Strings.Get("ArgumentJob") };
        var run = new Command("run", CommandContext.Help("JobsRunHelp", "jobs run reminders --data sicert-data", "jobs run comparison --data sicert-data --json")) { code, AuditCommand.Data };
        run.Handle(async (parsed, terminal, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(AuditCommand.Data);
            await using var storage = await DataStore.OpenExistingAsync(folder, cancellation);
            var (jobs, offset) = JobsOf(storage, folder);
            var asked = parsed.GetRequiredValue(code);
            var job = jobs.FirstOrDefault(one => one.Plan.Code == asked) ?? throw new InputRefused(new CliError(
                "unknownJob", Strings.Get("UnknownJob"), Expected: string.Join(", ", jobs.Select(one => one.Plan.Code)), Found: asked));
            var begun = await storage.Jobs.BeginByHandAsync(job.Plan.Code, TimeProvider.System.GetStoredNow(), cancellation);
            // by hand there is one try, and whoever asked decides about another
            var ended = await RunJob.ExecuteAsync(new OneTry(job), begun, offset, TimeProvider.System, cancellation);
            await storage.Jobs.EndAsync(ended, CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            terminal.Result(
                Document(new JobRow(job.Plan, ended, job.Plan.Schedule.After(job.Plan.Schedule.AtOrBefore(ended.StartedAt, offset), offset))),
                console => console.MarkupLine(Markup.Escape(Strings.Format(ended.State == JobState.Done ? "JobDone" : "JobFailed", ended.Code, ended.Fault ?? CountsOf(ended)))));
            return ended.State == JobState.Done ? ExitCode.Positive : ExitCode.Negative;
        });
        return run;
    }

    private static (IReadOnlyList<IJob> Jobs, TimeSpan LocalOffset) JobsOf(PlatformStorage storage, string folder)
    {
        var ports = ServePorts.Of(storage, folder, TimeProvider.System);
        return (PlatformJobs.Of(ports, TimeProvider.System), ports.LocalOffset);
    }

    private static object Document(JobRow row) => new
    {
        code = row.Plan.Code,
        schedule = row.Plan.Schedule.ToString(),
        catchUp = JsonNamingPolicy.CamelCase.ConvertName(row.Plan.CatchUp.ToString()),
        nextSlot = row.Next,
        state = row.Newest is { } newest ? JsonNamingPolicy.CamelCase.ConvertName(newest.State.ToString()) : null,
        slot = row.Newest?.Slot,
        startedAt = row.Newest?.StartedAt,
        endedAt = row.Newest?.EndedAt,
        tries = row.Newest?.Tries,
        nextTryAt = row.Newest?.NextTryAt,
        fault = row.Newest?.Fault,
        counts = row.Newest?.Counts,
    };

    private static void Show(IReadOnlyList<JobRow> rows, string? leader, TimeSpan offset, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(
            Strings.Get("ColumnJob"), Strings.Get("ColumnSchedule"), Strings.Get("ColumnNextSlot"), Strings.Get("ColumnLastRun"), Strings.Get("ColumnState"), Strings.Get("ColumnResult"));
        foreach (var row in rows)
        {
            table.AddRow(
                row.Plan.Code,
                row.Plan.Schedule.ToString()!,
                Local(row.Next, offset),
                row.Newest is { } newest ? Local(newest.StartedAt, offset) : "-",
                row.Newest is { } run ? Strings.Get($"JobState{run.State}") : "-",
                Markup.Escape(row.Newest is { } last ? last.Fault ?? CountsOf(last) : "-"));
        }

        console.Write(table);
        console.MarkupLine(Markup.Escape(leader is null ? Strings.Get("JobsNoLeader") : Strings.Format("JobsLeader", leader)));
    }

    private static string Local(DateTimeOffset instant, TimeSpan offset) => instant.ToOffset(offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string CountsOf(JobRun run) => string.Join(", ", run.Counts.Select(count => CommandContext.Invariant($"{count.Key} {count.Value}")));

    private sealed record JobRow(JobPlan Plan, JobRun? Newest, DateTimeOffset Next);

    private sealed class OneTry(IJob job) : IJob
    {
        public JobPlan Plan { get; } = job.Plan with { MaximumTries = 1 };

        public Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken) => job.RunAsync(turn, cancellationToken);
    }
}
