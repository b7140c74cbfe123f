using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Policy bytes as they come from a file.</summary>
public static class PolicyText
{
    /// <exception cref="PolicyRefusedException">All faults of the text, each with line and column.</exception>
    /// <param name="isKept">See <see cref="Policy.Load"/>.</param>
    public static Policy LoadOrRefuse(ReadOnlyMemory<byte> utf8, bool isKept = false)
    {
        var load = Policy.Load(utf8, isKept);
        return load.Policy ?? throw new PolicyRefusedException(load.Errors);
    }
}
