namespace SocialInsurance.Comparison;

/// <summary>Dates as people type them: blanks around, full-width digits and signs.</summary>
static class DateText
{
    /// <summary>No date is longer.</summary>
    internal const int MaxBytes = 96;

    /// <summary>Trimmed, full-width forms as ASCII, ideographic and no-break spaces as spaces. Empty when longer than <see cref="MaxBytes"/>.</summary>
    internal static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        ReadOnlySpan<byte> rest = FieldText.Trim(utf8);
        if (rest.Length > MaxBytes)
        {
            return default;
        }

        int length = 0;
        while (!rest.IsEmpty)
        {
            int read = FullWidth.ReadAscii(rest, out byte ascii);
            if (read == 0)
            {
                read = rest.StartsWith("\u3000"u8) ? 3 : rest.StartsWith("\u00A0"u8) ? 2 : 1;
                ascii = read > 1 ? (byte)' ' : rest[0];
            }

            to[length++] = ascii;
            rest = rest[read..];
        }

        return to[..length];
    }
}
