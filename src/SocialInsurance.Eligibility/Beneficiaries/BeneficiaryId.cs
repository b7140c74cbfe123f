using System.Diagnostics.CodeAnalysis;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>The agency's own id of a beneficiary: 1..32 of [A-Za-z0-9-]. Pseudonymous; never a citizen number.</summary>
public readonly record struct BeneficiaryId(string Value) : IComparable<BeneficiaryId>
{
    private const int MaxLength = 32;

    public string Value { get; } = IdentifierText.Check(Value, MaxLength, nameof(BeneficiaryId));

    public static bool TryCreate([NotNullWhen(true)] string? text, out BeneficiaryId id)
    {
        var valid = IdentifierText.IsValid(text, MaxLength);
        id = valid ? new BeneficiaryId(text!) : default;
        return valid;
    }

    public int CompareTo(BeneficiaryId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
