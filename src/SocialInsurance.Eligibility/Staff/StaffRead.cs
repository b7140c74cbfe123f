using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>What a member of staff looked at. Values are stored; never renumber.</summary>
public enum StaffReadKind
{
    /// <summary>The file of a review case; names and numbers masked.</summary>
    CaseFile = 1,

    /// <summary>Name, number and telephone of a person, with a reason.</summary>
    Identity = 2,

    /// <summary>Frames of a face session.</summary>
    Frames = 3,

    /// <summary>A search by document number; with a reason exactly when a one-time code was given at a counter for it.</summary>
    Search = 4,

    /// <summary>The log of reads, or another list that auditors read.</summary>
    Log = 5,
}

/// <summary>A member of staff looked at a person's data. Written before the answer goes out, and shown on the person's own page.</summary>
/// <param name="Subject">beneficiary id; "-" for a search that found nobody, and for lists</param>
/// <param name="Reason">1..200 characters as typed; sealed at rest; null where none is asked</param>
public sealed record StaffRead(CaseworkerId Account, StaffReadKind Kind, string Subject, string? Reason, DateTimeOffset RecordedAt);

/// <summary>What the audit log holds of a reading: the reason by the digest of its sealed form.</summary>
public sealed record StaffReadEntry(CaseworkerId Account, StaffReadKind Kind, string Subject, Sha256Digest? SealedReason, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.StaffRead;

    string IAuditable.AuditSubject => Subject;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("staff-read/1");
        writer.Add(Account.Value);
        writer.Add((long)Kind);
        writer.Add(Subject);
        if (SealedReason is { } reason)
        {
            writer.Add(reason);
        }
        else
        {
            writer.AddAbsent();
        }

        writer.Add(RecordedAt);
    }
}

/// <summary>Reads the readings. Safe on any thread.</summary>
public interface IStaffReadReader
{
    /// <summary>Newest first.</summary>
    /// <param name="subject">null: everybody</param>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<StaffRead>> ListReadsAsync(string? subject, int limit, CancellationToken cancellationToken);
}
