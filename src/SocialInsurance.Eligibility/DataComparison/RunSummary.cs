using System.Text;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Rows of one feed of a run; <c>Read = Accepted + Rejected</c>.</summary>
/// <param name="Source">as the run's policy knows it; null when it does not</param>
public sealed record FeedSummary(string Name, string Authority, long Read, long Accepted, long Rejected, PolicySource? Source = null);

/// <summary>What a public page shows of a published run.</summary>
/// <param name="Example">The first person certified silently; null when nobody was.</param>
public sealed record RunSummary(IReadOnlyList<FeedSummary> Feeds, DecisionExplanation? Example)
{
    /// <summary>The newest run, by the name of its folder.</summary>
    /// <param name="runsFolder">may be missing</param>
    /// <returns>Null when no run is published.</returns>
    /// <exception cref="Comparison.InputRefusedException">The newest run was changed after it was published.</exception>
    public static RunSummary? Newest(string runsFolder)
    {
        var newest = Directory.Exists(runsFolder)
            ? Directory.EnumerateDirectories(runsFolder).Where(d => !Path.GetFileName(d).StartsWith('.')).Max(StringComparer.Ordinal)
            : null;
        if (newest is null)
        {
            return null;
        }

        using var run = PublishedRun.Open(newest);
        var feeds = run.Manifest.Inputs.Join(
            run.Manifest.Sources,
            input => input.Source,
            source => source.Name,
            (input, source) => new FeedSummary(input.Source, source.Authority, input.Read, input.Accepted, input.Rejected, run.Policy.FindSource(input.Source)));
        return new RunSummary([.. feeds], FirstCertified(run));
    }

    private static DecisionExplanation? FirstCertified(PublishedRun run)
    {
        for (var subject = 0; subject < run.State.SubjectCount; subject++)
        {
            if (run.Compiled.Decide(PersonEvidence.Of(run.State, subject)).Outcome == EligibilityOutcome.Certified)
            {
                return ExplainDecision.Execute(run.State, run.Compiled, Encoding.UTF8.GetString(run.State.IdOf(subject)));
            }
        }

        return null;
    }
}
