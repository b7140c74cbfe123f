using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>A number as the page shows it and as the log gives it.</summary>
public readonly record struct RecountLine(string Name, long Shown, long Recounted);

/// <summary>
/// The supervisor's counts once more, folded from audited records in the order of the log; shares no code with the queries that it
/// checks, only the rules and what follows from counts. Not thread-safe.
/// </summary>
/// <param name="inside">people of the region; null: everybody</param>
/// <param name="now">what is past its deadline</param>
public sealed class RecountTally(SupervisionScope scope, IReadOnlySet<BeneficiaryId>? inside, DateTimeOffset now, RecountRules rules)
{
    private readonly Dictionary<(DecisionOutcome Outcome, CertificationMethod Method), HashSet<BeneficiaryId>> people = [];
    private readonly Dictionary<DateOnly, long> certified = [];
    private readonly Dictionary<CaseId, RecountedCase> cases = [];
    private readonly Dictionary<CaseId, DateTimeOffset> drawn = [];
    private readonly Dictionary<BeneficiaryId, DateTimeOffset> putRight = [];
    private readonly List<BlindReview> judged = [];
    private readonly Dictionary<BeneficiaryId, List<DateTimeOffset>> standingSuspensions = [];
    private readonly Dictionary<BenefitMeasure, long> measures = [];
    private readonly Dictionary<FeedbackId, FeedbackGiven> feedback = [];
    private readonly HashSet<FeedbackId> resolved = [];
    private long wrongSuspensions;

    /// <summary>What the page shows and the log does not carry.</summary>
    public static IReadOnlyList<string> NotInLog => CountNames.NotInLog;

    /// <summary>Cases that waited: their pauses are to be opened before the numbers are read.</summary>
    public IReadOnlyList<CaseId> Paused => [.. cases.Where(one => one.Value.HasPaused).Select(one => one.Key)];

