namespace SocialInsurance.Comparison;

/// <summary>Full-width forms U+FF01..U+FF5E (EF BC 81 .. EF BD 9E) stand for ASCII 0x21..0x7E.</summary>
static class FullWidth
{
    /// <summary>Reads one ASCII character, also in its full-width form. Returns the bytes read; 0 for any other character.</summary>
    internal static int ReadAscii(ReadOnlySpan<byte> utf8, out byte ascii)
    {
        ascii = utf8[0];
        if (ascii < 0x80)
        {
            return 1;
        }

        if (utf8.Length < 3 || ascii != 0xEF || utf8[1] is not (0xBC or 0xBD))
        {
            return 0;
        }

        int folded = ((utf8[1] & 0x3F) << 6 | (utf8[2] & 0x3F)) - 0xF01 + 0x21; // low 12 bits of the code point: F01..F5E
        ascii = (byte)folded;
        return folded is >= 0x21 and <= 0x7E ? 3 : 0;
    }
}
