using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>The case inside a transaction.</summary>
public interface ICaseRecords
{
    /// <summary>Which of the keys have a case already, open or closed.</summary>
    Task<IReadOnlySet<CaseKey>> FetchExistingAsync(IReadOnlyList<CaseKey> keys, CancellationToken cancellationToken);

    Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>Cases of a person that are not closed, oldest first.</summary>
    Task<IReadOnlyList<ReviewCase>> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Stores events, one audit entry each, and brings the queue up to date.</summary>
    Task AddAsync(IReadOnlyList<CaseEvent> events, CancellationToken cancellationToken);

    /// <summary>Sets deadlines in the queue; not audited, because they follow from events and rules.</summary>
    Task ScheduleAsync(IReadOnlyList<CaseDeadline> deadlines, CancellationToken cancellationToken);
}

/// <summary>The case after the command, or the refusal.</summary>
public sealed record CaseResult(ReviewCase? Case, Refusal? Refusal);


/// <summary>
/// Carries out a command in one transaction: case, benefit, messages, deadline and audit entries together or not at all. A command that
/// was carried out already (double click, retry) is a success that changes nothing; one that saw an older version is refused with the
/// case as it stands.
/// </summary>
public sealed class HandleCase(IEligibilityStore store, CaseSurroundings surroundings, TimeProvider time)
{
    /// <param name="seen">version that the giver saw; null: whatever it is</param>
    public async Task<CaseResult> ExecuteAsync(CaseId id, int? seen, CaseCommand command, CancellationToken cancellationToken)
    {
        var deaths = await DeathsOfAsync(id, command, cancellationToken);
        await using var work = await store.BeginAsync(cancellationToken);
        var state = await work.Cases.FindAsync(id, cancellationToken);
        if (state is null)
        {
            return new CaseResult(null, new CaseUnknown(id));
        }

        var now = time.GetStoredNow();
        var involved = command is CaseCommand.Assign assign ? assign.To : command.By;
        var context = await new CaseContexts(work, surroundings).OfAsync(state, involved, now, cancellationToken);
        if (seen is { } version && version != state.Version)
        {
            return new CaseResult(state, CaseDecider.IsDone(state, version, command, context) ? null : new CaseMoved(id, state.Version));
        }

        var answer = CaseDecider.Decide(state, command, context, now);
        if (answer.Refusal is not null)
        {
            return new CaseResult(state, answer.Refusal);
        }

        var after = answer.Events.Aggregate(state, static (before, happened) => before.Apply(happened));
        await work.Cases.AddAsync(answer.Events, cancellationToken);
        await work.Cases.ScheduleAsync([new CaseClock(surroundings).DeadlineOf(after)], cancellationToken);
        if (answer.Benefit is { } change)
        {
            await work.Benefits.AddAsync(change, cancellationToken);
            await work.FactMessages.AddAsync(FactMessages.Of(change), cancellationToken);
        }

        await FollowClosingAsync(work, after, command, deaths, context, now, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new CaseResult(after, null);
    }

    /// <summary>What a granted appeal will have to tell of; null: the command grants none.</summary>
    private async Task<ILookup<CaseId, ReportedDeath>?> DeathsOfAsync(CaseId id, CaseCommand command, CancellationToken cancellationToken)
    {
        if (command is not CaseCommand.Close { Conclusion: CaseConclusion.AppealGranted })
        {
            return null;
        }

        await using var look = await store.BeginAsync(cancellationToken);
        var person = (await look.Cases.FindAsync(id, cancellationToken))?.Beneficiary;
        await look.DisposeAsync();
        return person is { } one
            ? await PutRight.DeathsOfAsync(surroundings, one, cancellationToken)
            : Enumerable.Empty<ReportedDeath>().ToLookup(static _ => default(CaseId));
    }

    /// <summary>What a closing brings: a second look by lot, and after a granted appeal everything put right.</summary>
    private async Task FollowClosingAsync(
        IEligibilityWork work,
        ReviewCase after,
        CaseCommand command,
        ILookup<CaseId, ReportedDeath>? deaths,
        CaseContext context,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (after.State == CaseState.Closed && command is not CaseCommand.Note && BlindDraw.IsDrawn(after, context.Rules))
        {
            await work.BlindReviews.DrawAsync(after.Id, now, cancellationToken);
        }

        if (deaths is not null)
        {
            await new GrantedAppeal(work, surroundings, deaths).PutRightAsync(after, command.By, now, cancellationToken);
        }
    }
}
