using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>How a release ended.</summary>
public enum ReleaseStatus
{
    /// <summary>The next run applies this content, or does without it and asks nobody for it.</summary>
    Released = 1,

    /// <summary>This content was released before; nothing was written.</summary>
    AlreadyReleased = 2,

    /// <summary>No run in the history holds such a file, and the latest misses none.</summary>
    NothingHeld = 3,

    /// <summary>Several files are held: each is released by name, none in passing.</summary>
    SeveralHeld = 4,

    /// <summary>Without a reason and a name nobody answers for it.</summary>
    ReasonMissing = 5,

    /// <summary>Nothing of the file could be read: let through, it would still say nothing.</summary>
    Unreadable = 6,
}

/// <param name="Release">What was written, now or before; null unless released.</param>
/// <param name="HeldFiles">Files of the feed that the latest run with a hold held.</param>
public sealed record ReleaseResult(ReleaseStatus Status, BrakeRelease? Release, IReadOnlyList<string> HeldFiles);

/// <summary>A person lets a held delivery through, or one that is gone go, with a reason. It counts for that content of that feed, and for nothing else.</summary>
public sealed class ReleaseFeed(TimeProvider time)
{
    /// <param name="history">Folder of the runs.</param>
    /// <param name="file">Null when only one file is held; one that is gone is always named.</param>
    /// <exception cref="InputRefusedException">The list of releases is damaged.</exception>
    public ReleaseResult Execute(string history, string feed, string? file, string reason, string by)
    {
        if (string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(by))
        {
            return new ReleaseResult(ReleaseStatus.ReasonMissing, null, []);
        }

        var known = BrakeHistory.Read(history, DateOnly.MaxValue);
        var letGo = known.Gone(feed).Where(gone => gone.File == file) // it had to go, says a person: all that came under this name
            .Select(gone => Write(history, new BrakeRelease(feed, gone.File, gone.Sha256, reason.Trim(), by.Trim(), time.GetUtcNow()) { LetsGo = true }, []))
            .ToArray();
        if (letGo.Length > 0)
        {
            return letGo.FirstOrDefault(result => result.Status == ReleaseStatus.Released) ?? letGo[0];
        }

        var held = known.LatestHeld(feed);
        string[] names = [.. held.Select(h => h.Counts.File)];
        PastDelivery[] meant = [.. held.Where(h => file is null || h.Counts.File == file)];
        if (meant is not [var delivery])
        {
            return new ReleaseResult(meant.Length == 0 ? ReleaseStatus.NothingHeld : ReleaseStatus.SeveralHeld, null, names);
        }

        return delivery.Counts.Brake?.Unreadable is not null
            ? new ReleaseResult(ReleaseStatus.Unreadable, null, names)
            : Write(history, new BrakeRelease(feed, delivery.Counts.File, delivery.Counts.Sha256, reason.Trim(), by.Trim(), time.GetUtcNow()), names);
    }

    private static ReleaseResult Write(string history, BrakeRelease release, string[] heldFiles)
    {
        if (BrakeReleases.Read(history).FirstOrDefault(r => (r.Feed, r.Sha256, r.LetsGo) == (release.Feed, release.Sha256, release.LetsGo)) is { } before)
        {
            return new ReleaseResult(ReleaseStatus.AlreadyReleased, before, heldFiles);
        }

        BrakeReleases.Append(history, release);
        return new ReleaseResult(ReleaseStatus.Released, release, heldFiles);
    }
}
