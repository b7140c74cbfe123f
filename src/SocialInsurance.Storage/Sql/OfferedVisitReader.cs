using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Open cases that offer a home visit. Safe on any thread: each call has its own connection.</summary>
internal sealed class OfferedVisitReader(SqlDatabase database, IKeyRing keys) : IOfferedVisitReader
{
    /// <summary>Channel and result of a contact are sealed: so many cases with contacts, the latest first, are opened and looked through.</summary>
    private const long MostCases = 1000;

    // CROSS JOIN keeps SQLite to this order: the open cases of a region are few, the contacts of all years are not
    private const string Contacted =
        """
        SELECT c.id FROM review_case c CROSS JOIN review_case_event e
        WHERE c.state <> 3 AND c.division_code >= @division AND c.division_code < @after AND e.case_id = c.id AND e.kind = 5
        GROUP BY c.id ORDER BY MAX(e.audit_sequence) DESC LIMIT @limit
        """;

    public Task<IReadOnlyList<OfferedVisit>> ListOfferedAsync(string division, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<OfferedVisit>>(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                var contacted = await session.ListAsync(
                    Contacted,
                    static row => new CaseId(row.GetId(0)),
                    cancellationToken,
                    division,
                    CaseQuery.After(division),
                    MostCases);
                var cases = await new CaseTable(session, null, sealer).FetchAsync(contacted, cancellationToken);
                return [.. cases.Select(OfferedVisits.Of).OfType<OfferedVisit>().OrderBy(offer => offer.OfferedOn).Take(limit)];
            },
            cancellationToken);
    }
}
