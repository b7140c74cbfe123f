using System.Globalization;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// Citizen numbers of which an office hides a part, whatever signs it hides them with: <c>430102********1234</c>, <c>430102****1234</c>,
/// <c>430102XXXXXXXX1234</c>, <c>430102●●●●●●●●1234</c>. Stateless, thread-safe.
/// </summary>
static class MaskedNumber
{
    internal const byte Hidden = (byte)'*';

    const int Longest = 40; // signs
    const int FewestShown = 8; // a division and a bit, a date of birth, four at either end
    const int OldLength = 15;
    const int SequenceLength = 3;

    /// <summary>
    /// Writes 18 characters, those hidden as <c>*</c>; a single run of signs may stand for fewer or more characters than it has, and a label may
    /// stand before. Returns their number, 0 = it is no such number, or too little of it shows.
    /// </summary>
    internal static int Read(ReadOnlySpan<byte> utf8, Span<byte> to)
    {
        Span<byte> marks = stackalloc byte[Longest];
        marks = marks[..ReadMarks(FieldText.Trim(utf8), marks)];
        int hidden = marks.Count(Hidden);
        if (hidden == 0 || marks.Length - hidden < FewestShown)
        {
            return 0;
        }

        if (marks.Length == NumberText.CitizenLength)
        {
            marks.CopyTo(to);
            return NumberText.CitizenLength;
        }

        int first = marks.IndexOf(Hidden);
        ReadOnlySpan<byte> tail = marks[(first + hidden)..];
        int end = NumberText.CitizenLength - (marks.Length == OldLength && tail.Length == SequenceLength ? 1 : 0); // the old form has no check character
        if (tail.Contains(Hidden) || first + tail.Length >= end)
        {
            return 0;
        }

        to[..NumberText.CitizenLength].Fill(Hidden);
        marks[..first].CopyTo(to);
        tail.CopyTo(to[(end - tail.Length)..]);
        return NumberText.CitizenLength;
    }

    /// <summary>Digits, a check character X at the end, and <see cref="Hidden"/>. Returns how many; 0 = something else stands there too, or too much.</summary>
    static int ReadMarks(ReadOnlySpan<byte> utf8, Span<byte> marks)
    {
        int length = 0;
        while (!utf8.IsEmpty)
        {
            byte mark = MarkOf(utf8, out int read, out bool isLetter);
            utf8 = utf8[read..];
            if ((isLetter && length > 0) || length == marks.Length)
            {
                return 0;
            }

            if (mark != 0)
            {
                marks[length++] = mark;
            }
        }

        bool endsWithCheck = length > 1 && marks[length - 1] == 'X' && marks[length - 2] != 'X';
        marks[..(endsWithCheck ? length - 1 : length)].Replace((byte)'X', Hidden);
        return length;
    }

    /// <summary>A digit, X, <see cref="Hidden"/>, or 0 for what is not meant.</summary>
    static byte MarkOf(ReadOnlySpan<byte> utf8, out int read, out bool isLetter)
    {
        read = NumberText.ReadAscii(utf8, out byte c);
        byte upper = (byte)char.ToUpperInvariant((char)c);
        if (read > 0)
        {
            isLetter = char.IsAsciiLetter((char)c) && upper != 'X';
            return char.IsAsciiDigit((char)c) || upper == 'X' ? upper : "*#?_~+%&$@!^"u8.Contains(c) ? Hidden : (byte)0;
        }

        _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out read);
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        isLetter = Rune.IsLetter(rune);
        bool hides = category is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherPunctuation;
        return hides && rune.Value is not (0x3001 or 0x3002 or 0xFFFD) && !Unseen.Holds(rune.Value) ? Hidden : (byte)0;
    }
}
