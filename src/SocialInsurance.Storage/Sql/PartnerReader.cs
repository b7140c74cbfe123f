using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Partners, accesses and events over snapshots. Safe on any thread: each call has its own connection.</summary>
internal sealed class PartnerReader(SqlDatabase database, IKeyRing keys) : IPartnerReader, IPartnerAccessReader, IFeedEventReader
{
    public Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new PartnerTable(session, null).FindAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Partner>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new PartnerTable(session, null).ListAsync(cancellationToken), cancellationToken);

    public Task<int> ReadUsedAsync(PartnerId id, DateOnly day, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new PartnerTable(session, null).ReadUsedAsync(id, day, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PartnerAccess>> ListAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PartnerAccess>>(
            async session => await new PartnerTable(session, null).ListAccessesAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredFeedEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        return database.ReadAsync<IReadOnlyList<StoredFeedEvent>>(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                return await new FeedEventTable(session, null, sealer).ReadAsync(after, limit, cancellationToken);
            },
            cancellationToken);
    }

    public Task<FeedEventCounts> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => FeedEventTable.CountAsync(session, cancellationToken), cancellationToken);
}
