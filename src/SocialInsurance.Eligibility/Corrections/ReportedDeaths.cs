using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Eligibility.Corrections;

/// <summary>A record that reports a person dead.</summary>
/// <param name="Source">name of the source</param>
/// <param name="Place">"file:line"</param>
public sealed record ReportedDeath(string Source, string Place);

/// <summary>
/// Finds every record that reports a death behind a person's doubts. A case names one record; the evidence of the decision that opened it
/// may hold those of several departments, and a record may have come since. Reads run folders: ask before a transaction, never inside. Thread-safe.
/// </summary>
/// <param name="explain">the trace of a run's decision about a person; null when the run is not kept</param>
public sealed class ReportedDeaths(
    ICaseReader cases, IEligibilityReader decisions, Func<RunId, BeneficiaryId, CancellationToken, Task<DecisionExplanation?>> explain)
{
    /// <returns>By case of a death record, closed ones too; nothing for a case whose run is not kept any more.</returns>
    public async Task<ILookup<CaseId, ReportedDeath>> OfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var rows = (await cases.ListOfAsync(beneficiary, cancellationToken)).Where(row => DoubtKinds.IsDeathRecord(row.Kind)).ToList();
        var made = rows.Count == 0 ? [] : (await decisions.ReadDecisionsAsync(beneficiary, cancellationToken)).Select(one => one.Decision).ToList();
        var newest = made.Where(decision => decision.Origin is DecisionOrigin.ComparisonRun).MaxBy(decision => decision.DecidedAt);
        Dictionary<RunId, IReadOnlyList<ReportedDeath>> kept = [];
        List<(CaseId Case, ReportedDeath Death)> found = [];
        foreach (var row in rows)
        {
            var opened = (await cases.FindAsync(row.Id, cancellationToken))?.OpenedBy;
            // an open case stays open when another department joins the report
            var behind = made.Where(decision => decision.Id == opened || (row.State != CaseState.Closed && decision == newest));
            foreach (var run in behind.Select(decision => decision.Origin).OfType<DecisionOrigin.ComparisonRun>().Select(origin => origin.Run).Distinct())
            {
                if (!kept.TryGetValue(run, out var deaths))
                {
                    kept[run] = deaths = (await explain(run, beneficiary, cancellationToken))?.Deaths ?? [];
                }

                found.AddRange(deaths.Select(death => (row.Id, death)));
            }
        }

        return found.Distinct().ToLookup(one => one.Case, one => one.Death);
    }
}
