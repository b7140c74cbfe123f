using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage.Sql;

/// <summary>What a provider hands over: both databases brought forward and tied to the keys. Owned by whoever opened them.</summary>
internal sealed record OpenedDatabases(SqlDatabase Eligibility, SqlDatabase Templates, IRotatingKeyRing Keys)
{
    /// <summary>For lists and counts; null: the eligibility database itself.</summary>
    public ReplicaReads? Replica { get; init; }

    public ISqlReads Lists => Replica is { } replica ? replica : Eligibility;

    public static readonly KeyPurpose[] EligibilityKeys = [KeyPurpose.Field, KeyPurpose.BlindIndex, KeyPurpose.AuditSalt];

    public static readonly KeyPurpose[] TemplateKeys = [KeyPurpose.Template];
}
