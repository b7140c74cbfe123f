namespace SocialInsurance.Comparison;

/// <summary>What the brake compares with a feed's own history. Stored by name in manifests: names never change.</summary>
public enum BrakeMeasure
{
    /// <summary>Records; compared as a ratio.</summary>
    Volume,

    /// <summary>Terminal sources: distinct subjects reported by number and name, a share of the register; compared as a ratio.</summary>
    PeopleReported,

    /// <summary>Rejected of all records.</summary>
    RejectedShare,

    /// <summary>Records whose number fails its check character, of all records.</summary>
    ChecksumFailureShare,

    /// <summary>Accepted records whose number is in the register.</summary>
    MatchRate,

    /// <summary>Matched records under another name.</summary>
    NameDisagreementRate,

    /// <summary>Days from the latest event to the as-of date.</summary>
    NewestAgeDays,

    /// <summary>Events at most 30 days old.</summary>
    RecentShare,

    /// <summary>Events more than 365 days old.</summary>
    OldShare,

    /// <summary>Events on the most frequent day.</summary>
    BusiestDayShare,

    /// <summary>Records whose number and date an earlier one of the delivery has too.</summary>
    RepeatShare,

    /// <summary>Terminal sources: reported subjects with activity after the reported date.</summary>
    ContradictionRate,

    /// <summary>Terminal sources: reported subjects whose record people found wrong within a year.</summary>
    ReversalRate,

    /// <summary>Lists that say everything anew (deaths, custody...): accepted records against the delivery before; compared as a ratio.</summary>
    WholeListChange,
}

/// <summary>One measured value.</summary>
/// <param name="Value">In the measure's unit: records, share of the register, share 0..1, days.</param>
/// <param name="Of">What it was counted over: denominator of a share, count of a volume. 0 = the delivery says nothing about it.</param>
/// <param name="OneCount">What one record or person more adds to <paramref name="Value"/>; 0 for days.</param>
public readonly record struct MeasuredValue(double Value, long Of, double OneCount)
{
    static readonly MeasuredValue Silent = default;

    /// <summary>The value of a measure in a delivery.</summary>
    public static MeasuredValue From(DeliveryStatistics s, BrakeMeasure measure) => measure switch
    {
        BrakeMeasure.Volume => new(s.Read, Math.Max(1, s.Read), 1),
        BrakeMeasure.PeopleReported => s is { People: { } people, Subjects: > 0 } ? new((double)people / s.Subjects, Math.Max(1, people), 1.0 / s.Subjects) : Silent,
        BrakeMeasure.RejectedShare => Share(s.Read - s.Accepted, s.Read),
        BrakeMeasure.ChecksumFailureShare => Share(s.ChecksumFailures, s.Read),
        BrakeMeasure.MatchRate => Share(s.Matched, s.Accepted),
        BrakeMeasure.NameDisagreementRate => Share(s.NameDisagreed, s.Matched),
        BrakeMeasure.NewestAgeDays => s.NewestAgeDays is { } days ? new(days, s.Sampled, 0) : Silent,
        BrakeMeasure.RecentShare => Share(s.Recent, s.Sampled),
        BrakeMeasure.OldShare => Share(s.Old, s.Sampled),
        BrakeMeasure.BusiestDayShare => Share(s.OnBusiestDay, s.Sampled),
        BrakeMeasure.RepeatShare => Share(s.Repeated, s.Sampled),
        BrakeMeasure.ContradictionRate => s is { People: { } people, Contradicted: { } contradicted } ? Share(contradicted, people) : Silent,
        BrakeMeasure.ReversalRate => Share(Math.Min(s.Reversed, s.ReversedOf), s.ReversedOf),
        BrakeMeasure.WholeListChange => Silent, // of two deliveries: see WholeList
    };

    static MeasuredValue Share(long part, long whole) => whole <= 0 ? Silent : new((double)part / whole, whole, 1.0 / whole);
}
