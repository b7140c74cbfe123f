using System.Text;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>One person whom a policy change would decide otherwise.</summary>
public sealed record ReplayChange(string BeneficiaryId, EligibilityDecision From, EligibilityDecision To);

/// <param name="Moves">How many people move from one outcome to another, or to another rule of the same.</param>
/// <param name="Changes">Every person who changes, ascending by identifier.</param>
public sealed record ReplayResult(
    int People, IReadOnlyDictionary<(EligibilityOutcome From, EligibilityOutcome To), int> Moves, IReadOnlyList<ReplayChange> Changes);

/// <summary>Runs two policies over the stored evidence of a run, without reading a feed again.</summary>
public static class ReplayPolicy
{
    public static ReplayResult Execute(PublishedRun run, CompiledPolicy before, CompiledPolicy after, CancellationToken cancellationToken)
    {
        var changes = new List<ReplayChange>();
        var moves = new Dictionary<(EligibilityOutcome, EligibilityOutcome), int>();
        for (var subject = 0; subject < run.State.SubjectCount; subject++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var facts = PersonEvidence.Of(run.State, subject);
            var (from, to) = (before.Decide(facts), after.Decide(facts));
            if (from.Outcome != to.Outcome || from.Finding != to.Finding || from.RuleCode != to.RuleCode)
            {
                changes.Add(new ReplayChange(Encoding.UTF8.GetString(run.State.IdOf(subject)), from, to));
                moves[(from.Outcome, to.Outcome)] = moves.GetValueOrDefault((from.Outcome, to.Outcome)) + 1;
            }
        }

        return new ReplayResult(run.State.SubjectCount, moves, changes);
    }
}
