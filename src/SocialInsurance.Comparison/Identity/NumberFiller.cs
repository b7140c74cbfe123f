namespace SocialInsurance.Comparison;

/// <summary>Characters that people and programs put between the characters of a number and that mean nothing.</summary>
static class NumberFiller
{
    /// <summary>Bytes of the filler at the start of <paramref name="utf8"/>, or 0: blanks, hyphens, apostrophes, brackets, invisible marks.</summary>
    internal static int LengthAt(ReadOnlySpan<byte> utf8) => utf8[0] switch
    {
        (byte)' ' or (byte)'\t' or (byte)'-' or (byte)'\'' or (byte)'`' or (byte)'(' or (byte)')' => 1,
        0xC2 => utf8.StartsWith("\u00A0"u8) || utf8.StartsWith("\u00AD"u8) ? 2 : 0,
        0xE2 => utf8.Length >= 3 && IsMark(utf8[1], utf8[2]) ? 3 : 0,
        0xE3 => utf8.StartsWith("\u3000"u8) ? 3 : 0,
        0xEF => utf8.StartsWith("\uFEFF"u8) || utf8.StartsWith("\uFF0D"u8) || utf8.StartsWith("\uFF07"u8) || utf8.StartsWith("\uFF08"u8) || utf8.StartsWith("\uFF09"u8) ? 3 : 0,
        _ => 0,
    };

    /// <summary>U+200B..U+200F invisible, U+2010..U+2015 dashes, U+2018 and U+2019 apostrophes, U+2212 minus.</summary>
    static bool IsMark(byte second, byte third) =>
        (second == 0x80 && third is >= 0x8B and <= 0x95 or 0x98 or 0x99) || (second == 0x88 && third == 0x92);
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
