using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Corrections;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>
/// Puts right what an appeal was granted against, inside the transaction that closes the appeal: the case is refuted, which counts against
/// its source, and a stop that rests on it is resumed with back pay.
/// </summary>
internal sealed class GrantedAppeal(IEligibilityWork work, CaseSurroundings surroundings, ILookup<CaseId, ReportedDeath> deaths)
{
    public async Task PutRightAsync(ReviewCase appeal, CaseworkerId by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var appealed = await FindAppealedAsync(appeal, cancellationToken);
        var right = new PutRight(work, surroundings, deaths, by, now);
        if (appealed is not null)
        {
            right.Overturn(appealed, "申诉成立。");
        }

        var benefit = await work.Benefits.FindAsync(appeal.Beneficiary, cancellationToken);
        var stop = BenefitLaw.StopOf(benefit);
        if (stop.Count > 0 && (appealed is null || stop.Any(change => change.Case == appealed.Id)))
        {
            await right.ResumeAsync(benefit, appeal.Id, cancellationToken);
        }

        await right.WriteAsync(appeal.Beneficiary, appeal.Id.ToString(), cancellationToken);
    }

    /// <summary>The first case of the chain: an appeal may be about an appeal.</summary>
    private async Task<ReviewCase?> FindAppealedAsync(ReviewCase appeal, CancellationToken cancellationToken)
    {
        HashSet<CaseId> seen = [appeal.Id];
        var file = appeal;
        while (file is { Kind: var kind, About: { } about } && kind == FindingKind.Appeal && seen.Add(about))
        {
            file = await work.Cases.FindAsync(about, cancellationToken);
        }

        return file?.Kind == FindingKind.Appeal ? null : file;
    }
}
