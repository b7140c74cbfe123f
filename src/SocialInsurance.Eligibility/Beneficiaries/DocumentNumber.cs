using System.Diagnostics.CodeAnalysis;
using System.Text;
using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>What a document number looks like.</summary>
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
    private const int FormerCitizenLength = 15;

    private readonly string text;
    private readonly DocumentKey key;

    private DocumentNumber(string text)
    {
        this.text = text;
        key = DocumentKey.Parse(Encoding.UTF8.GetBytes(text)).Key;
    }

    /// <summary>Stands for a number that the register has in no form that can be kept.</summary>
    public static DocumentNumber Unreadable { get; } = new("?");

    public DocumentKind Kind =>
        !key.IsCitizenForm ? DocumentKind.Other
        : text.Length == FormerCitizenLength ? DocumentKind.FormerCitizenNumber
        : DocumentKind.CitizenNumber;

    /// <summary>The form under which the same document is always found: that of the comparison core; a number that it cannot use, as it stands.</summary>
    public string LookupForm => key.IsUsable ? key.Reveal() : text;

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
}
