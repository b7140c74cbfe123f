using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>What helpers did about a person and what staff saw of the person, from the tables where it is recorded.</summary>
internal sealed class AccessQuery(SqlSession session, FieldSealer sealer)
{
    // kinds: AccessKind; the name is that of the helper's newest link with the person
    private const string Acts =
        """
        SELECT 1 AS kind, l.helper_id AS helper_id, l.recorded_at AS at FROM relative_link l WHERE l.beneficiary_id = @beneficiary
        UNION ALL
        SELECT 2, l.helper_id, a.recorded_at FROM relative_act a JOIN relative_link l ON l.id = a.link_id WHERE l.beneficiary_id = @beneficiary
        UNION ALL
        SELECT 3, l.helper_id, u.recorded_at FROM relative_unlinking u JOIN relative_link l ON l.id = u.link_id WHERE l.beneficiary_id = @beneficiary
        UNION ALL
        SELECT 4, e.helper_id, e.recorded_at FROM appointment_event e WHERE e.beneficiary_id = @beneficiary AND e.change = 1 AND e.helper_id IS NOT NULL
        UNION ALL
        SELECT 5, c.helper_id, c.recorded_at FROM face_consent c WHERE c.beneficiary_id = @beneficiary AND c.helper_id IS NOT NULL
        UNION ALL
        SELECT 6, w.helper_id, w.recorded_at FROM face_consent_withdrawal w WHERE w.beneficiary_id = @beneficiary AND w.helper_id IS NOT NULL
        """;

    private const string Readings =
        """
        SELECT r.kind, r.recorded_at, a.roles FROM staff_read r LEFT JOIN staff_account a ON a.id = r.account_id
        WHERE r.subject = @beneficiary AND (r.kind IN (2, 3) OR (r.kind = 4 AND r.reason_sealed IS NOT NULL)) ORDER BY r.audit_sequence DESC LIMIT @limit
        """;

    private const string Links =
        """
        SELECT l.helper_id, l.id, l.kinship, l.identity_sealed, u.audit_sequence
        FROM relative_link l LEFT JOIN relative_unlinking u ON u.link_id = l.id
        WHERE l.beneficiary_id = @beneficiary ORDER BY l.audit_sequence
        """;

    public async Task<IReadOnlyList<PersonAccess>> ReadAsync(BeneficiaryId beneficiary, int limit, CancellationToken cancellationToken)
    {
        var links = await session.ListAsync(Links, MapLink, cancellationToken, beneficiary.Value);
        var newest = links.ToLookup(link => link.Helper).ToDictionary(of => of.Key, of => of.Last());
        var acts = await session.ListAsync(
            $"SELECT kind, helper_id, at FROM ({Acts}) acts ORDER BY at DESC, kind DESC LIMIT @limit",
            row => AccessOf((AccessKind)row.GetInt64(0), newest[row.GetString(1)], row),
            cancellationToken,
            beneficiary.Value,
            (long)limit);
        var readings = await session.ListAsync(Readings, MapReading, cancellationToken, beneficiary.Value, (long)limit);
        return [.. acts.Concat(readings).OrderByDescending(access => access.At).ThenByDescending(access => access.Kind).Take(limit)];
    }

    private static PersonAccess MapReading(DbDataReader row) =>
        new(KindOf((StaffReadKind)row.GetInt64(0)), null, null, null, row.GetInstant(1))
        {
            Reader = row.IsDBNull(2) ? StaffRoles.None : (StaffRoles)row.GetInt64(2),
        };

    private static AccessKind KindOf(StaffReadKind kind) => kind switch
    {
        StaffReadKind.Frames => AccessKind.FramesSeen,
        StaffReadKind.Search => AccessKind.CounterCodeGiven,
        StaffReadKind.Identity => AccessKind.IdentitySeen,
        _ => throw new InvalidOperationException($"Readings for the person: expected kinds 2 to 4, found {(long)kind}."),
    };

    private static PersonAccess AccessOf(AccessKind kind, HelperLink link, DbDataReader row) =>
        new(kind, link.Name, link.Kinship, link.Open, row.GetInstant(2));

    private HelperLink MapLink(DbDataReader row)
    {
        var id = new LinkId(row.GetId(1));
        var name = RelativeTable.NameIn(sealer.OpenText(row.GetDigestBytes(3), RelativeTable.PlaceOf(id)));
        return new HelperLink(row.GetString(0), (Kinship)row.GetInt64(2), name, row.IsDBNull(4) ? id : null);
    }

    private sealed record HelperLink(string Helper, Kinship Kinship, PersonName Name, LinkId? Open);
}
