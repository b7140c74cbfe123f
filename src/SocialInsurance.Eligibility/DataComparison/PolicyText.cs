using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Policy bytes as they come from a file.</summary>
public static class PolicyText
{
    /// <exception cref="PolicyRefusedException">All faults of the text, each with line and column.</exception>
    public static Policy LoadOrRefuse(ReadOnlyMemory<byte> utf8)
    {
        var load = Policy.Load(utf8);
        return load.Policy ?? throw new PolicyRefusedException(load.Errors);
    }
}
