using System.Security.Cryptography;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Partners;

/// <param name="DailyQuota">1..100,000,000</param>
/// <param name="Grants">only with the scope for feeds, and then at least one</param>
public sealed record NewPartner(string Name, PartnerScope Scopes, int DailyQuota, IReadOnlyList<FeedGrant> Grants);

/// <param name="Key">for the partner, shown once; nobody can read it again</param>
public sealed record AddPartnerResult(Partner? Partner, string? Key, Refusal? Refusal);

/// <summary>Adds a partner with a new id and a new key.</summary>
public sealed class AddPartner(IEligibilityStore store, TimeProvider time)
{
    private const int IdLength = 10;

    public async Task<AddPartnerResult> ExecuteAsync(NewPartner asked, CancellationToken cancellationToken)
    {
        if (Check(asked) is { } refusal)
        {
            return new AddPartnerResult(null, null, refusal);
        }

        var id = new PartnerId($"p-{RandomNumberGenerator.GetHexString(IdLength, lowercase: true)}");
        var digest = PartnerKey.Create(id, out var key);
        var partner = new Partner(id, asked.Name.Trim(), digest, asked.Scopes, asked.DailyQuota, asked.Grants, time.GetStoredNow(), null);
        await using var work = await store.BeginAsync(cancellationToken);
        var others = (await work.Partners.ListAsync(cancellationToken)).SelectMany(other => other.Grants);
        if (others.FirstOrDefault(other => asked.Grants.Any(grant => grant.Source == other.Source && grant != other)) is { } contradicted)
        {
            return new AddPartnerResult(null, null, new PartnerGrantContradicts(contradicted));
        }

        await work.Partners.AddAsync(new PartnerAdded(partner), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new AddPartnerResult(partner, key, null);
    }

    private static Refusal? Check(NewPartner asked) =>
        asked.Name.Trim() is { Length: 0 or > Partner.MaxNameLength } || asked.Name.Any(char.IsControl) ? new PartnerNameInvalid()
        : asked.Scopes == PartnerScope.None ? new PartnerScopeMissing()
        : asked.DailyQuota is < 1 or > Partner.MaxDailyQuota ? new PartnerQuotaInvalid()
        : asked.Scopes.HasFlag(PartnerScope.Feeds) != asked.Grants.Count > 0
            || asked.Grants.DistinctBy(grant => grant.Source).Count() != asked.Grants.Count ? new PartnerGrantsInvalid()
        : null;
}

/// <summary>The partner as revoked, or the refusal.</summary>
public sealed record RevokePartnerResult(Partner? Partner, Refusal? Refusal);

/// <summary>Ends a partner's key at once; what it asked and pushed stays.</summary>
public sealed class RevokePartner(IEligibilityStore store, TimeProvider time)
{
    public async Task<RevokePartnerResult> ExecuteAsync(PartnerId id, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var partner = await work.Partners.FindAsync(id, cancellationToken);
        if (partner is not { IsActive: true })
        {
            return new RevokePartnerResult(partner, partner is null ? new PartnerUnknown(id) : new PartnerAlreadyRevoked(id));
        }

        var now = time.GetStoredNow();
        await work.Partners.RevokeAsync(new PartnerRevoked(id, now), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new RevokePartnerResult(partner with { RevokedAt = now }, null);
    }
}
