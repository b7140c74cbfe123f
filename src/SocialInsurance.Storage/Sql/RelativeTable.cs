using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Links between people and those who act for them, their ends, and what was done under them.</summary>
internal sealed class RelativeTable(SqlSession session, AuditAppender? audit, FieldSealer sealer) : IRelativeRecords
{
    private const string SelectLink =
        "SELECT audit_sequence, id, helper_id, beneficiary_id, kinship, identity_sealed, recorded_at FROM relative_link";

    private const string NotEnded = "NOT EXISTS (SELECT 1 FROM relative_unlinking u WHERE u.link_id = relative_link.id)";

    private const string SelectUnlinking =
        """
        SELECT u.audit_sequence, u.link_id, l.helper_id, l.beneficiary_id, u.ended_by, u.recorded_at
        FROM relative_unlinking u LEFT JOIN relative_link l ON l.id = u.link_id
        """;

    private const string SelectAct =
        """
        SELECT a.audit_sequence, a.link_id, l.helper_id, l.beneficiary_id, a.act, a.recorded_at
        FROM relative_act a LEFT JOIN relative_link l ON l.id = a.link_id
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Relatives: opened for reading only.");

    public async Task<IReadOnlyList<RelativeLink>> ListOfHelperAsync(HelperId helper, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"{SelectLink} WHERE helper_id = @helper AND {NotEnded} ORDER BY audit_sequence", MapLink, cancellationToken, helper.Value);

    public Task<RelativeLink?> FindLinkAsync(LinkId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{SelectLink} WHERE id = @link AND {NotEnded}", MapLink, cancellationToken, id.Value.ToColumn());

    public async Task AddLinkAsync(NewRelativeLink link, CancellationToken cancellationToken)
    {
        var sealedIdentity = sealer.Seal(Write(link.Identity), PlaceOf(link.Id));
        var stored = new RelativeLink(link.Id, link.Helper, link.Beneficiary, link.Kinship, Sha256Digest.Of(sealedIdentity), link.RecordedAt);
        var sequence = await Audit.AppendAsync(stored, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO relative_link (audit_sequence, id, helper_id, beneficiary_id, kinship, identity_sealed, recorded_at)
            VALUES (@sequence, @id, @helper, @beneficiary, @kinship, @identity, @recorded_at)
            """,
            cancellationToken,
            sequence,
            link.Id.Value.ToColumn(),
            link.Helper.Value,
            link.Beneficiary.Value,
            (long)link.Kinship,
            sealedIdentity,
            link.RecordedAt.ToColumn());
    }

    public async Task AddUnlinkingAsync(RelativeUnlinking unlinking, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(unlinking, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO relative_unlinking (audit_sequence, link_id, ended_by, recorded_at) VALUES (@sequence, @link, @ended_by, @recorded_at)",
            cancellationToken,
            sequence,
            unlinking.Link.Value.ToColumn(),
            (long)unlinking.EndedBy,
            unlinking.RecordedAt.ToColumn());
    }

    public async Task AddActAsync(RelativeAct act, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(act, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO relative_act (audit_sequence, link_id, act, recorded_at) VALUES (@sequence, @link, @act, @recorded_at)",
            cancellationToken,
            sequence,
            act.Link.Value.ToColumn(),
            (long)act.Kind,
            act.RecordedAt.ToColumn());
    }

    internal static string AuditedLinks => $"{SelectLink} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedUnlinkings => $"{SelectUnlinking} WHERE u.audit_sequence >= @from AND u.audit_sequence < @until";

    internal static string AuditedActs => $"{SelectAct} WHERE a.audit_sequence >= @from AND a.audit_sequence < @until";

    internal static RelativeLink MapLink(DbDataReader row) => new(
        new LinkId(row.GetId(1)),
        new HelperId(row.GetString(2)),
        new BeneficiaryId(row.GetString(3)),
        (Kinship)row.GetInt64(4),
        Sha256Digest.Of(row.GetDigestBytes(5)),
        row.GetInstant(6));

    internal static RelativeUnlinking MapUnlinking(DbDataReader row) => new(
        new LinkId(row.GetId(1)), new HelperId(row.GetString(2)), new BeneficiaryId(row.GetString(3)), (LinkEnder)row.GetInt64(4), row.GetInstant(5));

    internal static RelativeAct MapAct(DbDataReader row) => new(
        new LinkId(row.GetId(1)), new HelperId(row.GetString(2)), new BeneficiaryId(row.GetString(3)), (RelativeActKind)row.GetInt64(4), row.GetInstant(5));

    internal static string PlaceOf(LinkId link) => $"relative/identity/{link}";

    /// <summary>The name within a sealed identity.</summary>
    internal static PersonName NameIn(string identity) => new(identity.Split('\n')[1]);

    // none of the three holds a line feed: a name is folded to one line
    private static string Write(HelperIdentity identity) =>
        $"{identity.Document.Reveal()}\n{identity.Name.Reveal().Replace('\n', ' ')}\n{identity.Phone.Reveal()}";
}
