namespace SocialInsurance.Comparison;

/// <summary>Dates as people type them: blanks and invisible marks, full-width digits and signs.</summary>
static class DateText
{
    /// <summary>No date is longer.</summary>
    internal const int MaxBytes = 96;

    /// <summary>Trimmed, full-width forms as ASCII, every blank within as a space, without invisible marks. Empty when longer than <see cref="MaxBytes"/>.</summary>
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
            int read = Unseen.LengthAt(rest);
            if (read == 0)
            {
                read = Math.Max(1, FullWidth.ReadAscii(rest, out to[length++]));
            }
            else if (Unseen.IsBlankAt(rest))
            {
                to[length++] = (byte)' ';
            }

            rest = rest[read..];
        }

        return to[..length];
    }
}
