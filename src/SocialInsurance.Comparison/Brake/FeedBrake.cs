namespace SocialInsurance.Comparison;

/// <summary>A terminal record that a person found wrong.</summary>
/// <param name="File">File of the record.</param>
/// <param name="On">Day on which the person said so.</param>
public readonly record struct ReversedRecord(string File, DateOnly On);

/// <summary>
/// The brake on feeds: what it knows, and its judgement of one delivery. A delivery outside its feed's bounds is held unless a
/// person released this very content. Immutable, thread-safe, pure.
/// </summary>
public sealed record FeedBrake
{
    /// <summary>Earlier deliveries.</summary>
    public required BrakeHistory History { get; init; }

    /// <summary>What people let through, or go.</summary>
    public IReadOnlyList<BrakeRelease> Releases { get; init; } = [];

    /// <summary>What people found wrong.</summary>
    public IReadOnlyList<ReversedRecord> Reversals { get; init; } = [];

    /// <summary>How far a measure may go.</summary>
    public BrakeLimits Limits { get; init; } = BrakeLimits.Standard;

    /// <summary>
    /// Adds the reversals of a terminal delivery. A feed that sends everything anew under one file name is held to the records of
    /// that file; one of many files to all records of the source, over all people that it ever reported.
    /// </summary>
    internal DeliveryStatistics WithReversals(FileCounts delivery, DeliveryStatistics statistics, DateOnly asOf)
    {
        if (statistics.People is not { } people)
        {
            return statistics;
        }

        bool isWhole = History.KnowsFile(delivery);
        HashSet<string> files = isWhole ? [delivery.File] : [delivery.File, .. History.FilesOf(delivery.Source)];
        DateOnly yearAgo = asOf.AddYears(-1);
        return statistics with
        {
            Reversed = Reversals.Count(r => r.On > yearAgo && files.Contains(r.File)),
            ReversedOf = isWhole ? people : people + History.PeopleReported(delivery.Source),
        };
    }

    /// <summary>Judges a delivery that an earlier run read, by what it looked like then; null for what was never measured.</summary>
    internal BrakeVerdict? JudgeAgain(FileCounts delivery, DateOnly asOf) =>
        delivery.Statistics is { } statistics ? Judge(delivery, WithReversals(delivery, statistics, asOf), null) : null;

    /// <summary>
    /// Judges a delivery. Content that the latest run applied is judged by what people found wrong since, and by nothing else: it is already
    /// part of what was decided. Unless another descriptor reads it now: then it must say what it said.
    /// </summary>
    /// <param name="descriptor">Its share of rejected records holds a delivery whose like it read before; null when that was judged already.</param>
    internal BrakeVerdict Judge(FileCounts delivery, DeliveryStatistics statistics, FeedDescriptor? descriptor)
    {
        IReadOnlyList<DeliveryStatistics> like = History.Like(delivery, Limits.MostHistory);
        PastDelivery? same = History.SameContent(delivery);
        IReadOnlyList<BrakeCheck> checks = [.. BrakeJudge.Check(Limits, statistics, like, History.OfSource(delivery, Limits.MostHistory)), .. descriptor is null ? [] : WholeList.Check(Limits, statistics, like, descriptor.Kind), .. like.Count == 0 || descriptor is null ? [] : Rejected(delivery, descriptor)];
        if (same is not null)
        {
            checks = [.. checks.Where(c => c.Measure == BrakeMeasure.ReversalRate), .. same.Counts.DescriptorDigest == delivery.DescriptorDigest ? [] : AgainstItself(same.Counts, delivery)];
        }

        BrakeRelease? release = Releases.LastOrDefault(r => !r.LetsGo && r.Feed == delivery.Source && r.Sha256 == delivery.Sha256);
        BrakeDecision decision = !checks.Any(c => c.IsOutside) ? same is null ? BrakeDecision.Applied : BrakeDecision.AppliedBefore
            : release is null ? BrakeDecision.Held
            : BrakeDecision.Released;
        return new BrakeVerdict(decision, Limits.Version, like.Count, same is null ? null : new DeliveryPlace(same.Run, same.Counts.File), checks, decision == BrakeDecision.Released ? release : null);
    }

    /// <summary>The same bytes by another descriptor: a column or a notation that is wrong takes the evidence away as silently as a cut list.</summary>
    static IEnumerable<BrakeCheck> AgainstItself(FileCounts then, FileCounts now)
    {
        const double RejectedMargin = 0.02;
        const double JoinedMargin = 0.1;
        BrakeCheck rejected = Check(BrakeMeasure.RejectedShare, "share of records", Share(now.Rejected, now.Read));
        BrakeCheck matched = Check(BrakeMeasure.MatchRate, "share of accepted records", Share(now.Matched, now.Accepted));
        BrakeCheck otherName = Check(BrakeMeasure.NameDisagreementRate, "share of matched records", Share(now.NameDisagreed, now.Matched));
        yield return AtMost(rejected, Share(then.Rejected, then.Read) + RejectedMargin);
        yield return AtLeast(matched, Share(then.Matched, then.Accepted) - JoinedMargin);
        yield return AtMost(otherName, Share(then.NameDisagreed, then.Matched) + JoinedMargin);

        static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
        static BrakeCheck Check(BrakeMeasure measure, string unit, double value) => new(measure, unit, value, null, null, BrakeBasis.SameContent, false);
        static BrakeCheck AtMost(BrakeCheck check, double high) => check with { High = Math.Min(high, 1), IsOutside = check.Value > high };
        static BrakeCheck AtLeast(BrakeCheck check, double low) => check with { Low = Math.Max(low, 0), IsOutside = check.Value < low };
    }

    /// <summary>Of a delivery that cannot be read.</summary>
    internal BrakeVerdict Hold(FileCounts delivery, InputError unreadable) =>
        new(BrakeDecision.Held, Limits.Version, History.Like(delivery, Limits.MostHistory).Count, null, [], null) { Unreadable = unreadable };

    /// <summary>Too many rejects for the descriptor, in a delivery that the feed's own bounds may be too wide, or its records too few, to stop.</summary>
    static IEnumerable<BrakeCheck> Rejected(FileCounts delivery, FeedDescriptor descriptor)
    {
        if (descriptor.IsTooManyRejected(delivery.Rejected, delivery.Read))
        {
            yield return new BrakeCheck(
                BrakeMeasure.RejectedShare, "share of records", (double)delivery.Rejected / delivery.Read, null, descriptor.MaxRejectedShare, BrakeBasis.Descriptor, true);
        }
    }
}
