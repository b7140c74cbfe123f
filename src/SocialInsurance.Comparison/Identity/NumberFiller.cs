using System.Buffers;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Characters that people and programs put between the characters of a number and that mean nothing.</summary>
static class NumberFiller
{
    /// <summary>
    /// Bytes of the filler at the start of <paramref name="utf8"/>, or 0: what does not show (<see cref="Unseen"/>), hyphens, apostrophes,
    /// brackets, also in full width.
    /// </summary>
    internal static int LengthAt(ReadOnlySpan<byte> utf8) =>
        char.IsAsciiLetterOrDigit((char)utf8[0]) ? 0
        : Rune.DecodeFromUtf8(utf8, out Rune rune, out int read) == OperationStatus.Done && (Unseen.Holds(rune.Value) || IsSign(rune.Value)) ? read : 0;

    /// <summary>U+2010..U+2015 dashes, U+2018 and U+2019 apostrophes, U+2212 minus, U+3010, U+3011, U+3014 and U+3015 brackets.</summary>
    static bool IsSign(int codePoint) => (codePoint is >= 0xFF01 and <= 0xFF5E ? codePoint - 0xFF01 + '!' : codePoint)
        is '-' or '\'' or '`' or '(' or ')' or '[' or ']' or '{' or '}'
        or (>= 0x2010 and <= 0x2015) or 0x2018 or 0x2019 or 0x2212 or 0x3010 or 0x3011 or 0x3014 or 0x3015;
}

/// <summary>Numbers that a spreadsheet has turned into decimals.</summary>
static class SpreadsheetDamage
{
    /// <summary>Digits with a decimal point, or an exponent with a sign: 1.10105E+17, 1E+17, 430101194001010000.0, and full-width forms.</summary>
    internal static bool IsIn(ReadOnlySpan<byte> utf8)
    {
        int digits = 0;
        int points = 0;
        int exponents = 0;
        int signs = 0;
        byte before = 0;
        while (!utf8.IsEmpty)
        {
            int read = FullWidth.ReadAscii(utf8, out byte c);
            if (read == 0)
            {
                return false;
            }

            utf8 = utf8[read..];
            bool isLeadingApostrophe = c == '\'' && before == 0;
            bool fits = char.IsAsciiDigit((char)c) || isLeadingApostrophe
                || (c == '.' && points == 0 && exponents == 0)
                || (c is (byte)'E' or (byte)'e' && exponents == 0 && digits > 0)
                || (c is (byte)'+' or (byte)'-' && before is (byte)'E' or (byte)'e');
            if (!fits)
            {
                return false;
            }

            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
            points += c == '.' ? 1 : 0;
            exponents += c is (byte)'E' or (byte)'e' ? 1 : 0;
            signs += c is (byte)'+' or (byte)'-' ? 1 : 0;
            before = c;
        }

        return digits > 1 && char.IsAsciiDigit((char)before) && (points > 0 || signs > 0);
    }
}
