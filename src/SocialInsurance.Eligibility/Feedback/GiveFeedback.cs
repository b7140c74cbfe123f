using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Eligibility.Feedback;

/// <summary>The stored feedback, also on repetition; or the refusal.</summary>
public sealed record FeedbackResult(FeedbackGiven? Given, Refusal? Refusal);

/// <summary>A person rates the newest certification. Once each; the same again changes nothing.</summary>
public sealed class GiveFeedback(IEligibilityStore store, IEligibilityReader reader, TimeProvider time)
{
    /// <summary>For so long after the certification.</summary>
    public static TimeSpan OpenFor { get; } = TimeSpan.FromDays(30);

    /// <param name="rating">1..5</param>
    public async Task<FeedbackResult> ExecuteAsync(BeneficiaryId beneficiary, int rating, bool isComplaint, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rating, FeedbackGiven.LowestRating);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rating, FeedbackGiven.HighestRating);
        var now = time.GetStoredNow();
        var decisions = await reader.ReadDecisionsAsync(beneficiary, cancellationToken);
        var about = decisions.Select(stored => stored.Decision).FirstOrDefault(decision => decision.Outcome == DecisionOutcome.Certified);
        if (about is null || now - about.DecidedAt > OpenFor)
        {
            return new FeedbackResult(null, new NothingToRate());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Feedback.FindAboutAsync(about.Id, cancellationToken) is { } stored)
        {
            return stored.Rating == rating && stored.IsComplaint == isComplaint ? new FeedbackResult(stored, null) : new FeedbackResult(null, new AlreadyRated());
        }

        var given = new FeedbackGiven(new FeedbackId(Guid.CreateVersion7(now)), beneficiary, about.Id, rating, isComplaint, now);
        await work.Feedback.AddAsync(given, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FeedbackResult(given, null);
    }
}

/// <summary>Staff say that a complaint was seen to. Idempotent: the first one counts.</summary>
public sealed class ResolveFeedback(IEligibilityStore store, TimeProvider time)
{
    /// <param name="division">region of the account; outside it there is no such complaint</param>
    /// <returns>null: resolved, now or before</returns>
    public async Task<Refusal?> ExecuteAsync(FeedbackId id, CaseworkerId by, string division, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var row = await work.Feedback.FindAsync(id, cancellationToken);
        if (row is null || !row.Given.IsComplaint || !row.DivisionCode.StartsWith(division, StringComparison.Ordinal))
        {
            return new FeedbackUnknown();
        }

        if (row.Resolved is null)
        {
            await work.Feedback.AddAsync(new FeedbackResolved(id, row.Given.Beneficiary, by, time.GetStoredNow()), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return null;
    }
}
