using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>What a round did; a case that moved meanwhile counts for nothing.</summary>
public readonly record struct DueCaseRound(int Escalated, int Continued);

/// <summary>
/// Cases whose time has come: one whose deadline passed is shown to the supervisor first, one whose pause is over goes on. No case is closed
/// and no payment touched. What the queue says is only a hint: each case is looked at under the lock.
/// </summary>
public sealed class MoveDueCases(ICaseReader reader, HandleCase handle, CaseSurroundings surroundings, TimeProvider time)
{
    private const int BatchSize = 200;

    public async Task<DueCaseRound> ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var today = surroundings.LocalDay(now);
        var round = default(DueCaseRound);
        var before = new HashSet<CaseId>();
        for (IReadOnlyList<CaseId> batch = [default]; batch.Count > 0;)
        {
            // what could not be moved is not asked for for ever
            batch = [.. (await reader.ListDueAsync(now, today, BatchSize, cancellationToken)).Where(before.Add)];
            foreach (var id in batch)
            {
                round = await MoveAsync(id, today, round, cancellationToken);
            }
        }

        return round;
    }

    private async Task<DueCaseRound> MoveAsync(CaseId id, DateOnly today, DueCaseRound round, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(id, cancellationToken) is not { } file)
        {
            return round;
        }

        if (file.State == CaseState.Waiting && file.WaitsUntil <= today)
        {
            var gone = await handle.ExecuteAsync(id, file.Version, new CaseCommand.Continue(CaseActors.System), cancellationToken);
            return round with { Continued = round.Continued + (gone.Refusal is null ? 1 : 0) };
        }

        var late = await handle.ExecuteAsync(id, file.Version, new CaseCommand.Escalate(CaseActors.System), cancellationToken);
        return round with { Escalated = round.Escalated + (late.Refusal is null ? 1 : 0) };
    }
}
