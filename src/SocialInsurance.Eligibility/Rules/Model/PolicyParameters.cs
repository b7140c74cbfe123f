namespace SocialInsurance.Eligibility.Rules;

/// <summary>Parameters that the engine itself reads; every policy declares them.</summary>
internal static class PolicyParameters
{
    /// <summary>Months from the last certification to the next due date, where the register gives no due date.</summary>
    internal const string CertificationCycle = "certificationCycle";

    /// <summary>Percent of the freshness that remains as confidence when a yellow rule decides.</summary>
    internal const string YellowConfidence = "yellowConfidence";

    internal static readonly IReadOnlyDictionary<string, ParameterUnit> Required = new Dictionary<string, ParameterUnit>
    {
        [CertificationCycle] = ParameterUnit.Months,
        [YellowConfidence] = ParameterUnit.Percent,
    };
}
