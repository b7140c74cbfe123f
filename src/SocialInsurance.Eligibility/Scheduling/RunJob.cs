using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>Runs a job once and says how the run ended; writes nothing down.</summary>
public static class RunJob
{
    /// <summary>Stands for a run that was stopped because this instance shuts down or no longer leads.</summary>
    public const string Interrupted = "Interrupted";

    /// <param name="begun">as the book has it</param>
    public static async Task<JobRun> ExecuteAsync(IJob job, JobRun begun, TimeSpan localOffset, TimeProvider time, CancellationToken stop)
    {
        var turn = new JobTurn(begun.Slot, DayOf(begun.Slot, localOffset), DayOf(time.GetStoredNow(), localOffset));
        try
        {
            var counts = await job.RunAsync(turn, stop);
            return begun with { State = JobState.Done, EndedAt = time.GetStoredNow(), NextTryAt = null, Counts = counts, Fault = null };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // no fault of the job: the next leader begins at once, and the try does not count
            var now = time.GetStoredNow();
            return begun with { State = JobState.Failed, Tries = begun.Tries - 1, EndedAt = now, NextTryAt = now, Fault = Interrupted };
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            var now = time.GetStoredNow();
            var givenUp = begun.Tries >= job.Plan.MaximumTries;
            return begun with
            {
                State = givenUp ? JobState.GivenUp : JobState.Failed,
                EndedAt = now,
                NextTryAt = givenUp ? null : now + JobTimetable.WaitAfter(begun.Tries),
                Fault = fault.GetType().Name,
            };
        }
    }

    private static DateOnly DayOf(DateTimeOffset instant, TimeSpan localOffset) => DateOnly.FromDateTime(instant.ToOffset(localOffset).DateTime);
}
