using System.Diagnostics.CodeAnalysis;

namespace SocialInsurance.Eligibility;

/// <summary>A comparison run, as its manifest names it: 1..64 of [A-Za-z0-9-].</summary>
public readonly record struct RunId(string Value)
{
    public string Value { get; } = IdentifierText.Check(Value, 64, nameof(RunId));

    public override string ToString() => Value;
}

/// <summary>A face session: 1..64 of [A-Za-z0-9-].</summary>
public readonly record struct SessionId(string Value)
{
    public string Value { get; } = IdentifierText.Check(Value, 64, nameof(SessionId));

    public override string ToString() => Value;
}

/// <summary>A caseworker's account: 1..64 of [A-Za-z0-9-]; not a name.</summary>
public readonly record struct CaseworkerId(string Value)
{
    public string Value { get; } = IdentifierText.Check(Value, 64, nameof(CaseworkerId));

    public override string ToString() => Value;
}

internal static class IdentifierText
{
    public static bool IsValid([NotNullWhen(true)] string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
            {
                return false;
            }
        }

        return true;
    }

    // the found text stays out of the message: it may be a citizen number put into the wrong column
    public static string Check(string? text, int maxLength, string type) =>
        IsValid(text, maxLength)
            ? text
            : throw new ArgumentException($"{type}: expected 1..{maxLength} of [A-Za-z0-9-], found {text?.Length ?? 0} characters of another form.");
}
