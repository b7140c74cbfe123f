using System.Globalization;

namespace SocialInsurance.Comparison;

/// <summary>What a unit of work is about.</summary>
enum UnitKind
{
    /// <summary>Takes the digest of a file that is read in pieces.</summary>
    Digest,

    /// <summary>Reads a piece of a file for one part of the keys.</summary>
    Read,

    /// <summary>Merges what the pieces say into the column of one source and part.</summary>
    Merge,
}

/// <param name="Of">Index of the file; for <see cref="UnitKind.Merge"/> of the source.</param>
/// <param name="Piece">Of the file, from 0.</param>
/// <param name="Part">Of the keys, from 0.</param>
readonly record struct UnitName(UnitKind Kind, int Of, int Piece, int Part)
{
    static readonly string[] Kinds = ["digest", "read", "merge"];

    internal static UnitName Parse(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 4 && Array.IndexOf(Kinds, parts[0]) is >= 0 and int kind
            ? new UnitName((UnitKind)kind, Number(parts[1]), Number(parts[2]), Number(parts[3]))
            : throw new FormatException($"'{text}' is no unit of a run");
    }

    public override string ToString() => FormattableString.Invariant($"{Kinds[(int)Kind]}-{Of:D5}-{Piece:D5}-{Part:D3}");

    static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
