using System.Globalization;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Service.Scheduling;

/// <summary>
/// The comparison run of a night: compared into a folder of its own, then recorded. A night that is in the books is not run again; one that
/// was published and not recorded is run anew beside it, because a run is recorded from its evidence and not from its files.
/// </summary>
internal sealed class ComparisonJob(NightlyComparison nightly, IEligibilityStore store, TimeProvider clock)
{
    private const int MostFolders = 100;

    internal async Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken)
    {
        var (name, recordedBefore) = await FindNameAsync(turn.SlotDay, cancellationToken);
        if (recordedBefore)
        {
            return PlatformJobs.Counts(("alreadyRecorded", 1));
        }

        var reversals = nightly.Reversals is { } reader ? await reader.ReadReversalsAsync(cancellationToken) : [];
        var request = new CompareRequest(
            nightly.Registers, nightly.FeedsFolder, nightly.Policy(turn.SlotDay), turn.SlotDay, Path.Combine(nightly.RunsFolder, name), nightly.Threads)
        {
            Page = nightly.Page,
            Reversals = reversals,
        };
        // hours of computing belong to no thread of the web server's
        using var completed = await Task.Factory.StartNew(
            () => CompareRegister.Execute(request, progress: null, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var recorded = await new RecordRun(store, clock).ExecuteAsync(new RunId(name), completed, progress: null, cancellationToken);
        return recorded.Decisions.Refusal is { } refusal
            ? throw new InvalidOperationException($"the run of a night could not be recorded: {refusal.Code}")
            : PlatformJobs.Counts(
                ("beneficiaries", completed.Comparison.State.SubjectCount),
                ("heldFiles", completed.Comparison.Files.Count(file => file.IsHeld)),
                ("casesOpened", recorded.Decisions.CasesOpened));
    }

    private async Task<(string Name, bool IsRecorded)> FindNameAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var stem = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await using var work = await store.BeginAsync(cancellationToken);
        for (var number = 1; number <= MostFolders; number++)
        {
            var name = number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (await work.Decisions.FindRunAsync(new RunId(name), cancellationToken) is not null)
            {
                return (name, true);
            }

            if (!Directory.Exists(Path.Combine(nightly.RunsFolder, name)))
            {
                return (name, false);
            }
        }

        throw new InvalidOperationException($"{nightly.RunsFolder}: {MostFolders} runs of one day that nobody recorded.");
    }
}
