namespace SocialInsurance.Eligibility;

/// <summary>
/// Of a store that answers lists and counts from a copy which runs behind: lets whoever has just written see it. Safe on any thread.
/// </summary>
public interface IReadFreshness
{
    ReplicaStanding Standing { get; }

    /// <summary>A place in the store's history after everything that was committed so far: opaque, at most 32 ASCII characters.</summary>
    Task<string> ReadPositionAsync(CancellationToken cancellationToken);

    /// <summary>From here on, whatever this flow of control reads has seen everything up to the position: from the copy when it has, else from the store itself.</summary>
    /// <param name="position">of <see cref="ReadPositionAsync"/>, in any instance; anything else demands nothing</param>
    void Demand(string position);
}

/// <summary>How the copy stood when it was last looked at.</summary>
/// <param name="IsUsed">whether reads went to it</param>
/// <param name="Lag">what it showed was at most so old; null while that is not known</param>
public sealed record ReplicaStanding(bool IsUsed, TimeSpan? Lag, long ReadsFromCopy, long ReadsFromPrimary);
