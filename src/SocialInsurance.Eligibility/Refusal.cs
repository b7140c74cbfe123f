namespace SocialInsurance.Eligibility;

/// <summary>An expected failure that a person reads; derived one-line records stand in each feature's Errors.cs.</summary>
public abstract record Refusal(string Chinese, string English)
{
    /// <summary>Stable code for machines: the name of the derived record.</summary>
    public string Code => GetType().Name;
}
