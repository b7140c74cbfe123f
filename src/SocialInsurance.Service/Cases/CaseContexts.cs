using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Service.Cases;

/// <summary>What a decision about a case needs to know, for saying beforehand what is allowed. Thread-safe.</summary>
internal sealed class CaseContexts(CaseSurroundings surroundings)
{
    internal async Task<CaseContext> ReadAsync(IEligibilityWork work, ReviewCase state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = surroundings.LocalDay(now);
        return new CaseContext(
            await work.Benefits.FindAsync(state.Beneficiary, cancellationToken),
            await work.Notices.ReadSentAsync(state.Beneficiary, state.OpenedAt, cancellationToken),
            surroundings.RulesAt(today),
            today,
            new HashSet<CaseworkerId>());
    }
}
