using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Review;

/// <summary>The judgement that was stored, or the refusal.</summary>
public sealed record BlindJudged(BlindReview? Review, Refusal? Refusal);

/// <summary>
/// A second judgement of a closed case by somebody who never touched it; one a case. The reason becomes a note of the case, after the
/// judgement is stored and no longer blind.
/// </summary>
public sealed class JudgeBlind(IEligibilityStore store, CaseSurroundings surroundings, TimeProvider time)
{
    private const int ReasonMaxLength = 1000;

    public async Task<BlindJudged> ExecuteAsync(CaseId id, CaseworkerId by, BlindConclusion conclusion, string reason, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Cases.FindAsync(id, cancellationToken) is not { } file)
        {
            return new BlindJudged(null, new CaseUnknown(id));
        }

        var closing = file.Events.OfType<CaseClosed>().LastOrDefault();
        if (file.State != CaseState.Closed || closing is null)
        {
            return new BlindJudged(null, new CaseNotClosed(id));
        }

        var now = time.GetStoredNow();
        var context = await new CaseContexts(work, surroundings).OfAsync(file, by, now, cancellationToken);
        if (RefusalOf(file, closing, by, reason, context) is { } refusal)
        {
            return new BlindJudged(null, refusal);
        }

        var colleague = await work.Staff.FindAsync(closing.By, cancellationToken);
        var review = new BlindReview(id, by, conclusion, BlindDraw.Judged(closing.Conclusion)!.Value, closing.By, colleague?.Team ?? string.Empty, now);
        if (!await work.BlindReviews.AddAsync(review, cancellationToken))
        {
            return new BlindJudged(null, new BlindReviewDone(id));
        }

        // whoever wrote a note after the closing has seen how the case ended
        if (file.Events.Any(happened => happened.Actor == by))
        {
            return new BlindJudged(null, new ConflictOfInterest(id));
        }

        await work.Cases.AddAsync([new CaseNoted(id, file.Beneficiary, file.Version + 1, by, reason, now)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new BlindJudged(review, null);
    }

    private Refusal? RefusalOf(ReviewCase file, CaseClosed closing, CaseworkerId by, string reason, CaseContext context)
    {
        // drawn under the rules of the day of its closing
        if (!BlindDraw.IsDrawn(file, surroundings.RulesAt(surroundings.LocalDay(closing.RecordedAt))))
        {
            return new NotDrawn(file.Id);
        }

        var touched = file.Events.Take(closing.Ordinal).Any(happened => happened.Actor == by || (happened is CaseAssigned assigned && assigned.To == by));
        return touched || context.Excluded.Contains(by) ? new ConflictOfInterest(file.Id)
            : reason.Trim().Length is 0 or > ReasonMaxLength ? new TextOutOfRange(file.Id, 1, ReasonMaxLength)
            : null;
    }
}
