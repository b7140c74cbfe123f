using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Corrections;

/// <summary>Version 7 UUID.</summary>
public readonly record struct FactMessageId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What a receiver is told. Values are stored; never renumber.</summary>
public enum FactKind
{
    /// <summary>To the payment system: stop from a month on.</summary>
    Suspension = 1,

    /// <summary>To the payment system: end from a month on.</summary>
    Termination = 2,

    /// <summary>To the payment system: pay again, with what was not paid.</summary>
    Resumption = 3,

    /// <summary>To whoever was told, or asked and may have concluded: the person is alive, the record was wrong.</summary>
    Correction = 4,

    /// <summary>To the department whose record was wrong: please correct it at the source.</summary>
    SourceReversal = 5,
}

/// <summary>A fact on its way to a receiver outside; delivered at least once with its key, so that the receiver takes it exactly once.</summary>
/// <param name="Receiver">"payment", "source:NAME", "partner:ID": 1..100 of [A-Za-z0-9:._-]</param>
/// <param name="Key">once for ever: 1..160 of [A-Za-z0-9:._-]</param>
/// <param name="BodyDigest">of the sealed body</param>
public sealed record FactMessage(
    FactMessageId Id, BeneficiaryId Beneficiary, CaseId Case, FactKind Kind, string Receiver, string Key, Sha256Digest BodyDigest, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.FactMessageQueued;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("fact-message/1");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(Case.Value);
        writer.Add((long)Kind);
        writer.Add(Receiver);
        writer.Add(Key);
        writer.Add(BodyDigest);
        writer.Add(RecordedAt);
    }
}

/// <summary>A message to queue: the body is JSON, sealed at rest.</summary>
public sealed record NewFactMessage(BeneficiaryId Beneficiary, CaseId Case, FactKind Kind, string Receiver, string Key, string Body, DateTimeOffset RecordedAt);

/// <summary>A message that one dispatcher may deliver now.</summary>
public sealed record LeasedFactMessage(FactMessageId Id, FactKind Kind, string Receiver, string Key, string Body, int Tries);

/// <summary>How far a message came.</summary>
public sealed record FactMessageStatus(FactMessage Message, NoticeState State, DateTimeOffset? SentAt);

/// <summary>The outbox to receivers inside a transaction.</summary>
public interface IFactMessageRecords
{
    /// <summary>Stores a message with its audit entry; false when its key was queued before.</summary>
    Task<bool> AddAsync(NewFactMessage message, CancellationToken cancellationToken);

    /// <summary>Receivers that were ever told something about the person.</summary>
    Task<IReadOnlyList<string>> ReadReceiversAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Takes messages that are due and that nobody has; nobody else gets them until <paramref name="until"/>.</summary>
    Task<IReadOnlyList<LeasedFactMessage>> LeaseAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    Task MarkSentAsync(FactMessageId id, DateTimeOffset at, CancellationToken cancellationToken);

    Task MarkFailedAsync(FactMessageId id, NoticeState state, DateTimeOffset nextTryAt, CancellationToken cancellationToken);
}

/// <summary>Reads the outbox to receivers. Safe on any thread.</summary>
public interface IFactMessageReader
{
    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<FactMessageStatus>> ListMessagesAsync(CaseId @case, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<NoticeState, long>> CountMessagesAsync(CancellationToken cancellationToken);
}

/// <summary>Carries facts outside: the payment system, departments, partners. The default writes files into a folder.</summary>
public interface IFactChannel
{
    /// <summary>Delivers once for each key: the same key again must be harmless.</summary>
    /// <returns>false: not taken, try again later</returns>
    Task<bool> DeliverAsync(LeasedFactMessage message, CancellationToken cancellationToken);
}
