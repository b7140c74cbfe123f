using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.ReviewFrames;

/// <summary>Version 7 UUID; the only name that kept frames have where they lie.</summary>
public readonly record struct FrameSetId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What a kept frame shows. Values are stored; never renumber.</summary>
public enum FrameKind
{
    /// <summary>The best frontal frame, of those that were compared.</summary>
    Best = 1,

    /// <summary>The frame in which an action of the challenge was seen.</summary>
    Challenge = 2,
}

/// <summary>One frame of a session, as the camera sent it.</summary>
/// <param name="Action">of a challenge frame: <c>turnLeft</c> ...; null otherwise</param>
/// <param name="Jpeg">owned by whoever made it</param>
public sealed record SessionShot(FrameKind Kind, string? Action, DateTimeOffset TakenAt, ReadOnlyMemory<byte> Jpeg);

/// <summary>What was measured in the session; sealed at rest, shown to the caseworker, never logged.</summary>
/// <param name="MatchScore">null when nothing could be compared</param>
/// <param name="PadScore">mean probability of a bona fide presentation, 0..1; null when no frame was judged</param>
/// <param name="Reasons">names of the rules' reasons, in their order</param>
public sealed record ShownFace(
    DateTimeOffset EndedAt, double? MatchScore, double? MatchThreshold, double? PadScore, double? PadThreshold, IReadOnlyList<string> Reasons);

/// <param name="Number">from 1, within its set</param>
public sealed record KeptFrame(int Number, FrameKind Kind, string? Action, DateTimeOffset TakenAt);

/// <summary>The measures and the list of frames of a set.</summary>
public sealed record KeptFace(ShownFace Face, IReadOnlyList<KeptFrame> Frames);

/// <summary>Frames of a session were kept for the review of a case (person refused by the machine), until a day.</summary>
/// <param name="Frames">how many</param>
/// <param name="ContentDigest">over the pictures in their order</param>
/// <param name="EraseOn">local day on which they are erased at the latest</param>
public sealed record ReviewFramesKept(
    FrameSetId Set, BeneficiaryId Beneficiary, CaseId Case, SessionId Session, int Frames, Sha256Digest ContentDigest, DateOnly EraseOn, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReviewFramesKept;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("review-frames-kept/1");
        writer.Add(Set.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(Case.Value);
        writer.Add(Session.Value);
        writer.Add(Frames);
        writer.Add(ContentDigest);
        writer.Add(EraseOn);
        writer.Add(RecordedAt);
    }
}

/// <summary>Why kept frames were erased. Values are stored; never renumber.</summary>
public enum FrameErasure
{
    /// <summary>The review is over.</summary>
    CaseClosed = 1,

    /// <summary>The longest time is over.</summary>
    TimeOver = 2,

    /// <summary>The person took the consent back.</summary>
    ConsentWithdrawn = 3,
}

/// <summary>Kept frames were erased.</summary>
public sealed record ReviewFramesErased(FrameSetId Set, BeneficiaryId Beneficiary, FrameErasure Reason, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReviewFramesErased;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("review-frames-erased/1");
        writer.Add(Set.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Reason);
        writer.Add(RecordedAt);
    }
}

/// <summary>Kept frames whose time has come.</summary>
public sealed record EndedFrames(ReviewFramesKept Kept, FrameErasure Reason);

/// <summary>Which frames are kept for which case, inside a transaction.</summary>
public interface IReviewFrameRecords
{
    /// <summary>Stores the link with its audit entry.</summary>
    Task AddKeptAsync(ReviewFramesKept kept, CancellationToken cancellationToken);

    /// <summary>Stores the end of a set with its audit entry.</summary>
    Task AddErasedAsync(ReviewFramesErased erased, CancellationToken cancellationToken);

    /// <summary>Sets of a person that are not erased.</summary>
    Task<IReadOnlyList<ReviewFramesKept>> ListKeptAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Every set that is not erased: those whose frames must exist.</summary>
    Task<IReadOnlyList<FrameSetId>> ListKeptAsync(CancellationToken cancellationToken);

    /// <summary>Sets whose case is closed, whose day has come, or that were kept before an instant, oldest first.</summary>
    /// <param name="today">local day</param>
    /// <param name="keptBefore">by the table of terms in force now, which may be shorter than when they were kept</param>
    Task<IReadOnlyList<EndedFrames>> ListEndedAsync(DateOnly today, DateTimeOffset keptBefore, int limit, CancellationToken cancellationToken);
}

/// <summary>Reads which frames are kept. Safe on any thread.</summary>
public interface IReviewFrameReader
{
    /// <summary>The set of a case; null when there is none or it is erased.</summary>
    Task<ReviewFramesKept?> FindAsync(CaseId @case, CancellationToken cancellationToken);

    Task<long> CountAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Where kept frames lie: beside the templates, apart from identity, sealed with the key of the templates, under pseudonymous ids only.
/// Safe on any thread.
/// </summary>
public interface IReviewFrameVault
{
    Task StoreAsync(FrameSetId set, ShownFace face, IReadOnlyList<SessionShot> shots, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<KeptFace?> ReadAsync(FrameSetId set, CancellationToken cancellationToken);

    /// <summary>A frame as JPEG, owned by the caller (clear it after use); null when there is none.</summary>
    Task<byte[]?> ReadFrameAsync(FrameSetId set, int number, CancellationToken cancellationToken);

    /// <summary>Erases; a missing set is no error.</summary>
    Task EraseAsync(FrameSetId set, CancellationToken cancellationToken);

    Task<IReadOnlyList<FrameSetId>> ListAsync(CancellationToken cancellationToken);
}
