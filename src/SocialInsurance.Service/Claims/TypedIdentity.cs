using System.Diagnostics.CodeAnalysis;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Claims;

/// <summary>Number and name as somebody typed them.</summary>
internal static class TypedIdentity
{
    /// <summary>False for what no register can hold; blanks within a number are how people group digits.</summary>
    internal static bool TryRead(
        string? number, string? name, [NotNullWhen(true)] out DocumentNumber? document, [NotNullWhen(true)] out PersonName? person)
    {
        person = null;
        document = null;
        var typed = number is { Length: <= 64 } ? string.Concat(number.Where(character => !char.IsWhiteSpace(character))) : null;
        return DocumentNumber.TryCreate(typed, out document) && IsOneLine(name) && PersonName.TryCreate(name, out person);
    }

    private static bool IsOneLine(string? name) => name is not null && !name.Any(char.IsControl);
}
