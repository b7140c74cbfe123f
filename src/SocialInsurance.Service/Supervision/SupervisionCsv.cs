using System.Globalization;
using System.Text;
using SocialInsurance.Contracts.Supervision;

namespace SocialInsurance.Service.Supervision;

/// <summary>
/// The supervisor's figures as rows <c>section,name,value,low,high,n</c>; an absent value is empty. Codes and numbers only, no words; a
/// cell that a spreadsheet would take for a formula gets an apostrophe before it.
/// </summary>
internal static class SupervisionCsv
{
    internal static string Of(SupervisionDto page)
    {
        var csv = new StringBuilder("section,name,value,low,high,n\n");
        void Row(string section, string name, double? value, double? low = null, double? high = null, long? n = null) => csv
            .Append(section).Append(',').Append(Cell(name)).Append(',').Append(Number(value)).Append(',').Append(Number(low)).Append(',').Append(Number(high))
            .Append(',').Append(Number(n)).Append('\n');

        AddFunnel(page.Funnel, Row);
        AddCases(page, Row);
        if (page.StoredFaces is { } faces)
        {
            Row("storedFaces", faces.Notice, faces.Count);
        }

        Row("composite", "score", page.Composite.Score);
        foreach (var part in page.Composite.Parts)
        {
            Row("composite", part.Name, part.Value, n: part.N);
        }

        foreach (var source in page.Freshness)
        {
            Row("freshness", source.Source, source.Freshness, n: source.Days);
        }

        foreach (var held in page.HeldFeeds)
        {
            Row("heldFeeds", $"{held.Feed}/{held.Delivery}", held.IsReleased ? 0 : 1);
        }

        foreach (var (policy, move) in page.Policies.SelectMany(policy => (policy.Changed ?? new Dictionary<string, long>()).Select(move => (policy, move))))
        {
            Row("policies", $"{policy.Version}/{move.Key}", move.Value);
        }

        foreach (var team in page.Agreement.Teams)
        {
            Row("agreement", $"{team.Team}/observed", team.ObservedAgreement, n: team.Pairs);
            Row("agreement", $"{team.Team}/kappa", team.Kappa, team.Low, team.High, team.Pairs);
        }

        foreach (var error in page.Errors)
        {
            Row("errors", error.Name, error.Rate, error.Low, error.High, error.N);
        }

        foreach (var month in page.Load)
        {
            Row("load", Month(month.Month, "due"), month.Due);
            Row("load", Month(month.Month, "certified"), month.Certified);
        }

        return csv.ToString();
    }

    private static void AddFunnel(FunnelDto funnel, Adding row)
    {
        row("funnel", "beneficiaries", funnel.Beneficiaries);
        row("funnel", "certifiedSilently", funnel.CertifiedSilently);
        row("funnel", "certifiedByFace", funnel.CertifiedByFace);
        row("funnel", "certifiedInPerson", funnel.CertifiedInPerson);
        row("funnel", "asked", funnel.Asked);
        row("funnel", "inReview", funnel.InReview);
        row("funnel", "suspended", funnel.Suspended);
        row("funnel", "terminated", funnel.Terminated);
        row("funnel", "resumed", funnel.Resumed);
    }

    private static void AddCases(SupervisionDto page, Adding row)
    {
        foreach (var sla in page.Sla)
        {
            var name = $"{sla.Kind}/{SupervisionAnswers.Camel(sla.Colour)}";
            row("sla", $"{name}/closed", sla.Closed);
            row("sla", $"{name}/closedInTime", sla.ClosedInTime, n: sla.Closed);
            row("sla", $"{name}/open", sla.Open);
            row("sla", $"{name}/overdue", sla.Overdue, n: sla.Open);
            row("sla", $"{name}/medianHours", sla.MedianHours, n: sla.Closed);
        }

        foreach (var work in page.Workload)
        {
            row("workload", $"{work.Account}/open", work.Open);
            row("workload", $"{work.Account}/closed", work.Closed);
            row("workload", $"{work.Account}/overdue", work.Overdue, n: work.Open);
            row("workload", $"{work.Account}/refutedShare", work.RefutedShare, n: work.Closed);
            row("workload", $"{work.Account}/medianHours", work.MedianHours, n: work.Closed);
        }

        row("appeals", "opened", page.Appeals.Opened);
        row("appeals", "granted", page.Appeals.Granted, n: page.Appeals.Decided);
        row("appeals", "inTime", page.Appeals.InTime, n: page.Appeals.Decided);
        row("appeals", "reversalRate", page.Appeals.ReversalRate, n: page.Appeals.Decided);
    }

    private static string Month(DateOnly month, string what) => string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM}/{what}");

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? string.Empty;

    internal static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private delegate void Adding(string section, string name, double? value, double? low = null, double? high = null, long? n = null);
}