    /// <summary>Takes the next record of the log.</summary>
    public void Add(IAuditable record)
    {
        switch (record)
        {
            case CertificationDecision decision when IsInside(decision.Beneficiary):
                Decided(decision);
                break;
            case CaseEntry { Event: var happened } when IsInside(happened.Beneficiary):
                Happened(happened);
                break;
            case BenefitChanged change when IsInside(change.Beneficiary):
                Changed(change);
                break;
            case BlindReview review when scope.Covers(review.RecordedAt) && cases.ContainsKey(review.Case):
                judged.Add(review);
                break;
            case FeedbackGiven given when IsInside(given.Beneficiary) && scope.Covers(given.RecordedAt):
                feedback.Add(given.Id, given);
                break;
            case FeedbackResolved done:
                resolved.Add(done.Feedback);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes the particulars of the pauses of one case.</summary>
    public void Open(IEnumerable<CasePaused> pauses)
    {
        foreach (var pause in pauses)
        {
            cases[pause.Case].Open(pause);
        }
    }

    /// <summary>Every number that either side has, by name.</summary>
    public IReadOnlyList<RecountLine> Against(SupervisionCounts shown)
    {
        var (page, log) = (CountNames.Of(shown), CountNames.Of(Result(shown.Load)));
        return
        [
            .. page.Keys.Union(log.Keys).Order(StringComparer.Ordinal)
                .Select(name => new RecountLine(name, page.GetValueOrDefault(name), log.GetValueOrDefault(name))),
        ];
    }

    private bool IsInside(BeneficiaryId beneficiary) => inside is null || inside.Contains(beneficiary);

    private void Decided(CertificationDecision decision)
    {
        if (decision.Method == CertificationMethod.Assisted)
        {
            putRight[decision.Beneficiary] = decision.DecidedAt;
        }

        if (decision.Outcome == DecisionOutcome.Certified)
        {
            var day = DateOnly.FromDateTime(decision.DecidedAt.ToOffset(scope.LocalOffset).DateTime);
            var month = new DateOnly(day.Year, day.Month, 1);
            certified[month] = certified.GetValueOrDefault(month) + 1;
        }

        if (scope.Covers(decision.DecidedAt))
        {
            people.TryAdd((decision.Outcome, decision.Method), []);
            people[(decision.Outcome, decision.Method)].Add(decision.Beneficiary);
        }
    }

    private void Happened(CaseEvent happened)
    {
        if (happened is CaseOpened opened)
        {
            cases.Add(opened.Case, new RecountedCase(opened));
            return;
        }

        var file = cases[happened.Case];
        file.Add(happened);
        if (happened is CaseClosed closed)
        {
            Draw(file, closed);
        }
    }

    /// <summary>
    /// The lot is cast over what a caseworker closes, once a case; what is closed because the person was met, or because an appeal was
    /// granted, in the same moment, is put right and not judged again.
    /// </summary>
    private void Draw(RecountedCase file, CaseClosed closed)
    {
        var isPutRight = putRight.TryGetValue(closed.Beneficiary, out var moment) && moment == closed.RecordedAt;
        if (!isPutRight && rules.IsDrawn(file.Now()))
        {
            drawn.TryAdd(closed.Case, closed.RecordedAt);
        }

        if (closed.Conclusion == CaseConclusion.AppealGranted)
        {
            putRight[closed.Beneficiary] = closed.RecordedAt;
        }
    }

    private void Changed(BenefitChanged change)
    {
        if (scope.Covers(change.RecordedAt))
        {
            measures[change.Measure] = measures.GetValueOrDefault(change.Measure) + 1;
        }

        if (change.Measure == BenefitMeasure.Suspend)
        {
            standingSuspensions.TryAdd(change.Beneficiary, []);
            standingSuspensions[change.Beneficiary].Add(change.RecordedAt);
        }
        else if (change.Measure == BenefitMeasure.Resume
            && standingSuspensions.Remove(change.Beneficiary, out var ended) && change.Ground == MeasureGround.Alive)
        {
            wrongSuspensions += ended.Count(scope.Covers);
        }
    }

    /// <param name="months">which the page shows; people due in them are not the log's to count</param>
    private SupervisionCounts Result(IReadOnlyList<MonthLoad> months)
    {
        long People(DecisionOutcome outcome, CertificationMethod method) => people.GetValueOrDefault((outcome, method))?.Count ?? 0;
        long Of(BenefitMeasure measure) => measures.GetValueOrDefault(measure);
        var open = cases.Values.Where(file => file.Closing is null).ToList();
        return new SupervisionCounts(
            0,
            new DecisionCounts(
                People(DecisionOutcome.Certified, CertificationMethod.Silent),
                People(DecisionOutcome.Certified, CertificationMethod.SelfFace),
                People(DecisionOutcome.Certified, CertificationMethod.Assisted),
                People(DecisionOutcome.FaceRequired, CertificationMethod.Silent)),
            open.Select(file => file.Opened.Beneficiary).Distinct().LongCount(),
            [.. open.GroupBy(file => (file.Opened.Kind, file.Opened.Colour, file.AssignedTo)).Select(OpenOf)],
            [.. cases.Values.Where(file => file.Closing is { } closing && scope.Covers(closing.RecordedAt)).Select(ClosedOf)],
            new BenefitCounts(Of(BenefitMeasure.Suspend), Of(BenefitMeasure.Terminate), Of(BenefitMeasure.Resume), wrongSuspensions),
            cases.Values.LongCount(file => file.Opened.Kind == FindingKind.Appeal && scope.Covers(file.Opened.RecordedAt)),
            drawn.Values.LongCount(scope.Covers),
            judged,
            new FeedbackCounts(
                feedback.Count,
                feedback.Values.Sum(given => (long)given.Rating),
                feedback.Values.LongCount(given => given.IsComplaint),
                feedback.Values.LongCount(given => given.IsComplaint && resolved.Contains(given.Id))),
            [.. months.Select(month => new MonthLoad(month.Month, 0, certified.GetValueOrDefault(month.Month)))]);
    }

    private OpenCases OpenOf(IGrouping<(FindingKind Kind, RiskColour Colour, CaseworkerId? AssignedTo), RecountedCase> files) => new(
        files.Key.Kind, files.Key.Colour, files.Key.AssignedTo, files.LongCount(), files.LongCount(file => rules.DeadlineOf(file.Now()) < now));

    private ClosedCase ClosedOf(RecountedCase file) => new(
        file.Opened.Case,
        file.Opened.Beneficiary,
        file.Opened.Kind,
        file.Opened.Colour,
        file.Opened.RecordPlace,
        file.Opened.RecordedAt,
        file.Closing!.RecordedAt,
        file.Closing.By,
        file.Closing.Conclusion,
        rules.DeadlineOf(file.BeforeClosing()));
}
