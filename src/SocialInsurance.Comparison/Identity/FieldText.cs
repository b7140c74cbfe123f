using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>What departments and their programs put around a value and do not mean.</summary>
static class FieldText
{
    /// <summary>
    /// Without the blanks, line breaks and invisible marks around it (<see cref="Unseen"/>) and without the <c>="…"</c> in which
    /// spreadsheets are told to keep digits as text: <c>="430101194001010018"</c> is 430101194001010018.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> text = WithoutUnseen(utf8);
        return text.Length >= 3 && text[0] == '=' && text[1] == '"' && text[^1] == '"' ? WithoutUnseen(text[2..^1]) : text;
    }

    static ReadOnlySpan<byte> WithoutUnseen(ReadOnlySpan<byte> utf8)
    {
        while (Unseen.LengthAt(utf8) is > 0 and int n)
        {
            utf8 = utf8[n..];
        }

        while (Unseen.LengthBefore(utf8) is > 0 and int n)
        {
            utf8 = utf8[..^n];
        }

        return utf8;
    }
}
