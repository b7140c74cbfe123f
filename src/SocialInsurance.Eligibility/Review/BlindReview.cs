using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Review;

/// <summary>What a reviewer concludes without seeing how the case ended. Values are stored; never renumber.</summary>
public enum BlindConclusion
{
    Loss = 1,

    NoLoss = 2,

    Undetermined = 3,
}

/// <summary>A second, blind judgement of a closed case.</summary>
/// <param name="First">of the colleague, as the case ended</param>
/// <param name="FirstBy">whoever closed the case</param>
/// <param name="Team">of the colleague, at the time</param>
public sealed record BlindReview(
    CaseId Case, CaseworkerId By, BlindConclusion Conclusion, BlindConclusion First, CaseworkerId FirstBy, string Team, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.BlindReviewJudged;

    string IAuditable.AuditSubject => Case.ToString();

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("blind-review/1");
        writer.Add(Case.Value);
        writer.Add(By.Value);
        writer.Add((long)Conclusion);
        writer.Add((long)First);
        writer.Add(FirstBy.Value);
        writer.Add(Team);
        writer.Add(RecordedAt);
    }
}

/// <summary>Blind reviews inside a transaction.</summary>
public interface IBlindReviewRecords
{
    /// <summary>Stores a judgement with its audit entry; false when the case has one.</summary>
    Task<bool> AddAsync(BlindReview review, CancellationToken cancellationToken);

    /// <summary>Marks a closed case as drawn for a second look; nothing when it is drawn already.</summary>
    Task DrawAsync(CaseId @case, DateTimeOffset at, CancellationToken cancellationToken);
}
