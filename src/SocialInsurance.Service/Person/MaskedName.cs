using System.Globalization;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Person;

internal static class MaskedName
{
    /// <summary>The first character and a star, whatever the length.</summary>
    internal static string Of(PersonName name) => $"{StringInfo.GetNextTextElement(name.Reveal())}*";
}
