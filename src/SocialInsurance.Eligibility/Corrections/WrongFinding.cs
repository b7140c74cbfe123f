using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Corrections;

/// <summary>Whether a case ended with a wrong finding put right: only then there is anything to give the person in writing (更正告知书). Pure.</summary>
public static class WrongFinding
{
    /// <summary>Kinds that rest on what somebody outside reported; the others are the agency's own (a lot drawn, a face not matched, no record at all).</summary>
    private static readonly HashSet<string> ReportedLosses = ["CustodialSentence", "DuplicateBenefit", "AbnormalPayment"];

    /// <summary>
    /// The case whose finding was wrong and was put right when <paramref name="file"/> was closed: itself, or for a claim "I am alive" and an
    /// appeal the doubt that was refuted with it; an appeal that was granted against none of them stands for itself. Null: nothing was put right.
    /// </summary>
    /// <param name="others">other cases of the person</param>
    public static ReviewCase? Of(ReviewCase file, IReadOnlyList<ReviewCase> others, BenefitStanding benefit)
    {
        if (ClosedAt(file) is not { } closed)
        {
            return null;
        }

        return IsAskedFor(file)
            ? others.FirstOrDefault(other => IsRefuted(other) && ClosedAt(other) == closed)
                ?? (file.Conclusion == CaseConclusion.AppealGranted || EndsWrongStop(file, benefit) ? file : null)
            : IsRefuted(file) || EndsWrongStop(file, benefit) ? file : null;
    }

    /// <summary>When the case was last closed; null while it is open. A note may follow a closing.</summary>
    public static DateTimeOffset? ClosedAt(ReviewCase file) =>
        file.State == CaseState.Closed ? file.Events.Last(happened => happened is CaseClosed).RecordedAt : null;

    /// <summary>The resumption that this case brought, or that was recorded with its closing; null: payment was not resumed.</summary>
    public static BenefitChanged? ResumptionOf(ReviewCase file, BenefitStanding benefit) => benefit.Changes.LastOrDefault(change =>
        change.Measure == BenefitMeasure.Resume && (change.Case == file.Id || file.Events.Any(happened => happened.RecordedAt == change.RecordedAt)));

    /// <summary>A case that the person asked for: it holds no finding of its own.</summary>
    public static bool IsAskedFor(ReviewCase file) => file.Kind == FindingKind.AliveClaim || file.Kind == FindingKind.Appeal;

    private static bool IsRefuted(ReviewCase file) =>
        file.Conclusion is CaseConclusion.FindingRefuted or CaseConclusion.RecordOfAnotherPerson
        && (DoubtKinds.IsDoubtOfLife(file.Kind) || ReportedLosses.Contains(file.Kind.Code));

    /// <summary>The stop that ended was wrong: not one whose reason is over, nor one for silence, which claimed nothing.</summary>
    private static bool EndsWrongStop(ReviewCase file, BenefitStanding benefit)
    {
        if (ResumptionOf(file, benefit) is not { Ground: MeasureGround.Alive } resumption)
        {
            return false;
        }

        var before = benefit.Changes.TakeWhile(change => change != resumption).Reverse().TakeWhile(change => change.Measure != BenefitMeasure.Resume);
        return before.Any(change => change.Ground != MeasureGround.SilenceOfData);
    }
}
