using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Blanks that departments put around a value: space, tab, no-break space (C2 A0), ideographic space (E3 80 80).</summary>
static class Blanks
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
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
