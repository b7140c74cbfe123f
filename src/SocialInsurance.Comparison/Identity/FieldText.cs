using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>What departments and their programs put around a value and do not mean.</summary>
static class FieldText
{
    /// <summary>
    /// Without the blanks around it (space, tab, no-break space C2 A0, ideographic space E3 80 80) and without the <c>="…"</c> in which
    /// spreadsheets are told to keep digits as text: <c>="430101194001010018"</c> is 430101194001010018.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> text = WithoutBlanks(utf8);
        return text.Length >= 3 && text[0] == '=' && text[1] == '"' && text[^1] == '"' ? WithoutBlanks(text[2..^1]) : text;
    }

    static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> utf8)
    {
        while (LeadingLength(utf8) is > 0 and int n)
        {
            utf8 = utf8[n..];
        }

        while (TrailingLength(utf8) is > 0 and int n)
        {
            utf8 = utf8[..^n];
        }

        return utf8;
    }

    static int LeadingLength(ReadOnlySpan<byte> s) =>
        s.IsEmpty ? 0 : s[0] is (byte)' ' or (byte)'\t' ? 1 : s.StartsWith("\u00A0"u8) ? 2 : s.StartsWith("\u3000"u8) ? 3 : 0;

    static int TrailingLength(ReadOnlySpan<byte> s) =>
        s.IsEmpty ? 0 : s[^1] is (byte)' ' or (byte)'\t' ? 1 : s.EndsWith("\u00A0"u8) ? 2 : s.EndsWith("\u3000"u8) ? 3 : 0;
}
