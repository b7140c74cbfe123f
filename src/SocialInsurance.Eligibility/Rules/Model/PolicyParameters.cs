namespace SocialInsurance.Eligibility.Rules;

/// <summary>Parameters that the engine itself reads; every policy declares them.</summary>
internal static class PolicyParameters
{
    /// <summary>Months from the last certification to the next due date, where the register gives no due date.</summary>
    internal const string CertificationCycle = "certificationCycle";

    /// <summary>Percent of the freshness that remains as confidence when a yellow rule decides.</summary>
    internal const string YellowConfidence = "yellowConfidence";

    /// <summary>Percent of all silent passes that are drawn for the audit sample; absent: none.</summary>
    internal const string AuditRandomShare = "auditRandomShare";

    /// <summary>Percent drawn besides, of passes on account evidence alone.</summary>
    internal const string AuditAccountOnlyShare = "auditAccountOnlyShare";

    /// <summary>Percent drawn besides, of passes by a yellow or blue rule.</summary>
    internal const string AuditColourShare = "auditColourShare";

    /// <summary>Percent drawn besides, of passes on evidence of at least <see cref="AuditOldEvidenceAge"/>.</summary>
    internal const string AuditOldEvidenceShare = "auditOldEvidenceShare";

    /// <summary>Days from which evidence counts as old for the audit sample.</summary>
    internal const string AuditOldEvidenceAge = "auditOldEvidenceAge";

    /// <summary>What the engine reads where a policy declares it.</summary>
    internal static readonly IReadOnlyDictionary<string, ParameterUnit> Optional = new Dictionary<string, ParameterUnit>
    {
        [AuditRandomShare] = ParameterUnit.Percent,
        [AuditAccountOnlyShare] = ParameterUnit.Percent,
        [AuditColourShare] = ParameterUnit.Percent,
        [AuditOldEvidenceShare] = ParameterUnit.Percent,
        [AuditOldEvidenceAge] = ParameterUnit.Days,
    };

    internal static readonly IReadOnlyDictionary<string, ParameterUnit> Required = new Dictionary<string, ParameterUnit>
    {
        [CertificationCycle] = ParameterUnit.Months,
        [YellowConfidence] = ParameterUnit.Percent,
    };
}
