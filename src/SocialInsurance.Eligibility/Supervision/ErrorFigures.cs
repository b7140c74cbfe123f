using System.Globalization;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>Errors that are measured all the time.</summary>
public enum ErrorName
{
    /// <summary>Suspensions of the time that were resumed because the person is alive.</summary>
    WrongSuspension,

    /// <summary>Silent passes that an inspection found wrong, of those inspected (抽查).</summary>
    WrongSilent,

    /// <summary>Findings of death that a caseworker refuted, of those with a conclusion about the person.</summary>
    WrongDeathFinding,
}

/// <param name="Errors">counted, unweighted</param>
/// <param name="N">counted, unweighted</param>
/// <param name="Rate">0..1; weighted where observations were drawn with unequal chances; null without any</param>
/// <param name="Interval">95 %; null with <paramref name="Rate"/></param>
public sealed record ErrorFigure(ErrorName Name, long Errors, long N, double? Rate, Interval95? Interval);

/// <summary>A 95 % interval of a rate (Wilson; the rule of three at zero errors).</summary>
public readonly record struct Interval95(double Low, double High)
{
    internal static Interval95 Of(RateInterval interval) => new(interval.Low, interval.High);
}

/// <summary>Chances with which silent passes were drawn for inspection, from the run folders. Thread-safe.</summary>
public interface IAuditChances
{
    /// <summary>By beneficiary; empty when no run of that day keeps its sample.</summary>
    /// <param name="asOf">day of the run</param>
    IReadOnlyDictionary<BeneficiaryId, double> Of(DateOnly asOf);
}

/// <summary>Error rates with their intervals. Pure but for reading <see cref="IAuditChances"/>.</summary>
public static class ErrorFigures
{
    private static readonly HashSet<string> DeathFindings = ["DeathCorroborated", "DeathSuspected", "DeathContradicted"];

    private static readonly HashSet<CaseConclusion> AboutThePerson =
    [
        CaseConclusion.FindingRefuted, CaseConclusion.RecordOfAnotherPerson, CaseConclusion.HandedToInvestigation, CaseConclusion.LossConfirmed,
        CaseConclusion.CertifiedInPerson,
    ];

    public static IReadOnlyList<ErrorFigure> Of(SupervisionCounts counts, IAuditChances chances)
    {
        ClosedCase[] deaths = [.. counts.Closed.Where(one => DeathFindings.Contains(one.Kind.Code) && AboutThePerson.Contains(one.Conclusion))];
        return
        [
            Plain(ErrorName.WrongSuspension, counts.Benefits.Wrong, counts.Benefits.Suspended),
            WrongSilent(counts.Closed, chances),
            Plain(ErrorName.WrongDeathFinding, deaths.LongCount(one => one.IsRefuted || one.Conclusion == CaseConclusion.CertifiedInPerson), deaths.Length),
        ];
    }

    private static ErrorFigure Plain(ErrorName name, long errors, long n)
    {
        var rate = new ErrorRate(errors, n);
        return new ErrorFigure(name, errors, n, n == 0 ? null : rate.Rate, n == 0 ? null : Interval95.Of(rate.Interval95));
    }

    /// <summary>
    /// The sample is drawn with unequal chances; a pass drawn with the chance p stands for 1/p passes. The share is Hajek's ratio of
    /// weights, its interval Wilson's for Kish's effective number of observations. A pass whose chance nobody knows any more
    /// leaves the whole rate unweighted: weights of some would favour them.
    /// </summary>
    private static ErrorFigure WrongSilent(IReadOnlyList<ClosedCase> closed, IAuditChances chances)
    {
        ClosedCase[] inspected =
        [
            .. closed.Where(one => one.Kind == FindingKind.AuditSample && one.Conclusion is CaseConclusion.InspectionPassed or CaseConclusion.InspectionFailed),
        ];
        var errors = inspected.LongCount(IsWrong);
        double?[] known = [.. inspected.Select(one => ChanceOf(one, chances))];
        if (inspected.Length == 0 || known.Contains(null))
        {
            return Plain(ErrorName.WrongSilent, errors, inspected.Length);
        }

        double[] weights = [.. known.Select(chance => 1 / chance!.Value)];
        var total = weights.Sum();
        var rate = inspected.Zip(weights).Sum(pair => IsWrong(pair.First) ? pair.Second : 0) / total;
        var worth = total * total / weights.Sum(weight => weight * weight);
        return new ErrorFigure(ErrorName.WrongSilent, errors, inspected.Length, rate, Interval95.Of(ErrorRate.IntervalOf(rate, worth)));
    }

    private static bool IsWrong(ClosedCase inspected) => inspected.Conclusion == CaseConclusion.InspectionFailed;

    /// <summary>The record place of an inspection is "FILE@DAY".</summary>
    private static double? ChanceOf(ClosedCase inspected, IAuditChances chances)
    {
        var place = inspected.RecordPlace;
        return DateOnly.TryParseExact(place[(place.LastIndexOf('@') + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf)
            && chances.Of(asOf).TryGetValue(inspected.Beneficiary, out var chance)
            ? chance
            : null;
    }
}
