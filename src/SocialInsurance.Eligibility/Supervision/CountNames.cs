using System.Globalization;
using System.Text.Json;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>
/// The page's numbers by name, as whole numbers: times in seconds, shares and scores in ten thousandths. Names are stable and without
/// personal data.
/// </summary>
internal static class CountNames
{
    private const int TenThousandths = 10_000;
    private const int SecondsOfHour = 3600;

    /// <summary>What the page shows and the log does not carry; the words for people name the reason.</summary>
    internal static readonly IReadOnlyList<string> NotInLog =
        ["funnel.beneficiaries", "load.due", "errors.wrongSilent.rate", "freshness", "heldFeeds", "policies"];

    internal static Dictionary<string, long> Of(SupervisionCounts counts)
    {
        Dictionary<string, long> result = [];
        AddFunnel(result, counts);
        AddCases(result, counts);
        AddAgreement(result, counts);
        AddService(result, counts);
        return result;
    }

    private static void AddFunnel(Dictionary<string, long> result, SupervisionCounts counts)
    {
        var (decisions, benefits) = (counts.Decisions, counts.Benefits);
        result["funnel.certifiedSilently"] = decisions.Silent;
        result["funnel.certifiedByFace"] = decisions.Face;
        result["funnel.certifiedInPerson"] = decisions.InPerson;
        result["funnel.asked"] = decisions.Asked;
        result["funnel.inReview"] = counts.InReview;
        result["funnel.suspended"] = benefits.Suspended;
        result["funnel.terminated"] = benefits.Terminated;
        result["funnel.resumed"] = benefits.Resumed;
        foreach (var error in ErrorFigures.Of(counts, NoChances.Known))
        {
            result[$"errors.{Camel(error.Name)}"] = error.Errors;
            result[$"errors.{Camel(error.Name)}.n"] = error.N;
        }

        foreach (var month in counts.Load)
        {
            result[string.Create(CultureInfo.InvariantCulture, $"load.{month.Month:yyyy-MM}.certified")] = month.Certified;
        }
    }

    private static void AddCases(Dictionary<string, long> result, SupervisionCounts counts)
    {
        foreach (var sla in CaseFigures.SlaOf(counts))
        {
            var name = $"sla.{sla.Kind}.{sla.Colour}";
            Add(result, name, sla.Open, sla.Overdue, sla.Closed, sla.MedianHours);
            result[$"{name}.closedInTime"] = sla.ClosedInTime;
        }

        foreach (var work in CaseFigures.WorkloadOf(counts, new Dictionary<CaseworkerId, string>()))
        {
            Add(result, $"workload.{work.Account}", work.Open, work.Overdue, work.Closed, work.MedianHours);
            AddShare(result, $"workload.{work.Account}.refutedShare", work.RefutedShare);
        }

        result["workload.-.open"] = counts.Open.Where(open => open.AssignedTo is null).Sum(open => open.Open);
        foreach (var closed in counts.Closed.GroupBy(one => (one.Kind, one.Conclusion)))
        {
            result[$"conclusion.{closed.Key.Kind}.{closed.Key.Conclusion}"] = closed.LongCount();
        }

        var appeals = CaseFigures.AppealsOf(counts);
        result["appeals.opened"] = appeals.Opened;
        result["appeals.decided"] = appeals.Decided;
        result["appeals.granted"] = appeals.Granted;
        result["appeals.inTime"] = appeals.InTime;
    }

    private static void AddAgreement(Dictionary<string, long> result, SupervisionCounts counts)
    {
        result["agreement.drawn"] = counts.BlindDrawn;
        result["agreement.reviewed"] = counts.Judged.Count;
        foreach (var team in TeamAgreement.Of(counts.Judged))
        {
            result[$"agreement.{team.Team}.pairs"] = team.Agreement.Cases;
            AddShare(result, $"agreement.{team.Team}.observed", team.Agreement.Observed);
            AddShare(result, $"agreement.{team.Team}.kappa", team.Agreement.Kappa);
        }
    }

    private static void AddService(Dictionary<string, long> result, SupervisionCounts counts)
    {
        result["feedback.given"] = counts.Feedback.Given;
        result["feedback.ratingSum"] = counts.Feedback.RatingSum;
        result["feedback.complaints"] = counts.Feedback.Complaints;
        result["feedback.resolved"] = counts.Feedback.Resolved;
        var composite = CompositeScore.Of(counts);
        AddShare(result, "composite.score", composite.Score / 100);
        foreach (var part in composite.Parts)
        {
            result[$"composite.{Camel(part.Name)}.n"] = part.N;
            AddShare(result, $"composite.{Camel(part.Name)}", part.Value / 100);
        }
    }

    private static void Add(Dictionary<string, long> result, string name, long open, long overdue, long closed, double? medianHours)
    {
        result[$"{name}.open"] = open;
        result[$"{name}.overdue"] = overdue;
        result[$"{name}.closed"] = closed;
        if (medianHours is { } hours)
        {
            result[$"{name}.medianSeconds"] = (long)Math.Round(hours * SecondsOfHour);
        }
    }

    /// <param name="share">0..1, kappa from -1; nothing without</param>
    private static void AddShare(Dictionary<string, long> result, string name, double? share)
    {
        if (share is { } known)
        {
            result[$"{name}.tenThousandths"] = (long)Math.Round(known * TenThousandths);
        }
    }

    private static string Camel<T>(T name)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(name.ToString());

    /// <summary>Errors and observations are counted without weights.</summary>
    private sealed class NoChances : IAuditChances
    {
        public static readonly NoChances Known = new();

        public IReadOnlyDictionary<BeneficiaryId, double> Of(DateOnly asOf) => new Dictionary<BeneficiaryId, double>();
    }
}
