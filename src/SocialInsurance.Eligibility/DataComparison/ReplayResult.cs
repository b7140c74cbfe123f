using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>One person whom a policy change would decide otherwise.</summary>
public sealed record ReplayChange(string BeneficiaryId, PolicyRule From, PolicyRule To);

/// <summary>One cell of the matrix: how many people the rule <paramref name="From"/> decided and the rule <paramref name="To"/> would decide.</summary>
public sealed record ReplayMove(PolicyRule From, PolicyRule To, long People)
{
    /// <summary>Outcome, finding or rule differ; moves between equal rules are the people who stay.</summary>
    public bool IsChange => From.Outcome != To.Outcome || From.Finding != To.Finding || From.Code != To.Code;
}

/// <summary>One explained person of the sample: the decision and its reason before and after.</summary>
public sealed record ReplayCase(string BeneficiaryId, ReplaySide Before, ReplaySide After);

/// <summary>One side of an explained person.</summary>
/// <param name="Source">Source of the deciding evidence; null without evidence.</param>
/// <param name="On">Day of the deciding evidence.</param>
public sealed record ReplaySide(EligibilityDecision Decision, ReasonText Reason, string? Source, DateOnly? On);

/// <summary>What a policy change would do to the people of a run.</summary>
/// <param name="People">Everybody decided.</param>
/// <param name="Changed">People who would be decided otherwise.</param>
/// <param name="Matrix">All pairs of rules that somebody has, ascending by the places of the rules.</param>
/// <param name="Changes">The first of them, ascending by identifier, as many as were asked for.</param>
/// <param name="Cases">The explained sample.</param>
public sealed record ReplayResult(
    int People, long Changed, IReadOnlyList<ReplayMove> Matrix, IReadOnlyList<ReplayChange> Changes, IReadOnlyList<ReplayCase> Cases)
{
    /// <summary>People by outcome before and after; changed ones only, or all.</summary>
    public IEnumerable<((EligibilityOutcome From, EligibilityOutcome To) Move, long People)> Outcomes(bool changedOnly) => Matrix
        .Where(m => m.IsChange || !changedOnly)
        .GroupBy(m => (m.From.Outcome, m.To.Outcome))
        .Select(g => (g.Key, g.Sum(m => m.People)));
}

/// <summary>How a replay reports.</summary>
/// <param name="Limit">At most so many changed people in the result; the counts are always whole.</param>
/// <param name="SamplePerMove">Explained people for each pair of rules.</param>
/// <param name="Seed">Chooses the sample; the same seed, state and policies give the same people on any number of threads.</param>
/// <param name="Changes">Takes every changed person as CSV, in order, while deciding goes on; null: nobody wants it. Not closed.</param>
public sealed record ReplayOptions(int Limit = int.MaxValue, int SamplePerMove = 2, int Seed = 1, int Threads = 2, Stream? Changes = null);
