using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;

namespace SocialInsurance.Eligibility.Relatives;

/// <summary>The link, new or as it stood, or the refusal.</summary>
/// <param name="IsNew">false when the helper acted for the person already</param>
public sealed record LinkResult(LinkId? Link, BeneficiaryId? Beneficiary, bool IsNew, Refusal? Refusal);

/// <summary>Lets a helper act for a person whose number and name agree with the register. Idempotent on helper and person.</summary>
public sealed class LinkRelative(IEligibilityStore store, FindClaimant claimants, TimeProvider time)
{
    /// <summary>People for whom one helper acts at a time (FIELD: relatives acting for up to 8 people).</summary>
    public const int Limit = 8;

    public async Task<LinkResult> ExecuteAsync(
        HelperId helper, HelperIdentity identity, DocumentNumber document, PersonName name, Kinship kinship, CancellationToken cancellationToken)
    {
        if (await claimants.ExecuteAsync(document, name, cancellationToken) is not { } person)
        {
            return Refused(new RepresentedNotConfirmed());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var links = await work.Relatives.ListOfHelperAsync(helper, cancellationToken);
        if (links.FirstOrDefault(link => link.Beneficiary == person) is { } existing)
        {
            return new LinkResult(existing.Id, person, false, null);
        }

        if (links.Count >= Limit)
        {
            return Refused(new TooManyRepresented(Limit));
        }

        var now = time.GetStoredNow();
        var link = new NewRelativeLink(new LinkId(Guid.CreateVersion7(now)), helper, person, kinship, identity, now);
        await work.Relatives.AddLinkAsync(link, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new LinkResult(link.Id, person, true, null);
    }

    private static LinkResult Refused(Refusal refusal) => new(null, null, false, refusal);
}
