using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>What is held about a person, over snapshots. Safe on any thread: each call has its own connection.</summary>
internal sealed class HeldDataReader(SqlDatabase database, IKeyRing keys) : IHeldDataReader
{
    // kind: RetainedKind; each line: how many, the oldest, the day on which the last is erased
    private const string Counts =
        """
        SELECT 17 AS kind, COUNT(*) AS n, NULL AS since, NULL AS until FROM beneficiary WHERE id = @beneficiary
        UNION ALL SELECT 2, COUNT(*), MIN(k.recorded_at), MAX(k.erase_on) FROM review_frames_kept k
          WHERE k.beneficiary_id = @beneficiary AND NOT EXISTS (SELECT 1 FROM review_frames_erased e WHERE e.set_id = k.set_id)
        UNION ALL SELECT 3, COUNT(*), MIN(r.recorded_at), MAX(f.keep_until) FROM reference_refresh f JOIN reference_enrolment r ON r.id = f.superseded_id
          WHERE r.beneficiary_id = @beneficiary AND NOT EXISTS (SELECT 1 FROM reference_erasure x WHERE x.reference_id = r.id)
          AND NOT EXISTS (SELECT 1 FROM reference_withdrawal w WHERE w.reference_id = r.id)
        UNION ALL SELECT 4, COUNT(*), MIN(r.recorded_at), NULL FROM reference_enrolment r
          WHERE r.beneficiary_id = @beneficiary AND NOT EXISTS (SELECT 1 FROM reference_withdrawal w WHERE w.reference_id = r.id)
          AND NOT EXISTS (SELECT 1 FROM reference_refresh f WHERE f.superseded_id = r.id)
        UNION ALL SELECT 6, COUNT(*), MIN(recorded_at), NULL FROM face_consent WHERE beneficiary_id = @beneficiary
        UNION ALL SELECT 7, COUNT(*), MIN(recorded_at), NULL FROM contact_change WHERE beneficiary_id = @beneficiary
        UNION ALL SELECT 8, COUNT(DISTINCT device_id), MIN(recorded_at), NULL FROM device_change WHERE beneficiary_id = @beneficiary
        UNION ALL SELECT 9, COUNT(*), MIN(n.recorded_at), NULL FROM notice n JOIN notice_outbox o ON o.notice_id = n.id
          WHERE n.beneficiary_id = @beneficiary AND length(o.text_sealed) > 0
        UNION ALL SELECT 12, COUNT(*), MIN(recorded_at), NULL FROM feedback WHERE beneficiary_id = @beneficiary
        UNION ALL SELECT 13, COUNT(*), MIN(recorded_at), NULL FROM staff_read WHERE subject = @beneficiary
        UNION ALL SELECT 14, COUNT(*), MIN(decided_at), NULL FROM decision WHERE beneficiary_id = @beneficiary
        UNION ALL SELECT 18, COUNT(*), MIN(recorded_at), NULL FROM relative_link WHERE beneficiary_id = @beneficiary
        """;

    public Task<IReadOnlyList<HeldKind>> ReadAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<HeldKind>>(
        async session => await session.ListAsync($"SELECT kind, n, since, until FROM ({Counts}) held WHERE n > 0 ORDER BY kind", Map, cancellationToken, beneficiary.Value),
        cancellationToken);

    public Task<IReadOnlyList<CopySection>> ReadCopyAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            using var sealer = new FieldSealer(keys, KeyPurpose.Field);
            return await new PersonCopyQuery(session, sealer).ReadAsync(beneficiary, cancellationToken);
        },
        cancellationToken);

    private static HeldKind Map(DbDataReader row) =>
        new((RetainedKind)row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInstant(2), row.FindDate(3));
}
