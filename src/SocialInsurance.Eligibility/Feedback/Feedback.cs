using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Feedback;

/// <summary>Version 7 UUID.</summary>
public readonly record struct FeedbackId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>How a person found a certification. No text: nothing that a person wrote is kept.</summary>
/// <param name="About">the certification; one feedback each</param>
/// <param name="Rating">1 (bad) .. 5 (good)</param>
/// <param name="IsComplaint">somebody of the agency is to look at it</param>
public sealed record FeedbackGiven(FeedbackId Id, BeneficiaryId Beneficiary, DecisionId About, int Rating, bool IsComplaint, DateTimeOffset RecordedAt) : IAuditable
{
    public const int LowestRating = 1;
    public const int HighestRating = 5;

    AuditKind IAuditable.AuditKind => AuditKind.FeedbackGiven;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("feedback/1");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(About.Value);
        writer.Add(Rating);
        writer.Add(IsComplaint ? 1 : 0);
        writer.Add(RecordedAt);
    }
}

/// <summary>Somebody of the agency saw to a complaint.</summary>
public sealed record FeedbackResolved(FeedbackId Feedback, BeneficiaryId Beneficiary, CaseworkerId By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.FeedbackGiven;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("feedback-resolved/1");
        writer.Add(Feedback.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(By.Value);
        writer.Add(RecordedAt);
    }
}

/// <summary>A complaint in the list of those who resolve it.</summary>
/// <param name="Resolved">null while it waits</param>
public sealed record FeedbackRow(FeedbackGiven Given, string DivisionCode, FeedbackResolved? Resolved);

/// <summary>Feedback inside a transaction.</summary>
public interface IFeedbackRecords
{
    /// <summary>The feedback about a certification; null when there is none.</summary>
    Task<FeedbackGiven?> FindAboutAsync(DecisionId decision, CancellationToken cancellationToken);

    Task<FeedbackRow?> FindAsync(FeedbackId id, CancellationToken cancellationToken);

    /// <summary>Stores it with its audit entry.</summary>
    Task AddAsync(FeedbackGiven given, CancellationToken cancellationToken);

    /// <summary>Stores it with its audit entry.</summary>
    Task AddAsync(FeedbackResolved resolved, CancellationToken cancellationToken);
}

/// <summary>Reads feedback. Safe on any thread.</summary>
public interface IFeedbackReader
{
    /// <summary>Complaints that wait, oldest first.</summary>
    /// <param name="division">prefix; empty: all</param>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<FeedbackRow>> ListComplaintsAsync(string division, int limit, CancellationToken cancellationToken);
}
