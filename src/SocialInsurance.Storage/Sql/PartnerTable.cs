using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Storage.Sql;

/// <summary>Partners, their use of the day, and what they asked.</summary>
internal sealed class PartnerTable(SqlSession session, AuditAppender? audit) : IPartnerRecords
{
    private const int MostAccesses = 200;

    private const string Select =
        """
        SELECT p.audit_sequence, p.id, p.name, p.key_digest, p.scopes, p.daily_quota, p.grants, p.recorded_at, r.recorded_at
        FROM partner p LEFT JOIN partner_revocation r ON r.partner_id = p.id
        """;

    /// <summary>With the newest key, the one before it, and the newest certificate.</summary>
    private const string SelectCurrent =
        """
        SELECT p.audit_sequence, p.id, p.name, p.key_digest, p.scopes, p.daily_quota, p.grants, p.recorded_at, r.recorded_at,
          k.key_digest, k.former_until,
          COALESCE((SELECT f.key_digest FROM partner_key f WHERE f.partner_id = p.id AND f.audit_sequence < k.audit_sequence ORDER BY f.audit_sequence DESC LIMIT 1), p.key_digest),
          c.thumbprint
        FROM partner p LEFT JOIN partner_revocation r ON r.partner_id = p.id
          LEFT JOIN partner_key k ON k.audit_sequence = (SELECT MAX(audit_sequence) FROM partner_key WHERE partner_id = p.id)
          LEFT JOIN partner_certificate c ON c.audit_sequence = (SELECT MAX(audit_sequence) FROM partner_certificate WHERE partner_id = p.id)
        """;

    private const string SelectRevocation = "SELECT audit_sequence, partner_id, recorded_at FROM partner_revocation";

    private const string SelectQuery =
        "SELECT audit_sequence, id, partner_id, beneficiary_id, purpose, consent_reference, answer, recorded_at FROM partner_query";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Partners: opened for reading only.");

    public Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{SelectCurrent} WHERE p.id = @id", MapCurrent, cancellationToken, id.Value);

    public async Task<IReadOnlyList<Partner>> ListAsync(CancellationToken cancellationToken) =>
        await session.ListAsync($"{SelectCurrent} ORDER BY p.audit_sequence", MapCurrent, cancellationToken);

    public async Task AddAsync(PartnerAdded added, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(added, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO partner (audit_sequence, id, name, key_digest, scopes, daily_quota, grants, recorded_at)
            VALUES (@sequence, @id, @name, @key, @scopes, @quota, @grants, @recorded_at)
            """,
            cancellationToken,
            sequence,
            added.Partner.Id.Value,
            added.Partner.Name,
            added.Partner.KeyDigest.ToArray(),
            (long)added.Partner.Scopes,
            (long)added.Partner.DailyQuota,
            FeedGrantText.Write(added.Partner.Grants),
            added.Partner.AddedAt.ToColumn());
    }

    public async Task RevokeAsync(PartnerRevoked revoked, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(revoked, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO partner_revocation (audit_sequence, partner_id, recorded_at) VALUES (@sequence, @partner, @recorded_at)",
            cancellationToken,
            sequence,
            revoked.Partner.Value,
            revoked.RecordedAt.ToColumn());
    }

    public async Task RotateAsync(PartnerKeyRotated rotated, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(rotated, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO partner_key (audit_sequence, partner_id, key_digest, former_until, recorded_at) VALUES (@sequence, @partner, @key, @former_until, @recorded_at)",
            cancellationToken,
            sequence,
            rotated.Partner.Value,
            rotated.KeyDigest.ToArray(),
            rotated.FormerUntil.ToColumn(),
            rotated.RecordedAt.ToColumn());
    }

    public async Task BindAsync(PartnerCertificateBound bound, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(bound, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO partner_certificate (audit_sequence, partner_id, thumbprint, recorded_at) VALUES (@sequence, @partner, @thumbprint, @recorded_at)",
            cancellationToken,
            sequence,
            bound.Partner.Value,
            bound.Certificate?.ToArray(),
            bound.RecordedAt.ToColumn());
    }

    public async Task AddQueryAsync(PartnerQuery query, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(query, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO partner_query (audit_sequence, id, partner_id, beneficiary_id, purpose, consent_reference, answer, recorded_at)
            VALUES (@sequence, @id, @partner, @beneficiary, @purpose, @consent, @answer, @recorded_at)
            """,
            cancellationToken,
            sequence,
            query.Id.Value.ToColumn(),
            query.Partner.Value,
            query.Beneficiary?.Value,
            query.Purpose,
            query.ConsentReference,
            (long)query.Answer,
            query.RecordedAt.ToColumn());
    }

