using System.Globalization;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>A comparison run every night, as its operator configured it.</summary>
/// <param name="At">local time</param>
/// <param name="RunsFolder">published runs; one folder a night</param>
/// <param name="Policy">the text of the policy in force on a day</param>
/// <param name="Threads">1..1024</param>
public sealed record NightlyComparison(
    TimeOnly At, IReadOnlyList<string> Registers, string FeedsFolder, string RunsFolder, Func<DateOnly, byte[]> Policy, int Threads)
{
    /// <summary>Writes the page of a run; null: none.</summary>
    public Func<RunReport, byte[]>? Page { get; init; }

    /// <summary>Records that caseworkers found wrong, for the brake.</summary>
    public IReversalReader? Reversals { get; init; }
}

/// <summary>What a night did.</summary>
/// <param name="AlreadyRecorded">the night is in the books: nothing was run</param>
public readonly record struct NightRound(bool AlreadyRecorded, int Beneficiaries, int HeldFiles, int CasesOpened);

/// <summary>
/// The comparison run of a night: compared into a folder of its own, then recorded. A night that is in the books is not run again; one that
/// was published and not recorded is run anew beside it, because a run is recorded from its evidence and not from its files.
/// </summary>
public sealed class CompareAtNight(NightlyComparison nightly, IEligibilityStore store, TimeProvider time)
{
    private const int MostFolders = 100;

    /// <param name="day">local day of the slot: the run's as-of date</param>
    /// <exception cref="InvalidOperationException">the run could not be recorded</exception>
    public async Task<NightRound> ExecuteAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var (name, isRecorded) = await FindNameAsync(day, cancellationToken);
        if (isRecorded)
        {
            return new NightRound(true, 0, 0, 0);
        }

        var request = new CompareRequest(
            nightly.Registers, nightly.FeedsFolder, nightly.Policy(day), day, Path.Combine(nightly.RunsFolder, name), nightly.Threads)
        {
            Page = nightly.Page,
            Reversals = nightly.Reversals is { } reader ? await reader.ReadReversalsAsync(cancellationToken) : [],
        };
        // minutes of computing belong to no thread of the pool
        using var completed = await Task.Factory.StartNew(
            () => CompareRegister.Execute(request, progress: null, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var recorded = await new RecordRun(store, time).ExecuteAsync(new RunId(name), completed, progress: null, cancellationToken);
        return recorded.Decisions.Refusal is { } refusal
            ? throw new InvalidOperationException($"the run of a night could not be recorded: {refusal.Code}")
            : new NightRound(false, completed.Comparison.State.SubjectCount, completed.Comparison.Files.Count(file => file.IsHeld), recorded.Decisions.CasesOpened);
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
