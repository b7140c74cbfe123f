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

    public Task<IReadOnlyList<OfferedVisit>> ListOfferedAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<OfferedVisit>>(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                var contacted = await session.ListAsync(
                    """
                    SELECT e.case_id FROM review_case_event e JOIN review_case c ON c.id = e.case_id
                    WHERE e.kind = 5 AND c.state <> 3 GROUP BY e.case_id ORDER BY MAX(e.audit_sequence) DESC LIMIT @limit
                    """,
                    static row => new CaseId(row.GetId(0)),
                    cancellationToken,
                    MostCases);
                var cases = await new CaseTable(session, null, sealer).FetchAsync(contacted, cancellationToken);
                return [.. cases.Select(OfferedVisits.Of).OfType<OfferedVisit>().OrderBy(offer => offer.OfferedOn).Take(limit)];
            },
            cancellationToken);
    }
}
