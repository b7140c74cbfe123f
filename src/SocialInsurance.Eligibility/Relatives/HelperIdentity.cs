using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;

namespace SocialInsurance.Eligibility.Relatives;

/// <summary>
/// Pseudonym of one who acts for others: 1..64 of [A-Za-z0-9-], a keyed hash of number, name and telephone number together.
/// Number and name are declared, only the telephone is proven: another telephone is another helper, who sees nothing of the first.
/// </summary>
public readonly record struct HelperId(string Value)
{
    public string Value { get; } = IdentifierText.Check(Value, 64, nameof(HelperId));

    public override string ToString() => Value;
}

/// <summary>Who somebody who acts for others says to be. Prints nothing of it.</summary>
/// <param name="Phone">proven by a code</param>
public sealed record HelperIdentity(DocumentNumber Document, PersonName Name, PhoneNumber Phone);
