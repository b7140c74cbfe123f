using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>How a piece of evidence stands to the person.</summary>
public enum EvidenceRelation
{
    /// <summary>Number and name agree.</summary>
    Agrees = 1,

    /// <summary>The number is the person's, the name is another.</summary>
    NameDisagrees = 2,

    /// <summary>An interval, such as a sentence; the date is its end.</summary>
    Interval = 3,

    /// <summary>The number does not say so, but the record may be about the person; the strength is the probability.</summary>
    PossibleLink = 4,
}

/// <summary>One piece of evidence with its place.</summary>
/// <param name="OccurredOn">Null where the date of a possible link cannot be read.</param>
/// <param name="Strength">Weight of the source, faded by age for activity; 0 when the policy does not know the source.</param>
/// <param name="Presence">How surely the person took part, as the feed's descriptor says.</param>
public sealed record ExplainedEvidence(
    string Source, DateOnly? OccurredOn, string File, long Line, double Strength, EvidenceRelation Relation, string Presence);

/// <summary>Why one person was decided as they were: the answer, its reason, every rule in order, all evidence, all possible links.</summary>
/// <param name="Links">Records that may concern the person, the strongest first; usually none.</param>
public sealed record DecisionExplanation(
    string BeneficiaryId,
    EligibilityDecision Decision,
    ReasonText Reason,
    IReadOnlyList<RuleStep> Steps,
    IReadOnlyList<ExplainedEvidence> Evidence,
    IReadOnlyList<ExplainedLink> Links)
{
    /// <summary>What kept the person from being certified, for each certifying rule; empty when certified.</summary>
    public IReadOnlyList<WhyNotCertified> WhyNot { get; init; } = [];

    /// <summary>Records under the person's number that report a death, by the run's own policy; a possible link is none.</summary>
    public IReadOnlyList<ReportedDeath> Deaths { get; init; } = [];

    /// <summary>Only deliveries that the brake holds report the person; they are no evidence, but nobody is certified unseen on them.</summary>
    public bool OnlyInHeldDelivery { get; init; }

    /// <summary>Which ones, as far as the run says; empty when its folder was not at hand.</summary>
    public IReadOnlyList<DoubtfulDelivery> DoubtfulDeliveries { get; init; } = [];
}

/// <summary>Explains from the stored state and policy: the same bits that decided.</summary>
public static class ExplainDecision
{
    /// <returns>Null when the run does not know the person.</returns>
    public static DecisionExplanation? Execute(PublishedRun run, string beneficiaryId) =>
        Execute(run.State, run.Compiled, beneficiaryId) is { } explanation
            ? explanation with { DoubtfulDeliveries = explanation.OnlyInHeldDelivery ? run.DoubtfulDeliveriesOf(beneficiaryId) : [] }
            : null;

    /// <returns>Null when the run does not know the person.</returns>
    public static DecisionExplanation? Execute(ComparisonState state, CompiledPolicy policy, string beneficiaryId)
    {
        var subject = state.FindById(Encoding.UTF8.GetBytes(beneficiaryId));
        if (subject < 0)
        {
            return null;
        }

        var facts = PersonEvidence.Of(state, subject);
        var decision = policy.Decide(facts);
        ExplainedLink[] links = [.. state.Links.Of(subject).ToArray().Select(link => ExplainedLink.Of(state, link))];
        ExplainedEvidence[] evidence = [.. EvidenceOf(state, policy, subject)];
        return new DecisionExplanation(
            beneficiaryId,
            decision,
            policy.ReasonOf(decision),
            policy.Explain(facts),
            [.. evidence, .. links.Select(l => new ExplainedEvidence(l.Source, l.OccurredOn, l.File, l.Line, l.Probability, EvidenceRelation.PossibleLink, PresenceOf(state, l.Source)))],
            links)
        {
            WhyNot = policy.WhyNot(facts),
            Deaths =
            [
                .. evidence.Where(one => policy.Policy.FindSource(one.Source)?.Kind == PolicySourceKind.Terminal)
                    .Select(one => new ReportedDeath(one.Source, FormattableString.Invariant($"{one.File}:{one.Line}"))),
            ],
            OnlyInHeldDelivery = state.OnlyInHeld.Contains(subject),
        };
    }

    private static IEnumerable<ExplainedEvidence> EvidenceOf(ComparisonState state, CompiledPolicy policy, int subject)
    {
        var cells = state.CellsOf(subject).ToArray();
        for (var i = 0; i < cells.Length; i++)
        {
            var (source, cell) = (state.Sources[i], cells[i]);
            var isInterval = source.Kind == SourceKind.Interval;
            var agrees = isInterval ? EvidenceRelation.Interval : EvidenceRelation.Agrees;
            (int On, ulong At, EvidenceRelation Relation)[] events = [(cell.LatestOn, cell.LatestAt, agrees), (isInterval ? 0 : cell.PreviousOn, cell.PreviousAt, agrees), (cell.DisagreeingOn, cell.DisagreeingAt, EvidenceRelation.NameDisagrees)];
            foreach (var (on, at, relation) in events)
            {
                if (PersonEvidence.DateOf(on) is { } date)
                {
                    var place = new RecordPlace(at);
                    yield return new ExplainedEvidence(source.Name, date, state.Files[place.File], place.Line, StrengthOf(policy, source.Name, date), relation, source.Presence.ToString());
                }
            }
        }
    }

    private static string PresenceOf(ComparisonState state, string source) => state.Sources.First(s => s.Name == source).Presence.ToString();

    private static double StrengthOf(CompiledPolicy policy, string source, DateOnly occurredOn)
    {
        if (policy.Policy.FindSource(source) is not { } known)
        {
            return 0;
        }

        var age = Math.Max(0, policy.AsOf.DayNumber - occurredOn.DayNumber);
        return known.Kind == PolicySourceKind.Activity ? known.Weight * Math.Exp(-age / (double)known.TtlDays) : known.Weight;
    }
}
