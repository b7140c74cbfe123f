using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>What a provider hands over: both databases brought forward and tied to the keys. Owned by whoever opened them.</summary>
internal sealed record OpenedDatabases(SqlDatabase Eligibility, SqlDatabase Templates, IRotatingKeyRing Keys)
{
    public static readonly KeyPurpose[] EligibilityKeys = [KeyPurpose.Field, KeyPurpose.BlindIndex, KeyPurpose.AuditSalt];

    public static readonly KeyPurpose[] TemplateKeys = [KeyPurpose.Template];
}
