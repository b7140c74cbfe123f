using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>Why records were erased. Values are stored; never renumber.</summary>
public enum ErasureGround
{
    /// <summary>The term of their kind was over.</summary>
    TermOver = 1,

    /// <summary>The person asked for it.</summary>
    Requested = 2,
}

/// <summary>A record that is to be erased, by the audit entry that records it.</summary>
/// <param name="Sequence">of the entry, which stays</param>
public readonly record struct ErasableRecord(long Sequence, AuditKind Kind);

/// <summary>
/// Records that were erased: the log goes on holding their entries, and this record is what explains that nothing lies behind them any more.
/// Holds no personal data.
/// </summary>
/// <param name="Subject">the person who asked; null when terms were over</param>
/// <param name="Records">1..<see cref="Most"/>, in rising order of their entries</param>
public sealed record RecordsErased(BeneficiaryId? Subject, ErasureGround Ground, IReadOnlyList<ErasableRecord> Records, DateTimeOffset RecordedAt) : IAuditable
{
    /// <summary>How many one record names at most.</summary>
    public const int Most = 500;

    /// <summary>What the erasure of a person or a term may take; everything else is a record of a decision or of the platform's own doings, and stays.</summary>
    public static IReadOnlyList<AuditKind> Kinds { get; } =
        [AuditKind.ContactChanged, AuditKind.DeviceChanged, AuditKind.FeedbackGiven, AuditKind.FeedEventAccepted];

    AuditKind IAuditable.AuditKind => AuditKind.RecordsErased;

    string IAuditable.AuditSubject => Subject?.Value ?? "retention";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("records-erased/1");
        writer.Add(Subject?.Value);
        writer.Add((long)Ground);
        writer.Add(Records.Count);
        foreach (var record in Records)
        {
            writer.Add(record.Sequence);
            writer.Add((long)record.Kind);
        }

        writer.Add(RecordedAt);
    }
}

/// <summary>What a retention run erased, by kind: how many, of nobody in particular.</summary>
/// <param name="Counts">kinds with more than nothing, in the order of their numbers</param>
public sealed record RetentionApplied(string TableVersion, IReadOnlyList<(RetainedKind Kind, long Count)> Counts, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RetentionApplied;

    string IAuditable.AuditSubject => "retention";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("retention-applied/1");
        writer.Add(TableVersion);
        writer.Add(Counts.Count);
        foreach (var (kind, count) in Counts)
        {
            writer.Add((long)kind);
            writer.Add(count);
        }

        writer.Add(RecordedAt);
    }
}

/// <summary>A person took a copy of everything held about the person.</summary>
public sealed record PersonDataTaken(BeneficiaryId Beneficiary, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.PersonDataTaken;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("person-data-taken/1");
        writer.Add(Beneficiary.Value);
        writer.Add(RecordedAt);
    }
}

/// <summary>Erasures inside a transaction.</summary>
public interface IRetentionRecords
{
    /// <summary>How much of a kind is over; 0 for kinds that this program does not erase by term.</summary>
    /// <param name="cutoff">what ended before it is over</param>
    Task<long> CountDueAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken);

    /// <summary>Audited records of a kind that are over, oldest first, at most <see cref="RecordsErased.Most"/>.</summary>
    Task<IReadOnlyList<ErasableRecord>> ListDueAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken);

    /// <summary>Audited records of a person that the law lets the person erase, oldest first, at most <see cref="RecordsErased.Most"/>.</summary>
    Task<IReadOnlyList<ErasableRecord>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Erases the records with their audited explanation.</summary>
    Task EraseAsync(RecordsErased erased, CancellationToken cancellationToken);

    /// <summary>Erases what is over of a kind that the log does not hold: texts of notices, refused messages.</summary>
    /// <returns>how many</returns>
    Task<long> EraseUnauditedAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken);

    /// <summary>Stores what a run did with its audit entry.</summary>
    Task AddAsync(RetentionApplied applied, CancellationToken cancellationToken);

    /// <summary>Stores that a person took a copy, with its audit entry.</summary>
    Task AddAsync(PersonDataTaken taken, CancellationToken cancellationToken);
}
