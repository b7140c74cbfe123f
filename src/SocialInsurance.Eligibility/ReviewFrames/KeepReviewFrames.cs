using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Eligibility.ReviewFrames;

/// <summary>Whose session ended with a caseworker, and what is kept of it.</summary>
/// <param name="Day">local day of the session</param>
public sealed record ReferredSession(SessionId Session, BeneficiaryId Beneficiary, DateOnly Day, ShownFace Face, IReadOnlyList<SessionShot> Shots);

/// <summary>What became of the frames. Not stored.</summary>
public enum FramesKeeping
{
    /// <summary>Kept for the case.</summary>
    Kept = 1,

    /// <summary>No case of this session is open, or its frames are kept already.</summary>
    NoCase = 2,

    /// <summary>The person took the consent back meanwhile.</summary>
    NoConsent = 3,

    /// <summary>The session showed no frame worth keeping.</summary>
    NoFrames = 4,
}

/// <summary>
/// Keeps frames of a session that ended with a caseworker, for that review only. The frames go into the vault first, the link second: a
/// fault between the two leaves frames of nobody, which the erasing run removes; never a link without frames.
/// </summary>
/// <param name="table">terms in force now; null: those that the program carries</param>
public sealed class KeepReviewFrames(IEligibilityStore store, IReviewFrameVault vault, TimeProvider time, RetentionTable? table = null)
{
    public async Task<FramesKeeping> ExecuteAsync(ReferredSession session, CancellationToken cancellationToken)
    {
        if (session.Shots.Count == 0)
        {
            return FramesKeeping.NoFrames;
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var open = await work.Cases.FindOpenAsync(session.Beneficiary, cancellationToken);
        var kept = await work.ReviewFrames.ListKeptAsync(session.Beneficiary, cancellationToken);
        if (open.FirstOrDefault(one => one.RecordPlace == PlaceOf(session.Session)) is not { } file || kept.Any(set => set.Case == file.Id))
        {
            return FramesKeeping.NoCase;
        }

        if (await work.Enrolments.FindConsentInForceAsync(session.Beneficiary, cancellationToken) is null)
        {
            return FramesKeeping.NoConsent;
        }

        var now = time.GetStoredNow();
        var set = new FrameSetId(Guid.CreateVersion7(now));
        await vault.StoreAsync(set, session.Face, session.Shots, cancellationToken);
        await work.ReviewFrames.AddKeptAsync(
            new ReviewFramesKept(
                set, session.Beneficiary, file.Id, session.Session, session.Shots.Count, DigestOf(session.Shots), session.Day.AddDays((table ?? RetentionFile.Default).ReviewFrameDays), now),
            cancellationToken);
        await work.CommitAsync(cancellationToken);
        return FramesKeeping.Kept;
    }

    /// <summary>The record place of the case that a referred session opens.</summary>
    public static string PlaceOf(SessionId session) => $"session {session}";

    private static Sha256Digest DigestOf(IReadOnlyList<SessionShot> shots)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var shot in shots)
        {
            hash.AppendData(shot.Jpeg.Span);
        }

        return new Sha256Digest(hash.GetHashAndReset());
    }
}
