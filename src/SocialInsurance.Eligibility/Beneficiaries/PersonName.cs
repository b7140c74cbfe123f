using System.Diagnostics.CodeAnalysis;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>A person's name, 1..64 characters after trimming; prints as three stars so that no record or log shows it.</summary>
public sealed class PersonName : IEquatable<PersonName>
{
    private const int MaxLength = 64;
    private readonly string text;

    /// <exception cref="ArgumentException">empty or too long; the message does not repeat the name</exception>
    public PersonName(string raw)
    {
        text = (raw ?? string.Empty).Trim();
        if (text.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"PersonName: expected 1..{MaxLength} characters, found {text.Length}.");
        }
    }

    /// <summary>Stands for a name that the register has in no form that can be kept.</summary>
    public static PersonName Unreadable { get; } = new("?");

    public static bool TryCreate(string? raw, [NotNullWhen(true)] out PersonName? name)
    {
        var length = (raw ?? string.Empty).Trim().Length;
        name = length is > 0 and <= MaxLength ? new PersonName(raw!) : null;
        return name is not null;
    }

    /// <summary>The name itself: for sealing, comparing and the owner's own page; never for logs.</summary>
    public string Reveal() => text;

    public bool Equals(PersonName? other) => other is not null && text == other.text;

    public override bool Equals(object? obj) => Equals(obj as PersonName);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "***";
}
