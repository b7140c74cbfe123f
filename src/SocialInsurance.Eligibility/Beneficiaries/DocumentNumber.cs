using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>What a document number looks like. Values are stored; never renumber.</summary>
public enum DocumentKind
{
    /// <summary>A citizen number of 18 characters with a right check character (GB 11643) and a real birth date.</summary>
    CitizenNumber = 1,

    /// <summary>An old citizen number of 15 digits, born 19yy.</summary>
    FormerCitizenNumber = 2,

    /// <summary>A permit, a passport, or a number written wrongly; kept as it stands.</summary>
    Other = 3,
}

/// <summary>
/// The number of an identity document: 1..32 visible ASCII characters, upper case, full-width forms folded.
/// Masks itself in <see cref="ToString"/>; only <see cref="Reveal"/> gives the number.
/// A wrong number is kept, because the register may hold it and a finding must be able to name its owner.
/// </summary>
public sealed class DocumentNumber : IEquatable<DocumentNumber>
{
    private const int MaxLength = 32;
    private const int CitizenLength = 18;
    private const int FormerCitizenLength = 15;
    private const string CheckCharacters = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private readonly string text;

    private DocumentNumber(string text)
    {
        this.text = text;
        Kind = KindOf(text);
    }

    /// <summary>Stands for a number that the register has in no form that can be kept.</summary>
    public static DocumentNumber Unreadable { get; } = new("?");

    public DocumentKind Kind { get; }

    /// <summary>The form under which the same document is always found: a former citizen number upgraded to 18 characters.</summary>
    public string LookupForm => Kind == DocumentKind.FormerCitizenNumber ? Upgrade(text) : text;

    public static bool TryCreate(string? raw, [NotNullWhen(true)] out DocumentNumber? number)
    {
        number = null;
        var folded = Fold(raw);
        if (folded.Length is 0 or > MaxLength || folded.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }

        number = new DocumentNumber(folded);
        return true;
    }

    /// <exception cref="ArgumentException">not 1..32 visible ASCII characters; the message does not repeat the number</exception>
    public static DocumentNumber From(string raw) =>
        TryCreate(raw, out var number)
            ? number
            : throw new ArgumentException($"DocumentNumber: expected 1..{MaxLength} visible ASCII characters, found {raw?.Length ?? 0} characters of another form.");

    /// <summary>The number itself: for sealing, comparing and the owner's own page; never for logs.</summary>
    public string Reveal() => text;

    public bool Equals(DocumentNumber? other) => other is not null && text == other.text;

    public override bool Equals(object? obj) => Equals(obj as DocumentNumber);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Masked: at most the first three and the last two characters, and nothing of short numbers.</summary>
    public override string ToString() =>
        text.Length < 9 ? new string('*', text.Length) : $"{text[..3]}{new string('*', text.Length - 5)}{text[^2..]}";

    private static string Fold(string? raw) =>
        string.Create((raw ?? string.Empty).Trim().Length, (raw ?? string.Empty).Trim(), static (folded, source) =>
        {
            for (var index = 0; index < source.Length; index++)
            {
                var character = source[index];
                var narrow = character is >= '！' and <= '～' ? (char)(character - '！' + '!') : character;
                folded[index] = char.IsAsciiLetterLower(narrow) ? char.ToUpperInvariant(narrow) : narrow;
            }
        });

    private static DocumentKind KindOf(string text)
    {
        if (text.Length == CitizenLength && IsCitizenNumber(text))
        {
            return DocumentKind.CitizenNumber;
        }

        var former = text.Length == FormerCitizenLength
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && IsDate($"19{text[6..12]}");
        return former ? DocumentKind.FormerCitizenNumber : DocumentKind.Other;
    }

    private static bool IsCitizenNumber(string text) =>
        !text.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9')
        && IsDate(text[6..14])
        && text[17] == CheckCharacterOf(text);

    private static bool IsDate(string yyyymmdd) =>
        DateOnly.TryParseExact(yyyymmdd, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Upgrade(string former)
    {
        var seventeen = string.Concat(former.AsSpan(0, 6), "19", former.AsSpan(6));
        return seventeen + CheckCharacterOf(seventeen);
    }

    // ISO 7064 MOD 11-2 over the first 17 digits
    private static char CheckCharacterOf(string digits)
    {
        var sum = 0;
        for (var index = 0; index < Weights.Length; index++)
        {
            sum += (digits[index] - '0') * Weights[index];
        }

        return CheckCharacters[sum % 11];
    }
}