    public async Task<IReadOnlyList<PartnerId>> ReadAskersAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken) =>
        await session.ListAsync(
            "SELECT DISTINCT partner_id FROM partner_query WHERE beneficiary_id = @beneficiary AND recorded_at >= @since ORDER BY partner_id",
            static row => new PartnerId(row.GetString(0)),
            cancellationToken,
            beneficiary.Value,
            since.ToColumn());

    public async Task<int> TakeQuotaAsync(Partner partner, DateOnly day, int wanted, CancellationToken cancellationToken)
    {
        // the partner as it stands now: a stream that began before a revocation gets nothing more
        if (await FindAsync(partner.Id, cancellationToken) is not { IsActive: true } current)
        {
            return 0;
        }

        var used = await ReadUsedAsync(partner.Id, day, cancellationToken);
        var granted = Math.Clamp(current.DailyQuota - used, 0, wanted);
        if (granted > 0)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO partner_usage (partner_id, day, used) VALUES (@partner, @day, @used)
                ON CONFLICT (partner_id, day) DO UPDATE SET used = excluded.used
                """,
                cancellationToken,
                partner.Id.Value,
                day.ToColumn(),
                (long)used + granted);
        }

        return granted;
    }

    public Task<int> ReadUsedAsync(PartnerId id, DateOnly day, CancellationToken cancellationToken) =>
        session.FindAsync(
            "SELECT used FROM partner_usage WHERE partner_id = @partner AND day = @day",
            static row => row.GetInt32(0),
            cancellationToken,
            id.Value,
            day.ToColumn());

    public Task<List<PartnerAccess>> ListAccessesAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        session.ListAsync(
            """
            SELECT p.name, q.purpose, q.consent_reference, q.answer, q.recorded_at FROM partner_query q JOIN partner p ON p.id = q.partner_id
            WHERE q.beneficiary_id = @beneficiary ORDER BY q.audit_sequence DESC LIMIT @most
            """,
            static row => new PartnerAccess(row.GetString(0), row.GetString(1), row.GetString(2), (PartnerAnswer)row.GetInt64(3), row.GetInstant(4)),
            cancellationToken,
            beneficiary.Value,
            (long)MostAccesses);

    internal static string AuditedPartners => $"{Select} WHERE p.audit_sequence >= @from AND p.audit_sequence < @until";

    internal static string AuditedRevocations => $"{SelectRevocation} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedQueries => $"{SelectQuery} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedKeys =>
        "SELECT audit_sequence, partner_id, key_digest, former_until, recorded_at FROM partner_key WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedCertificates =>
        "SELECT audit_sequence, partner_id, thumbprint, recorded_at FROM partner_certificate WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static PartnerKeyRotated MapRotated(DbDataReader row) => new(new PartnerId(row.GetString(1)), row.GetDigest(2), row.GetInstant(3), row.GetInstant(4));

    internal static PartnerCertificateBound MapBound(DbDataReader row) =>
        new(new PartnerId(row.GetString(1)), row.IsDBNull(2) ? null : row.GetDigest(2), row.GetInstant(3));

    internal static PartnerAdded MapAdded(DbDataReader row) => new(MapPartner(row));

    internal static PartnerRevoked MapRevoked(DbDataReader row) => new(new PartnerId(row.GetString(1)), row.GetInstant(2));

    internal static PartnerQuery MapQuery(DbDataReader row) => new(
        new PartnerQueryId(row.GetId(1)),
        new PartnerId(row.GetString(2)),
        row.FindString(3) is { } beneficiary ? new BeneficiaryId(beneficiary) : null,
        row.GetString(4),
        row.GetString(5),
        (PartnerAnswer)row.GetInt64(6),
        row.GetInstant(7));

    private static Partner MapCurrent(DbDataReader row)
    {
        var partner = MapPartner(row) with { Certificate = row.IsDBNull(12) ? null : row.GetDigest(12) };
        return row.IsDBNull(9)
            ? partner
            : partner with { KeyDigest = row.GetDigest(9), FormerKeyDigest = row.GetDigest(11), FormerKeyUntil = row.GetInstant(10) };
    }

    private static Partner MapPartner(DbDataReader row) => new(
        new PartnerId(row.GetString(1)),
        row.GetString(2),
        row.GetDigest(3),
        (PartnerScope)row.GetInt64(4),
        row.GetInt32(5),
        FeedGrantText.Read(row.GetString(6)),
        row.GetInstant(7),
        row.IsDBNull(8) ? null : row.GetInstant(8));
}
