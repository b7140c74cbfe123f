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
/// <param name="HeldFiles">Files of the feed that the latest run with a hold held; or that are gone, where one was to be let go.</param>
public sealed record ReleaseResult(ReleaseStatus Status, BrakeRelease? Release, IReadOnlyList<string> HeldFiles);

/// <summary>A person lets a held delivery through, or one that is gone go, with a reason. It counts for that content of that feed, and for nothing else.</summary>
public sealed class ReleaseFeed(TimeProvider time)
{
    /// <param name="history">Folder of the runs.</param>
    /// <param name="file">Null when only one file is held; may always be named.</param>
    /// <exception cref="InputRefusedException">The list of releases is damaged.</exception>
    public ReleaseResult Execute(string history, string feed, string? file, string reason, string by) =>
        Execute(history, reason, by, known => ReleaseHeld(known, new Answer(history, feed, file, reason.Trim(), by.Trim())));

    /// <summary>A file had to go, says a person: the next run asks nobody for it.</summary>
    /// <param name="history">Folder of the runs.</param>
    /// <param name="file">All that the latest run missed under this name.</param>
    /// <exception cref="InputRefusedException">The list of releases is damaged.</exception>
    public ReleaseResult LetGo(string history, string feed, string file, string reason, string by) =>
        Execute(history, reason, by, known => LetGo(known, new Answer(history, feed, file, reason.Trim(), by.Trim())));

    private static ReleaseResult Execute(string history, string reason, string by, Func<BrakeHistory, ReleaseResult> write)
    {
        if (string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(by))
        {
            return new ReleaseResult(ReleaseStatus.ReasonMissing, null, []);
        }

        return write(BrakeHistory.Read(history, DateOnly.MaxValue));
    }

    private ReleaseResult ReleaseHeld(BrakeHistory known, Answer answer)
    {
        var held = known.LatestHeld(answer.Feed);
        string[] names = [.. held.Select(h => h.Counts.File)];
        PastDelivery[] meant = [.. held.Where(h => answer.File is null || h.Counts.File == answer.File)];
        if (meant is not [{ Counts: var delivery }])
        {
            return new ReleaseResult(meant.Length == 0 ? ReleaseStatus.NothingHeld : ReleaseStatus.SeveralHeld, null, names);
        }

        return delivery.Brake?.Unreadable is not null
            ? new ReleaseResult(ReleaseStatus.Unreadable, null, names)
            : Write(answer, delivery.File, delivery.Sha256, letsGo: false) with { HeldFiles = names };
    }

    private ReleaseResult LetGo(BrakeHistory known, Answer answer)
    {
        GoneDelivery[] gone = [.. (known.LatestRun.Manifest?.Gone ?? []).Where(g => g.Source == answer.Feed)];
        ReleaseResult[] written = [.. gone.Where(g => g.File == answer.File).Select(g => Write(answer, g.File, g.Sha256, letsGo: true))];
        return written.OrderBy(result => result.Status).FirstOrDefault()
            ?? new ReleaseResult(ReleaseStatus.NothingHeld, null, [.. gone.Select(g => g.File).Distinct(StringComparer.Ordinal)]);
    }

    private ReleaseResult Write(Answer answer, string file, string sha256, bool letsGo)
    {
        if (BrakeReleases.Read(answer.History).FirstOrDefault(r => (r.Feed, r.Sha256, r.LetsGo) == (answer.Feed, sha256, letsGo)) is { } before)
        {
            return new ReleaseResult(ReleaseStatus.AlreadyReleased, before, []);
        }

        var release = new BrakeRelease(answer.Feed, file, sha256, answer.Reason, answer.By, time.GetUtcNow()) { LetsGo = letsGo };
        BrakeReleases.Append(answer.History, release);
        return new ReleaseResult(ReleaseStatus.Released, release, []);
    }

    private sealed record Answer(string History, string Feed, string? File, string Reason, string By);
}
