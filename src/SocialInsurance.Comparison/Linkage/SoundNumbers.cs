using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// All sound citizen numbers of a text, each as <see cref="NumberText.FindSound"/> finds the first: who died and who reported it in one cell, the number of the
/// next record glued to the end of this one. Linear in the length of the text.
/// </summary>
ref struct SoundNumbers(ReadOnlySpan<byte> utf8)
{
    readonly ReadOnlySpan<byte> text = utf8;
    LastStarts starts;
    int at;
    int seen;
    bool isAny;

    /// <summary>Of the latest number.</summary>
    internal int Start { get; private set; }

    /// <summary>Behind the latest number.</summary>
    internal readonly int End => at;

    /// <summary>Writes the next number in the 18-character form; false = there is none. One may come twice.</summary>
    internal bool Next(scoped Span<byte> number)
    {
        while (at < text.Length)
        {
            int start = at;
            int read = NumberText.ReadAscii(text[at..], out byte c);
            at += Math.Max(read, 1);
            if (read == 0 || !char.IsAsciiLetterOrDigit((char)c))
            {
                continue;
            }

            starts[seen++ % NumberText.CitizenLength] = start;
            if (seen >= NumberText.CitizenLength && NumberText.FindSound(text[starts[seen % NumberText.CitizenLength]..at], number) > 0)
            {
                isAny = true;
                Start = starts[seen % NumberText.CitizenLength];
                return true;
            }
        }

        bool isLastWay = !isAny;
        isAny = true;
        Start = 0;
        return isLastWay && NumberText.FindSound(text, number) > 0; // of 15 digits
    }

    /// <summary>Where the latest letters and digits start.</summary>
    [InlineArray(NumberText.CitizenLength)]
    struct LastStarts
    {
        int first;
    }
}
