using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;

namespace SocialInsurance.Eligibility.Notices;

/// <summary>Version 7 UUID.</summary>
public readonly record struct NoticeId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What a notice tells. Values are stored; never renumber.</summary>
public enum NoticeKind
{
    /// <summary>Certified by data comparison: nothing to do.</summary>
    CertifiedSilently = 1,

    /// <summary>Certified by the person's own face session.</summary>
    CertifiedByFace = 2,

    /// <summary>A caseworker will be in touch; payment goes on.</summary>
    Referred = 3,

    /// <summary>An appointment was asked for.</summary>
    Appointment = 4,

    /// <summary>Records do not suffice: please certify before the day.</summary>
    Reminder = 5,

    /// <summary>Certified with a caseworker.</summary>
    CertifiedInPerson = 6,

    /// <summary>There is a doubt: please get in touch; payment goes on meanwhile. The law counts these before a suspension.</summary>
    Doubt = 7,

    /// <summary>Payment is suspended from a month on, why, and how to object.</summary>
    Suspended = 8,

    /// <summary>Payment is ended, why, and how to object.</summary>
    Terminated = 9,

    /// <summary>Payment goes on again, with what is paid after.</summary>
    Resumed = 10,

    /// <summary>A wrong report was corrected.</summary>
    Corrected = 11,
}

/// <summary>How far a notice came. Values are stored; never renumber.</summary>
public enum NoticeState
{
    /// <summary>Waits for its time, its next try, or its channel.</summary>
    Queued = 1,

    /// <summary>The channel took it.</summary>
    Sent = 2,

    /// <summary>Tried often enough; kept for a person to look at.</summary>
    GivenUp = 3,
}

/// <summary>A notice as the log knows it: that it was queued, no text, no address.</summary>
/// <param name="Key">what it is about, once for ever: 1..100 of [A-Za-z0-9:-]</param>
/// <param name="TemplateVersion">version of the words</param>
public sealed record Notice(
    NoticeId Id,
    BeneficiaryId Beneficiary,
    NoticeKind Kind,
    MessageChannelKind Channel,
    string TemplateVersion,
    string Key,
    DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.NoticeQueued;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("notice-queued/1");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Kind);
        writer.Add((long)Channel);
        writer.Add(TemplateVersion);
        writer.Add(Key);
        writer.Add(RecordedAt);
    }
}

/// <param name="Text">sealed at rest</param>
/// <param name="DueAt">not before this instant</param>
/// <param name="Address">sealed at rest; null: asked for when the notice is sent, so that the newest contact counts</param>
public sealed record QueuedNotice(Notice Notice, string Text, DateTimeOffset DueAt, string? Address = null);

/// <summary>A notice that one dispatcher may send now.</summary>
/// <param name="Tries">so far, without this one</param>
public sealed record LeasedNotice(NoticeId Id, BeneficiaryId Beneficiary, MessageChannelKind Channel, string Key, string? Address, string Text, int Tries);

/// <summary>The outbox inside a transaction.</summary>
public interface INoticeRecords
{
    /// <summary>Stores a notice with its audit entry; false when its key was queued before.</summary>
    Task<bool> AddAsync(QueuedNotice notice, CancellationToken cancellationToken);

    /// <summary>Notices of the kind <see cref="NoticeKind.Doubt"/> to a person that their channels took since an instant, oldest first.</summary>
    Task<IReadOnlyList<SentNotice>> ReadSentAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Takes notices that are due and that nobody has; nobody else gets them until <paramref name="until"/>.</summary>
    Task<IReadOnlyList<LeasedNotice>> LeaseAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Ends a lease: text and address of a notice that was sent are erased.</summary>
    Task MarkSentAsync(NoticeId id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Ends a lease after a try that failed.</summary>
    Task MarkFailedAsync(NoticeId id, NoticeState state, DateTimeOffset nextTryAt, CancellationToken cancellationToken);

    /// <summary>Ends a lease without a try.</summary>
    Task PutBackAsync(NoticeId id, DateTimeOffset dueAt, CancellationToken cancellationToken);
}

/// <summary>A notice and how far it came; no text, no address.</summary>
/// <param name="SentAt">null: the channel has not taken it</param>
public sealed record NoticeStatus(Notice Notice, NoticeState State, DateTimeOffset? SentAt);

/// <summary>Reads the outbox; never blocked by a writer.</summary>
public interface INoticeReader
{
    Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Notices to a person queued since an instant, newest first.</summary>
    Task<IReadOnlyList<NoticeStatus>> ListOfAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Where a person is reached.</summary>
public sealed record NoticeAddress(MessageChannelKind Channel, string Address);

/// <summary>Contacts on record. Thread-safe.</summary>
public interface INoticeAddresses
{
    /// <summary>The address for a channel; null when none is on record.</summary>
    Task<NoticeAddress?> FindAsync(BeneficiaryId beneficiary, MessageChannelKind channel, CancellationToken cancellationToken);
}
