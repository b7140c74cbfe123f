using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// People whose number and name stand in held death feeds, or in files that are gone, and in no other. The run decides without those records: no finding, no
/// stop; a policy may ask these people to appear instead of certifying them unseen (condition faintPossibleLink); so that nobody is forgotten the run names them in held-people.csv until the feed is released or
/// replaced.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="Certified">How many of them this run certified silently.</param>
public sealed record HeldPeople(int Count, int Certified)
{
    internal const string FileName = "held-people.csv";

    /// <summary><c>beneficiaryId,outcome</c>, ascending by beneficiaryId, UTF-8, LF; no file when nobody is concerned.</summary>
    internal static HeldPeople AddTo(RunFolder folder, ComparisonResult compared, CompiledPolicy policy)
    {
        if (compared.OnlyInHeld.Count == 0)
        {
            return new HeldPeople(0, 0);
        }

        var certified = 0;
        folder.AddFile(FileName, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("beneficiaryId,outcome");
            foreach (var subject in compared.OnlyInHeld)
            {
                var outcome = policy.Decide(PersonEvidence.Of(compared.State, subject)).Outcome;
                certified += outcome == EligibilityOutcome.Certified ? 1 : 0;
                writer.WriteLine($"{Encoding.UTF8.GetString(compared.State.IdOf(subject))},{outcome}");
            }
        });
        return new HeldPeople(compared.OnlyInHeld.Count, certified);
    }
}
