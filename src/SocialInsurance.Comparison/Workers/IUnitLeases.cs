namespace SocialInsurance.Comparison;

/// <summary>
/// The right to work on one unit for a limited time. <paramref name="Fence"/> grows with every lease of the unit: whoever holds a smaller
/// one than the latest has lost the unit and cannot finish it.
/// </summary>
/// <param name="Unit">Lower-case letters, digits and hyphens.</param>
/// <param name="Fence">From 1.</param>
public readonly record struct UnitLease(string Unit, long Fence);

/// <summary>How far a unit is.</summary>
/// <param name="Unit">Its name.</param>
/// <param name="Fence">Of the latest lease, or of the one that finished it; 0 = never taken.</param>
/// <param name="BytesDone">What the holder of the lease told last.</param>
/// <param name="Digest">SHA-256 of what the unit made; null = not finished.</param>
public readonly record struct UnitStatus(string Unit, long Fence, long BytesDone, string? Digest);

/// <summary>
/// Who works on which unit of one run: leases that run out by one clock for all, are renewed, and are fenced. The leader offers units
/// and reads how far they are; workers take, renew and finish them. Nothing personal is told.
/// </summary>
/// <remarks>Thread-safe. Every operation is atomic over all processes. After <see cref="Close"/> the run is gone for everybody.</remarks>
public interface IUnitLeases : IDisposable
{
    /// <summary>How long a lease lasts without being renewed.</summary>
    TimeSpan Duration { get; }

    /// <summary>Adds units behind those that are there; a unit that is there stays as it is. Leader only.</summary>
    void Offer(IReadOnlyList<string> units);

    /// <summary>The first unit, in the order of the offers, that is neither finished nor under a lease; null = none, or the run is gone.</summary>
    /// <param name="worker">Who asks, for people.</param>
    UnitLease? TryTake(string worker);

    /// <summary>Makes the lease last from now on. False: it was taken over, or the run is gone.</summary>
    bool Renew(in UnitLease lease, long bytesDone);

    /// <summary>Ends the unit. False: the lease was taken over, or the run is gone; then nothing has changed.</summary>
    /// <param name="lease">A late one still counts, unless somebody took the unit over.</param>
    /// <param name="digest">SHA-256 of what the unit made, lower-case hexadecimal.</param>
    bool Finish(in UnitLease lease, string digest);

    /// <summary>All units in the order of the offers.</summary>
    IReadOnlyList<UnitStatus> Read();

    /// <summary>The leader is there.</summary>
    void Beat();

    /// <summary>How long nobody heard of the leader; null = the run is gone.</summary>
    TimeSpan? LeaderSilence();

    /// <summary>Forgets the run. Leader only.</summary>
    void Close();
}
