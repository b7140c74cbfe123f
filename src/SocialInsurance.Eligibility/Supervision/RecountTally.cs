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
/// checks. Not thread-safe.
/// </summary>
/// <param name="inside">people of the region; null: everybody</param>
public sealed class RecountTally(SupervisionScope scope, IReadOnlySet<BeneficiaryId>? inside)
{
    private readonly Dictionary<string, HashSet<BeneficiaryId>> people = new()
    {
        [CountNames.Silent] = [], [CountNames.Face] = [], [CountNames.InPerson] = [], [CountNames.Asked] = [],
    };

    private readonly Dictionary<CaseId, Trace> cases = [];
    private readonly Dictionary<BeneficiaryId, List<DateTimeOffset>> standingSuspensions = [];
    private readonly Dictionary<FeedbackId, FeedbackGiven> feedback = [];
    private readonly HashSet<FeedbackId> resolved = [];
    private readonly Dictionary<string, long> counts = [];

    /// <summary>Takes the next record of the log.</summary>
    public void Add(IAuditable record)
    {
        switch (record)
        {
            case CertificationDecision decision when IsInside(decision.Beneficiary) && scope.Covers(decision.DecidedAt):
                Decided(decision);
                break;
            case CaseEntry { Event: var happened } when IsInside(happened.Beneficiary):
                Happened(happened);
                break;
            case BenefitChanged change when IsInside(change.Beneficiary):
                Changed(change);
                break;
            case BlindReview review when scope.Covers(review.RecordedAt) && cases.ContainsKey(review.Case):
                Count(CountNames.Judged);
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

    /// <summary>Every number that either side has, by name.</summary>
    public IReadOnlyList<RecountLine> Against(SupervisionCounts shown)
    {
        var (page, log) = (CountNames.Of(shown), Result());
        return
        [
            .. page.Keys.Union(log.Keys).Order(StringComparer.Ordinal)
                .Select(name => new RecountLine(name, page.GetValueOrDefault(name), log.GetValueOrDefault(name))),
        ];
    }

    private bool IsInside(BeneficiaryId beneficiary) => inside is null || inside.Contains(beneficiary);

    private void Decided(CertificationDecision decision)
    {
        var name = (decision.Outcome, decision.Method) switch
        {
            (DecisionOutcome.Certified, CertificationMethod.Silent) => CountNames.Silent,
            (DecisionOutcome.Certified, CertificationMethod.SelfFace) => CountNames.Face,
            (DecisionOutcome.Certified, CertificationMethod.Assisted) => CountNames.InPerson,
            (DecisionOutcome.FaceRequired, CertificationMethod.Silent) => CountNames.Asked,
            _ => null,
        };
        if (name is not null)
        {
            people[name].Add(decision.Beneficiary);
        }
    }

    private void Happened(CaseEvent happened)
    {
        if (happened is CaseOpened opened)
        {
            cases.Add(opened.Case, new Trace(opened.Beneficiary, opened.Kind, opened.Colour));
            if (opened.Kind == FindingKind.Appeal && scope.Covers(opened.RecordedAt))
            {
                Count(CountNames.AppealsOpened);
            }

            return;
        }

        var trace = cases[happened.Case];
        cases[happened.Case] = happened switch
        {
            CaseAssigned assigned => trace with { AssignedTo = assigned.To },
            CaseClosed closed => trace with { Closing = closed },
            CaseReopened => trace with { Closing = null, AssignedTo = null },
            _ => trace,
        };
    }

    private void Changed(BenefitChanged change)
    {
        var isNow = scope.Covers(change.RecordedAt);
        switch (change.Measure)
        {
            case BenefitMeasure.Suspend:
                standingSuspensions.TryAdd(change.Beneficiary, []);
                standingSuspensions[change.Beneficiary].Add(change.RecordedAt);
                Count(CountNames.Suspended, isNow ? 1 : 0);
                break;
            case BenefitMeasure.Terminate:
                Count(CountNames.Terminated, isNow ? 1 : 0);
                break;
            case BenefitMeasure.Resume:
                Count(CountNames.Resumed, isNow ? 1 : 0);
                if (standingSuspensions.Remove(change.Beneficiary, out var ended) && change.Ground == MeasureGround.Alive)
                {
                    Count(CountNames.WrongSuspensions, ended.Count(scope.Covers));
                }

                break;
        }
    }

    private Dictionary<string, long> Result()
    {
        var result = new Dictionary<string, long>(counts);
        foreach (var (name, set) in people)
        {
            result[name] = set.Count;
        }

        result[CountNames.InReview] = cases.Values.Where(trace => trace.Closing is null).Select(trace => trace.Beneficiary).Distinct().LongCount();
        foreach (var trace in cases.Values)
        {
            foreach (var name in NamesOf(trace))
            {
                result[name] = result.GetValueOrDefault(name) + 1;
            }
        }

        result[CountNames.FeedbackGiven] = feedback.Count;
        result[CountNames.RatingSum] = feedback.Values.Sum(given => (long)given.Rating);
        result[CountNames.Complaints] = feedback.Values.LongCount(given => given.IsComplaint);
        result[CountNames.Resolved] = feedback.Values.LongCount(given => given.IsComplaint && resolved.Contains(given.Id));
        return result;
    }

    private IEnumerable<string> NamesOf(Trace trace) => trace.Closing switch
    {
        null => CountNames.OfOpen(trace.Kind, trace.Colour, trace.AssignedTo),
        { } closing when scope.Covers(closing.RecordedAt) => CountNames.OfClosed(trace.Kind, trace.Colour, closing.By, closing.Conclusion),
        _ => [],
    };

    private void Count(string name, long by = 1) => counts[name] = counts.GetValueOrDefault(name) + by;

    private readonly record struct Trace(BeneficiaryId Beneficiary, FindingKind Kind, RiskColour Colour)
    {
        public CaseworkerId? AssignedTo { get; init; }

        public CaseClosed? Closing { get; init; }
    }
}
