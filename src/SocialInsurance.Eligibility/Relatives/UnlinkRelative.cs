using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Relatives;

/// <summary>Ends a link: by the helper, or by the person, who need not say why. Counts at once, also for a helper who is at work.</summary>
public sealed class UnlinkRelative(IEligibilityStore store, TimeProvider time)
{
    /// <returns>null when ended; else the refusal</returns>
    public Task<Refusal?> ByHelperAsync(LinkId link, HelperId helper, CancellationToken cancellationToken) =>
        EndAsync(link, found => found.Helper == helper, LinkEnder.Helper, cancellationToken);

    /// <returns>null when ended; else the refusal</returns>
    public Task<Refusal?> ByPersonAsync(LinkId link, BeneficiaryId person, CancellationToken cancellationToken) =>
        EndAsync(link, found => found.Beneficiary == person, LinkEnder.Person, cancellationToken);

    private async Task<Refusal?> EndAsync(LinkId id, Func<RelativeLink, bool> mayEnd, LinkEnder by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var link = await work.Relatives.FindLinkAsync(id, cancellationToken);
        if (link is null || !mayEnd(link))
        {
            return new LinkUnknown(id);
        }

        var ended = new RelativeUnlinking(link.Id, link.Helper, link.Beneficiary, by, time.GetStoredNow());
        await work.Relatives.AddUnlinkingAsync(ended, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return null;
    }
}

/// <summary>A helper takes up one of the people it acts for. Recorded, because from here on the helper sees how the person stands.</summary>
public sealed class SelectRepresented(IEligibilityStore store, TimeProvider time)
{
    /// <returns>the link; null when it has ended or is not this helper's</returns>
    public async Task<RelativeLink?> ExecuteAsync(LinkId id, HelperId helper, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var link = await work.Relatives.FindLinkAsync(id, cancellationToken);
        if (link is null || link.Helper != helper)
        {
            return null;
        }

        var act = new RelativeAct(link.Id, helper, link.Beneficiary, RelativeActKind.Selected, time.GetStoredNow());
        await work.Relatives.AddActAsync(act, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return link;
    }
}
