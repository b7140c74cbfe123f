namespace SocialInsurance.Comparison;

/// <summary>How strongly a delivery burdens a person. Part of gone-people.json: numbers stay.</summary>
enum Burden : byte
{
    /// <summary>A run of an older program did not note it; whatever says something is enough to say it again.</summary>
    NotNoted = 0,

    /// <summary>A faint link that presence outweighs.</summary>
    YieldingLink = 1,

    /// <summary>A faint link.</summary>
    FaintLink = 2,

    /// <summary>A link that opens a case.</summary>
    Link = 3,

    /// <summary>A record under the number, with another name.</summary>
    OtherName = 4,

    /// <summary>A record under number and name.</summary>
    Record = 5,
}

/// <summary>A subject whom a delivery that is gone burdens, as the register had it.</summary>
/// <param name="NumberKey">0: the register had no number that can be compared.</param>
/// <param name="Burden">How strongly.</param>
/// <param name="On">Day of the record (interval: its end), yyyymmdd; 0 for links, and where it was not noted.</param>
sealed record GonePerson(byte[] Id, ulong NameKey, long NumberKey, Burden Burden = Burden.NotNoted, int On = 0)
{
    internal static GonePerson At(ComparisonState state, int subject, Burden burden, int on = 0) =>
        new(state.IdOf(subject).ToArray(), state.SubjectAt(subject).NameKey, state.SubjectAt(subject).Key, burden, on);

    /// <summary>Strength of a possible link.</summary>
    internal static Burden Of(PossibleLink link) => link.YieldsToPresence ? Burden.YieldingLink : link.IsFaint ? Burden.FaintLink : Burden.Link;

    /// <summary>
    /// The source burdens the person at least as strongly without that delivery: a namesake's link is not the record that is gone, and a sentence
    /// served in full is not one that lasts.
    /// </summary>
    /// <param name="cell">What the source says of the person now.</param>
    /// <param name="link">The strongest link to a record of the source.</param>
    internal bool IsStillBurdened(in EvidenceCell cell, SourceKind kind, Burden link, int asOf)
    {
        if (kind == SourceKind.Terminal || Burden < Burden.OtherName)
        {
            return cell is { LatestOn: not 0 } or { DisagreeingOn: not 0 } || (link > Burden.NotNoted && link >= Min(Burden, Burden.Link));
        }

        int least = Math.Min(On, asOf);
        return (cell.LatestOn != 0 && cell.LatestOn >= least) || (Burden == Burden.OtherName && cell.DisagreeingOn != 0 && cell.DisagreeingOn >= least);
    }

    static Burden Min(Burden a, Burden b) => a < b ? a : b;
}
