using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>A proven claim: who acts, and for whom.</summary>
/// <param name="Key">names the claim in logs of tries and sessions; lets nobody in</param>
/// <param name="Beneficiary">in person, or the one whom the helper selected; null before a selection</param>
/// <param name="Identity">the helper's; null exactly for a person who acts in person</param>
public sealed record ActingClaim(string Key, BeneficiaryId? Beneficiary, HelperId? Helper, HelperIdentity? Identity, LinkId? Link);

/// <summary>Proven claims while they last.</summary>
public sealed class ActingClaims(IShortLivedStore store, IRelativeReader relatives, TimeProvider time)
{
    internal const string Kind = "act";

    private readonly ClaimShelf shelf = new(store);

    /// <summary>The claim; null when its time is over or it was ended. A link that ended takes the helper's selection with it.</summary>
    public async Task<ActingClaim?> FindAsync(ClaimToken token, CancellationToken cancellationToken)
    {
        var papers = await shelf.FindAsync(token, Kind, ClaimPapersJson.Default.ActingPapers, cancellationToken);
        if (papers is null)
        {
            return null;
        }

        if (papers.Helper is null)
        {
            return new ActingClaim(token.Key, new BeneficiaryId(papers.Beneficiary!), null, null, null);
        }

        var helper = new HelperId(papers.Helper);
        var identity = new HelperIdentity(DocumentNumber.From(papers.Document!), new PersonName(papers.Name!), PhoneNumber.From(papers.Phone!));
        var selected = papers.Link is { } id ? await FindLinkAsync(helper, new LinkId(id), cancellationToken) : null;
        return new ActingClaim(token.Key, selected?.Beneficiary, helper, identity, selected?.Id);
    }

    /// <summary>From now on the helper's claim acts under this link. False when the claim ended meanwhile.</summary>
    public Task<bool> SelectAsync(ClaimToken token, RelativeLink link, CancellationToken cancellationToken) => shelf.ChangeAsync(
        token,
        Kind,
        ClaimPapersJson.Default.ActingPapers,
        papers => UtcMicroseconds.ToInstant(papers.UntilMicroseconds) - time.GetUtcNow() is var left && left > TimeSpan.Zero && papers.Helper == link.Helper.Value
            ? (papers with { Link = link.Id.Value }, left)
            : null,
        cancellationToken);

    /// <summary>Signs out; no error when there is nothing to end.</summary>
    public Task EndAsync(ClaimToken token, CancellationToken cancellationToken) => shelf.RemoveAsync(token, Kind, cancellationToken);

    private async Task<RelativeLink?> FindLinkAsync(HelperId helper, LinkId id, CancellationToken cancellationToken) =>
        (await relatives.ReadLinksAsync(helper, cancellationToken)).FirstOrDefault(link => link.Id == id);
}
