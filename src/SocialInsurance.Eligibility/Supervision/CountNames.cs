using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>What the numbers of a recount are called: stable, without personal data.</summary>
internal static class CountNames
{
    internal const string Silent = "funnel.certifiedSilently";
    internal const string Face = "funnel.certifiedByFace";
    internal const string InPerson = "funnel.certifiedInPerson";
    internal const string Asked = "funnel.asked";
    internal const string InReview = "funnel.inReview";
    internal const string Suspended = "funnel.suspended";
    internal const string Terminated = "funnel.terminated";
    internal const string Resumed = "funnel.resumed";
    internal const string WrongSuspensions = "errors.wrongSuspension";
    internal const string AppealsOpened = "appeals.opened";
    internal const string Judged = "agreement.reviewed";
    internal const string FeedbackGiven = "feedback.given";
    internal const string RatingSum = "feedback.ratingSum";
    internal const string Complaints = "feedback.complaints";
    internal const string Resolved = "feedback.resolved";

    internal static Dictionary<string, long> Of(SupervisionCounts counts)
    {
        var result = new Dictionary<string, long>
        {
            [Silent] = counts.Decisions.Silent,
            [Face] = counts.Decisions.Face,
            [InPerson] = counts.Decisions.InPerson,
            [Asked] = counts.Decisions.Asked,
            [InReview] = counts.InReview,
            [Suspended] = counts.Benefits.Suspended,
            [Terminated] = counts.Benefits.Terminated,
            [Resumed] = counts.Benefits.Resumed,
            [WrongSuspensions] = counts.Benefits.Wrong,
            [AppealsOpened] = counts.AppealsOpened,
            [Judged] = counts.Judged.Count,
            [FeedbackGiven] = counts.Feedback.Given,
            [RatingSum] = counts.Feedback.RatingSum,
            [Complaints] = counts.Feedback.Complaints,
            [Resolved] = counts.Feedback.Resolved,
        };
        foreach (var open in counts.Open)
        {
            Add(result, OfOpen(open.Kind, open.Colour, open.AssignedTo), open.Open);
        }

        foreach (var closed in counts.Closed)
        {
            Add(result, OfClosed(closed.Kind, closed.Colour, closed.ClosedBy, closed.Conclusion), 1);
        }

        return result;
    }

    internal static IEnumerable<string> OfOpen(FindingKind kind, RiskColour colour, CaseworkerId? assignedTo) =>
        [$"sla.{kind}.{colour}.open", $"workload.{assignedTo?.Value ?? "-"}.open"];

    internal static IEnumerable<string> OfClosed(FindingKind kind, RiskColour colour, CaseworkerId by, CaseConclusion conclusion) =>
        [$"sla.{kind}.{colour}.closed", $"workload.{by}.closed", $"conclusion.{kind}.{conclusion}"];

    private static void Add(Dictionary<string, long> result, IEnumerable<string> names, long count)
    {
        foreach (var name in names)
        {
            result[name] = result.GetValueOrDefault(name) + count;
        }
    }
}
