using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>Cases of one kind and colour.</summary>
/// <param name="MedianHours">from opening to closing; null without closed cases</param>
public sealed record SlaFigure(FindingKind Kind, RiskColour Colour, long Closed, long ClosedInTime, long Open, long Overdue, double? MedianHours);

/// <summary>What one account has and did.</summary>
/// <param name="RefutedShare">of the closed ones, 0..1; null without</param>
public sealed record WorkloadFigure(CaseworkerId Account, string Team, long Open, long Closed, long Overdue, double? RefutedShare, double? MedianHours);

/// <param name="ReversalRate">granted of the decided ones, 0..1; null without</param>
public sealed record AppealFigures(long Opened, long Decided, long Granted, long InTime, double? ReversalRate);

/// <summary>What follows from cases. Pure.</summary>
public static class CaseFigures
{
    /// <summary>Reddest first, then by kind.</summary>
    public static IReadOnlyList<SlaFigure> SlaOf(SupervisionCounts counts)
    {
        var open = counts.Open.ToLookup(cases => (cases.Kind, cases.Colour));
        var closed = counts.Closed.ToLookup(one => (one.Kind, one.Colour));
        return
        [
            .. open.Select(group => group.Key).Union(closed.Select(group => group.Key))
                .OrderByDescending(key => key.Colour).ThenBy(key => key.Kind.Code, StringComparer.Ordinal)
                .Select(key => new SlaFigure(
                    key.Kind,
                    key.Colour,
                    closed[key].LongCount(),
                    closed[key].LongCount(one => one.IsInTime),
                    open[key].Sum(cases => cases.Open),
                    open[key].Sum(cases => cases.Overdue),
                    Median.Of(closed[key].Select(one => one.Hours)))),
        ];
    }

    /// <summary>Everybody who has or closed a case, most open first.</summary>
    /// <param name="teams">team by account; an account that is not there has none</param>
    public static IReadOnlyList<WorkloadFigure> WorkloadOf(SupervisionCounts counts, IReadOnlyDictionary<CaseworkerId, string> teams)
    {
        var open = counts.Open.Where(cases => cases.AssignedTo is not null).ToLookup(cases => cases.AssignedTo!.Value);
        var closed = counts.Closed.ToLookup(one => one.ClosedBy);
        return
        [
            .. open.Select(group => group.Key).Union(closed.Select(group => group.Key))
                .Select(account => new WorkloadFigure(
                    account,
                    teams.GetValueOrDefault(account, string.Empty),
                    open[account].Sum(cases => cases.Open),
                    closed[account].LongCount(),
                    open[account].Sum(cases => cases.Overdue),
                    closed[account].Any() ? (double)closed[account].Count(one => one.IsRefuted) / closed[account].Count() : null,
                    Median.Of(closed[account].Select(one => one.Hours))))
                .OrderByDescending(figure => figure.Open).ThenBy(figure => figure.Account.Value, StringComparer.Ordinal),
        ];
    }

    public static AppealFigures AppealsOf(SupervisionCounts counts)
    {
        ClosedCase[] decided =
        [
            .. counts.Closed.Where(one => one.Kind == FindingKind.Appeal && one.Conclusion is CaseConclusion.AppealGranted or CaseConclusion.AppealUpheld),
        ];
        var granted = decided.LongCount(one => one.Conclusion == CaseConclusion.AppealGranted);
        return new AppealFigures(
            counts.AppealsOpened, decided.Length, granted, decided.LongCount(one => one.IsInTime), decided.Length == 0 ? null : (double)granted / decided.Length);
    }
}
