using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>The queue and the files of cases over snapshots. Safe on any thread: each call has its own connection.</summary>
/// <param name="lists">for windows of the queue and its counts; files, on which commands rest, are read from the database</param>
internal sealed class CaseReader(SqlDatabase database, IKeyRing keys, ISqlReads lists) : ICaseReader
{
    public Task<CaseWindow> ListAsync(CaseFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Offset);
        ThrowUnlessWithin(filter.Limit, 500);
        return lists.ReadAsync(session => new CaseQuery(session).ListAsync(filter, cancellationToken), cancellationToken);
    }

    public Task<CaseCounts> CountAsync(string division, CaseworkerId account, DateTimeOffset now, DateTimeOffset endOfDay, CancellationToken cancellationToken) =>
        lists.ReadAsync(session => new CaseQuery(session).CountAsync(division, account, now, endOfDay, cancellationToken), cancellationToken);

    public Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken) =>
        ReadSealedAsync((_, cases) => cases.FindAsync(id, cancellationToken), cancellationToken);

    public Task<CaseRow?> FindRowAsync(CaseId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new CaseQuery(session).FindRowAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CaseRow>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CaseRow>>(async session => await new CaseQuery(session).ListOfAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReviewCase>> ListBlindAsync(CaseworkerId account, string division, int limit, CancellationToken cancellationToken)
    {
        ThrowUnlessWithin(limit, 100);
        return ReadSealedAsync(
            async (query, cases) => await cases.FetchAsync(await query.ListBlindAsync(account, division, limit, cancellationToken), cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<BlindReview>> ListJudgedAsync(DateTimeOffset from, DateTimeOffset until, string division, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BlindReview>>(
            async session => await new BlindReviewTable(session, null).ListAsync(from, until, division, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CaseId>> ListDueAsync(DateTimeOffset now, DateOnly today, int limit, CancellationToken cancellationToken)
    {
        ThrowUnlessWithin(limit, 1000);
        return database.ReadAsync<IReadOnlyList<CaseId>>(
            async session => await new CaseQuery(session).ListDueAsync(now, today, limit, cancellationToken), cancellationToken);
    }

    private static void ThrowUnlessWithin(int limit, int largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, largest);
    }

    private Task<T> ReadSealedAsync<T>(Func<CaseQuery, CaseTable, Task<T>> read, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            using var sealer = new FieldSealer(keys, KeyPurpose.Field);
            return await read(new CaseQuery(session), new CaseTable(session, null, sealer));
        },
        cancellationToken);
}

/// <summary>Benefits over snapshots. Safe on any thread.</summary>
internal sealed class BenefitReader(SqlDatabase database) : IBenefitReader
{
    public Task<BenefitStanding> FindStandingAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new BenefitTable(session, null).FindAsync(beneficiary, cancellationToken), cancellationToken);
}

/// <summary>The outbox to receivers over snapshots. Safe on any thread.</summary>
internal sealed class FactMessageReader(SqlDatabase database) : IFactMessageReader
{
    public Task<IReadOnlyList<FactMessageStatus>> ListMessagesAsync(CaseId @case, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<FactMessageStatus>>(
            async session => await new FactMessageTable(session, null, null).ListAsync(@case, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<NoticeState, long>> CountMessagesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new FactMessageTable(session, null, null).CountAsync(cancellationToken), cancellationToken);
}

/// <summary>What staff looked at, over snapshots. Safe on any thread.</summary>
internal sealed class StaffReadReader(SqlDatabase database, IKeyRing keys) : IStaffReadReader
{
    public Task<IReadOnlyList<StaffRead>> ListReadsAsync(string? subject, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<StaffRead>>(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                return await new StaffReadTable(session, null, sealer).ListAsync(subject, limit, cancellationToken);
            },
            cancellationToken);
    }
}
