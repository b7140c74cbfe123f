using SocialInsurance.Comparison;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Cli.Commands;

/// <summary>Full traces of decisions from the published run folders beside the books. Thread-safe.</summary>
/// <param name="folder">may be missing</param>
internal sealed class RunTraces(string folder)
{
    /// <summary>Null when the run is not kept here, or was changed: then what the books hold of it stands alone.</summary>
    internal Task<DecisionExplanation?> FindAsync(RunId run, BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        // maps files and reads: off the thread that serves
        Task.Run(() => Find(run, beneficiary), cancellationToken);

    private DecisionExplanation? Find(RunId run, BeneficiaryId beneficiary)
    {
        // a run is kept under its id, or under the day that ends it
        var kept = Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).FirstOrDefault(one => Path.GetFileName(one) is { Length: > 0 } name
                && (name == run.Value || run.Value.EndsWith($"-{name}", StringComparison.Ordinal)))
            : null;
        if (kept is null)
        {
            return null;
        }

        try
        {
            using var opened = PublishedRun.Open(kept);
            return ExplainDecision.Execute(opened, beneficiary.Value);
        }
        catch (InputRefusedException)
        {
            return null;
        }
    }
}
