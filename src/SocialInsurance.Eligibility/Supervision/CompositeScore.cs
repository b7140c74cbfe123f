namespace SocialInsurance.Eligibility.Supervision;

/// <summary>The parts of the composite service score.</summary>
public enum ScorePartName
{
    /// <summary>Cases closed within their deadline, of those closed.</summary>
    Efficiency,

    /// <summary>Certified silently, of those certified.</summary>
    Automation,

    /// <summary>Mean rating: 1 counts 0, 5 counts 100.</summary>
    Satisfaction,

    /// <summary>Certified by their own face session, of those who had to do something.</summary>
    Online,

    /// <summary>Complaints resolved, of those made.</summary>
    FeedbackResolved,
}

/// <summary>A share with what it counts.</summary>
/// <param name="Sum">of values 0..1, one an observation</param>
/// <param name="N">observations</param>
public readonly record struct ObservedShare(double Sum, long N)
{
    /// <summary>0..100; null without an observation.</summary>
    public double? Percent => N == 0 ? null : 100 * Sum / N;
}

/// <param name="Weight">0..1</param>
/// <param name="Value">0..100; null without data</param>
/// <param name="N">observations</param>
public readonly record struct ScorePart(ScorePartName Name, double Weight, double? Value, long N);

/// <summary>SC = 0.35 efficiency + 0.25 automation + 0.20 satisfaction + 0.10 online + 0.10 feedback resolved, each 0..100.</summary>
/// <param name="Score">0..100; null while any part has no data: nothing is made up</param>
public sealed record CompositeScore(double? Score, IReadOnlyList<ScorePart> Parts)
{
    public static CompositeScore Of(ObservedShare efficiency, ObservedShare automation, ObservedShare satisfaction, ObservedShare online, ObservedShare feedbackResolved)
    {
        ScorePart[] parts =
        [
            Part(ScorePartName.Efficiency, 0.35, efficiency),
            Part(ScorePartName.Automation, 0.25, automation),
            Part(ScorePartName.Satisfaction, 0.20, satisfaction),
            Part(ScorePartName.Online, 0.10, online),
            Part(ScorePartName.FeedbackResolved, 0.10, feedbackResolved),
        ];
        return new CompositeScore(Array.Exists(parts, part => part.Value is null) ? null : parts.Sum(part => part.Weight * part.Value!.Value), parts);
    }

    public static CompositeScore Of(SupervisionCounts counts)
    {
        const int Steps = Feedback.FeedbackGiven.HighestRating - Feedback.FeedbackGiven.LowestRating;
        var (decisions, feedback) = (counts.Decisions, counts.Feedback);
        return Of(
            new ObservedShare(counts.Closed.LongCount(one => one.IsInTime), counts.Closed.Count),
            new ObservedShare(decisions.Silent, decisions.Certified),
            new ObservedShare((double)(feedback.RatingSum - (feedback.Given * Feedback.FeedbackGiven.LowestRating)) / Steps, feedback.Given),
            new ObservedShare(decisions.Face, decisions.Face + decisions.InPerson),
            new ObservedShare(feedback.Resolved, feedback.Complaints));
    }

    private static ScorePart Part(ScorePartName name, double weight, ObservedShare share) => new(name, weight, share.Percent, share.N);
}
