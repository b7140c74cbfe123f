using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>One step of the waterfall from the prior to the weight of a link.</summary>
public readonly record struct ComparisonStep(ComparisonLevel Level, MatchWeight Weight);

/// <summary>
/// A terminal record that may concern a subject although its number does not say so. Never a link: a person judges it.
/// Holds no name and no number.
/// </summary>
/// <param name="Subject">Index of the subject.</param>
/// <param name="Place">Where the record stands.</param>
/// <param name="Source">Index into <see cref="ComparisonState.Sources"/>.</param>
/// <param name="OccurredOn">Date of the event, yyyymmdd, after the as-of date too; 0 = it cannot be read.</param>
/// <param name="Weight">Sum of the steps: log2 of the odds that record and subject are one person.</param>
/// <param name="Steps">The prior, then each comparison.</param>
public sealed record PossibleLink(int Subject, RecordPlace Place, int Source, int OccurredOn, MatchWeight Weight, IReadOnlyList<ComparisonStep> Steps)
{
    /// <summary>
    /// This subject is one of those whom the record could mean, hardly more: near the threshold of a possible link, or a bearer of the name of
    /// a record whose number is registered under another, or of a rare name with which some part of the number agrees. Too little to suspect anybody, too much to take the subject's life for granted unseen.
    /// </summary>
    public bool IsFaint { get; init; }

    /// <summary>
    /// A faint link so weak that the subject's presence anywhere after the record's date outweighs it. A stronger one stands: a family may
    /// show the dead person's card. Nothing is after a date that cannot be read.
    /// </summary>
    public bool YieldsToPresence => IsFaint && OccurredOn != 0 && Weight.Bits < LinkageModel.FaintMisdirectedBits;
}

/// <summary>What the linkage step of a run saw.</summary>
/// <param name="Records">Unlinked records of terminal sources.</param>
/// <param name="Candidates">Pairs that some blocking rule brought together.</param>
public readonly record struct LinkageCounts(long Records, long Candidates);

/// <summary>The possible links of a run, ascending by subject, then by falling weight, then by place. Immutable, thread-safe.</summary>
public sealed class PossibleLinks
{
    /// <summary>No link.</summary>
    public static readonly PossibleLinks None = new([], default);

    readonly PossibleLink[] links;

    internal PossibleLinks(IEnumerable<PossibleLink> links, LinkageCounts counts)
    {
        this.links = Sorted(links);
        if (Array.Exists(this.links, l => l.Place != l.Place.Whole))
        {
            // of several records of one line that may mean a subject the one that asks most of it
            this.links = Sorted(this.links.Select(l => l with { Place = l.Place.Whole }).OrderBy(l => l.IsFaint).ThenBy(l => l.YieldsToPresence).DistinctBy(l => (l.Subject, l.Place)));
        }

        Counts = counts;
    }

    static PossibleLink[] Sorted(IEnumerable<PossibleLink> links) => [.. links.OrderBy(l => l.Subject).ThenByDescending(l => l.Weight.Millibits).ThenBy(l => l.Place.Value)];

    /// <summary>What they were found among.</summary>
    public LinkageCounts Counts { get; }

    /// <summary>All links.</summary>
    public IReadOnlyList<PossibleLink> All => links;

    /// <summary>The links of a subject, the strongest first; empty for nearly everybody. Binary search.</summary>
    public ReadOnlySpan<PossibleLink> Of(int subject)
    {
        int first = FirstFrom(subject);
        int end = first;
        while (end < links.Length && links[end].Subject == subject)
        {
            end++;
        }

        return links.AsSpan(first..end);
    }

    /// <summary>Index of the first link of this subject or a later one.</summary>
    int FirstFrom(int subject)
    {
        int low = 0;
        int high = links.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            (low, high) = links[middle].Subject < subject ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
