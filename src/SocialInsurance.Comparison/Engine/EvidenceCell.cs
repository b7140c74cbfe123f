using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// What one source says about one subject. Dates are yyyymmdd, places are <see cref="RecordPlace"/> values, 0 = none.
/// The two latest distinct dates of records whose name agrees, and the latest date of records whose name does not.
/// Interval sources: <see cref="LatestOn"/> = latest end, <see cref="PreviousOn"/> = start of that interval,
/// <see cref="PreviousAt"/> = 0. Of records with equal dates the smallest place stays (interval: then the smallest start).
/// </summary>
/// <remarks>
/// <see cref="Merge"/> is idempotent, commutative and associative, so records may arrive in any order, twice and in parts.
/// Not thread-safe. Blittable, 36 bytes, part of the state format.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct EvidenceCell : IEquatable<EvidenceCell>
{
    /// <summary>Size in memory and in the state.</summary>
    internal const int SizeBytes = 36;

    /// <summary>Latest date (interval: latest end).</summary>
    public readonly int LatestOn;

    /// <summary>Second latest distinct date (interval: start of the interval with the latest end).</summary>
    public readonly int PreviousOn;

    /// <summary>Latest date (interval: latest end) of a record whose name does not agree.</summary>
    public readonly int DisagreeingOn;

    /// <summary>Place of <see cref="LatestOn"/>.</summary>
    public readonly ulong LatestAt;

    /// <summary>Place of <see cref="PreviousOn"/>; 0 for intervals.</summary>
    public readonly ulong PreviousAt;

    /// <summary>Place of <see cref="DisagreeingOn"/>.</summary>
    public readonly ulong DisagreeingAt;

    EvidenceCell(int latestOn, ulong latestAt, int previousOn, ulong previousAt, int disagreeingOn, ulong disagreeingAt)
    {
        LatestOn = latestOn;
        LatestAt = latestAt;
        PreviousOn = previousOn;
        PreviousAt = previousAt;
        DisagreeingOn = disagreeingOn;
        DisagreeingAt = disagreeingAt;
    }

    /// <summary>A record whose name agrees.</summary>
    public static EvidenceCell Agreeing(int occurredOn, RecordPlace at) => new(occurredOn, at.Value, 0, 0, 0, 0);

    /// <summary>An interval whose name agrees.</summary>
    public static EvidenceCell AgreeingInterval(int startOn, int endOn, RecordPlace at) => new(endOn, at.Value, startOn, 0, 0, 0);

    /// <summary>A record whose name does not agree; for intervals the end date.</summary>
    public static EvidenceCell Disagreeing(int occurredOn, RecordPlace at) => new(0, 0, 0, 0, occurredOn, at.Value);

    /// <summary>Both together. <paramref name="kind"/> is the kind of the source, equal for both.</summary>
    public static EvidenceCell Merge(in EvidenceCell a, in EvidenceCell b, SourceKind kind)
    {
        (int disagreeingOn, ulong disagreeingAt) = Later(a.DisagreeingOn, a.DisagreeingAt, b.DisagreeingOn, b.DisagreeingAt);
        if (kind == SourceKind.Interval)
        {
            EvidenceCell winner = IntervalWins(a, b) ? a : b;
            return new EvidenceCell(winner.LatestOn, winner.LatestAt, winner.PreviousOn, winner.PreviousAt, disagreeingOn, disagreeingAt);
        }

        (int latestOn, ulong latestAt) = Later(a.LatestOn, a.LatestAt, b.LatestOn, b.LatestAt);
        (int previousOn, ulong previousAt) = Later(
            Below(latestOn, a.LatestOn, a.LatestAt, a.PreviousOn, a.PreviousAt),
            Below(latestOn, b.LatestOn, b.LatestAt, b.PreviousOn, b.PreviousAt));
        return new EvidenceCell(latestOn, latestAt, previousOn, previousAt, disagreeingOn, disagreeingAt);
    }

    /// <summary><see cref="Merge"/> of an agreeing record into a cell of any kind but intervals, writing only what changes.</summary>
    internal static void Add(ref EvidenceCell cell, int on, ulong at)
    {
        if (on > cell.LatestOn)
        {
            cell = new EvidenceCell(on, at, cell.LatestOn, cell.LatestAt, cell.DisagreeingOn, cell.DisagreeingAt);
        }
        else if (on == cell.LatestOn)
        {
            cell = new EvidenceCell(on, Math.Min(at, cell.LatestAt), cell.PreviousOn, cell.PreviousAt, cell.DisagreeingOn, cell.DisagreeingAt);
        }
        else if (on >= cell.PreviousOn)
        {
            ulong first = on > cell.PreviousOn ? at : Math.Min(at, cell.PreviousAt);
            cell = new EvidenceCell(cell.LatestOn, cell.LatestAt, on, first, cell.DisagreeingOn, cell.DisagreeingAt);
        }
    }

    /// <summary>The same evidence in a run whose files have other indexes.</summary>
    internal EvidenceCell Moved(FileMap files) => new(
        LatestOn, files.Move(LatestAt), PreviousOn, files.Move(PreviousAt), DisagreeingOn, files.Move(DisagreeingAt));

    /// <summary>The same evidence, its lines counted from so many lines further up.</summary>
    internal EvidenceCell Shifted(ulong lines) => new(
        LatestOn, LatestAt == 0 ? 0 : LatestAt + lines, PreviousOn, PreviousAt == 0 ? 0 : PreviousAt + lines, DisagreeingOn, DisagreeingAt == 0 ? 0 : DisagreeingAt + lines);

    /// <summary>True when merging <paramref name="record"/> cannot change this cell: the usual case in bulk, cheap to see.</summary>
    internal bool Covers(in EvidenceCell record, SourceKind kind) =>
        kind != SourceKind.Interval && record.LatestOn < PreviousOn && record.DisagreeingOn == 0 && record.PreviousOn == 0;

    /// <inheritdoc/>
    public bool Equals(EvidenceCell other) =>
        LatestOn == other.LatestOn && PreviousOn == other.PreviousOn && DisagreeingOn == other.DisagreeingOn
        && LatestAt == other.LatestAt && PreviousAt == other.PreviousAt && DisagreeingAt == other.DisagreeingAt;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EvidenceCell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LatestOn, PreviousOn, DisagreeingOn, LatestAt, PreviousAt, DisagreeingAt);

    /// <inheritdoc/>
    public override string ToString() => $"{LatestOn}@{LatestAt} {PreviousOn}@{PreviousAt} !{DisagreeingOn}@{DisagreeingAt}";

    static bool IntervalWins(in EvidenceCell a, in EvidenceCell b) =>
        a.LatestOn != b.LatestOn ? a.LatestOn > b.LatestOn
        : a.LatestAt != b.LatestAt ? a.LatestAt < b.LatestAt
        : a.PreviousOn <= b.PreviousOn;

    static (int On, ulong At) Later(int aOn, ulong aAt, int bOn, ulong bAt) =>
        aOn > bOn || (aOn == bOn && aAt <= bAt) ? (aOn, aAt) : (bOn, bAt);

    static (int On, ulong At) Later((int On, ulong At) a, (int On, ulong At) b) => Later(a.On, a.At, b.On, b.At);

    static (int On, ulong At) Below(int latestOn, int firstOn, ulong firstAt, int secondOn, ulong secondAt) =>
        firstOn < latestOn ? (firstOn, firstAt) : (secondOn, secondAt);
}
