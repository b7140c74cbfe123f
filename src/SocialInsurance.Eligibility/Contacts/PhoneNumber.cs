using System.Diagnostics.CodeAnalysis;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>
/// A telephone number that takes text messages: a mainland mobile number of 11 digits, or "+" and 7..15 digits for people
/// abroad and in Hong Kong, Macau and Taiwan (E.164). Full-width forms, blanks, hyphens and +86 are folded. Masks itself in
/// <see cref="ToString"/>; only <see cref="Reveal"/> gives the number. Immutable.
/// </summary>
public sealed class PhoneNumber : IEquatable<PhoneNumber>
{
    private const int MainlandDigits = 11;
    private readonly string text;

    private PhoneNumber(string text) => this.text = text;

    /// <summary>A mobile number of the mainland: what a relative gives.</summary>
    public bool IsMainland => text[0] != '+';

    public static bool TryCreate(string? raw, [NotNullWhen(true)] out PhoneNumber? number)
    {
        var folded = Fold(raw);
        number = IsMainlandMobile(folded) || IsInternational(folded) ? new PhoneNumber(folded) : null;
        return number is not null;
    }

    /// <exception cref="ArgumentException">no telephone number; the message does not repeat it</exception>
    public static PhoneNumber From(string raw) => TryCreate(raw, out var number)
        ? number
        : throw new ArgumentException($"PhoneNumber: expected 11 digits or + and 7..15 digits, found {raw?.Length ?? 0} characters of another form.");

    /// <summary>The number itself: for sealing and sending; never for logs.</summary>
    public string Reveal() => text;

    public bool Equals(PhoneNumber? other) => other is not null && text == other.text;

    public override bool Equals(object? obj) => Equals(obj as PhoneNumber);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The last two digits only.</summary>
    public override string ToString() => $"{new string('*', text.Length - 2)}{text[^2..]}";

    private static bool IsMainlandMobile(string text) =>
        text.Length == MainlandDigits && text[0] == '1' && text[1] is >= '3' and <= '9' && AreDigits(text);

    // country codes begin with 1..9; +86 was folded away, so that one number has one form
    private static bool IsInternational(string text) =>
        text.Length is >= 8 and <= 16 && text[0] == '+' && text[1] is >= '1' and <= '9' && AreDigits(text.AsSpan(1)) && !text.StartsWith("+86", StringComparison.Ordinal);

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static string Fold(string? raw)
    {
        var kept = (raw ?? string.Empty).Select(Narrow).Where(c => c is not (' ' or '-' or '\t' or '\u3000' or '\u00A0'));
        var folded = string.Concat(kept.Take(32));
        return folded.StartsWith("+86", StringComparison.Ordinal) ? folded[3..] : folded;
    }

    private static char Narrow(char character) => character is >= '！' and <= '～' ? (char)(character - '！' + '!') : character;
}
