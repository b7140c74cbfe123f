using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Fetches what a decision about a case needs to know, inside the transaction of the decision.</summary>
public sealed class CaseContexts(IEligibilityWork work, CaseSurroundings surroundings)
{
    /// <param name="account">who would work on the case: the only account whose conflicts are looked up</param>
    public async Task<CaseContext> OfAsync(ReviewCase state, CaseworkerId account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = surroundings.LocalDay(now);
        var rules = surroundings.RulesAt(today);
        var open = await work.Cases.FindOpenAsync(state.Beneficiary, cancellationToken);
        var standings = await work.Beneficiaries.FetchStandingsAsync([state.Beneficiary], cancellationToken);
        return new CaseContext(
            await work.Benefits.FindAsync(state.Beneficiary, cancellationToken),
            await work.Notices.ReadSentAsync(state.Beneficiary, SlaClock.BegunAt(state), cancellationToken),
            rules,
            today,
            await ExcludedAsync(state, account, rules, cancellationToken))
        {
            ClaimsAlive = open.Any(file => file.Kind == FindingKind.AliveClaim),
            CertifiedOn = standings.TryGetValue(state.Beneficiary, out var standing) ? standing.LastCertifiedOn : null,
        };
    }

    /// <summary>Whoever worked on the case that an appeal is about, on the appeal before it, and so on.</summary>
    public async Task<HashSet<CaseworkerId>> EarlierReviewersAsync(CaseId? about, CancellationToken cancellationToken)
    {
        HashSet<CaseworkerId> reviewers = [];
        HashSet<CaseId> seen = [];
        while (about is { } id && seen.Add(id) && await work.Cases.FindAsync(id, cancellationToken) is { } file)
        {
            reviewers.UnionWith(file.Events.Select(happened => happened.Actor).OfType<CaseworkerId>());
            reviewers.UnionWith(file.Events.OfType<CaseAssigned>().Select(assigned => assigned.To));
            about = file.About;
        }

        return reviewers;
    }

    private async Task<HashSet<CaseworkerId>> ExcludedAsync(ReviewCase state, CaseworkerId account, ReviewRules rules, CancellationToken cancellationToken)
    {
        var excluded = await EarlierReviewersAsync(state.About, cancellationToken);
        if ((await work.Staff.ReadDeclaredRelativesAsync(account, cancellationToken)).Contains(state.Beneficiary))
        {
            excluded.Add(account);
        }

        if (rules.OwnRegionConflicts
            && await work.Staff.FindAsync(account, cancellationToken) is { ResidesIn: { Length: > 0 } home }
            && await work.Beneficiaries.FindDivisionAsync(state.Beneficiary, cancellationToken) is { } division
            && division.StartsWith(home, StringComparison.Ordinal))
        {
            excluded.Add(account);
        }

        return excluded;
    }
}
