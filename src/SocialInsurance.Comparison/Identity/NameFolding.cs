using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// The one written form of a name: what only typing, type faces or the time of writing make different becomes equal. Dropped: what
/// does not show (<see cref="Unseen"/>), dots, hyphens, apostrophes, commas, what spreadsheets put around a text (="…"). Folded: full-width forms, case, accents, traditional and variant
/// characters (<see cref="NameTables"/>). Stateless, thread-safe.
/// </summary>
static class NameFolding
{
    /// <summary>What <see cref="Next"/> gives for a byte that is no UTF-8: this plus the byte, above every code point.</summary>
    internal const int InvalidByte = 0x11_0000;

    /// <summary>Reads one character from the front. Zero to two code points come out; 0 = none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (int First, int Second) Next(ref ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 3 && utf8[0] is >= 0xE4 and <= 0xE9 && (utf8[1] & 0xC0) == 0x80 && (utf8[2] & 0xC0) == 0x80)
        {
            int c = (utf8[0] & 0xF) << 12 | (utf8[1] & 0x3F) << 6 | (utf8[2] & 0x3F);
            utf8 = utf8[3..];
            return NameTables.StandardOf(c); // U+4000..9FFF: Chinese characters and hexagrams, nothing to drop
        }

        return NextUnusual(ref utf8);
    }

    static (int First, int Second) NextUnusual(ref ReadOnlySpan<byte> utf8)
    {
        OperationStatus status = Rune.DecodeFromUtf8(utf8, out Rune rune, out int read);
        if (status != OperationStatus.Done)
        {
            byte invalid = utf8[0];
            utf8 = utf8[1..];
            return (InvalidByte + invalid, 0);
        }

        utf8 = utf8[read..];
        return Fold(rune.Value);
    }

    /// <summary>The folded form of a code point; (0, 0) for one that is dropped.</summary>
    internal static (int First, int Second) Fold(int codePoint)
    {
        int c = codePoint is >= 0xFF01 and <= 0xFF5E ? codePoint - 0xFF01 + 0x21 : codePoint;
        if (c < 0x80)
        {
            return c is >= 'A' and <= 'Z' ? (c | 0x20, 0) : IsDropped(c) ? default : (c, 0);
        }

        if (IsDropped(c))
        {
            return default;
        }

        return NameTables.StandardOf(IsHan(c) ? c : Rune.ToLowerInvariant(new Rune(c)).Value);
    }

    /// <summary>
    /// Code points of the folded name, as many as fit, in the order of writing. Returns how many; <paramref name="utf8"/> is what did not fit.
    /// </summary>
    internal static int Fold(ref ReadOnlySpan<byte> utf8, scoped Span<int> to)
    {
        int length = 0;
        while (!utf8.IsEmpty && length + 2 <= to.Length)
        {
            (int first, int second) = Next(ref utf8);
            if (first != 0)
            {
                to[length++] = first;
            }

            if (second != 0)
            {
                to[length++] = second;
            }
        }

        return length;
    }

    /// <summary>
    /// A name of Latin letters only starts where it is smallest: "SMITH JOHN" and "John Smith" are one name, however it is cut into
    /// words. Source: Booth, Lexicographically least circular substrings, Inf. Process. Lett. 10 (1980); here by two pointers.
    /// </summary>
    internal static void TurnLatin(Span<int> folded)
    {
        if (folded.Length < 2 || folded.ContainsAnyExceptInRange('a', 'z'))
        {
            return;
        }

        int start = LeastRotation(folded);
        folded[..start].Reverse();
        folded[start..].Reverse();
        folded.Reverse();
    }

    static int LeastRotation(ReadOnlySpan<int> text)
    {
        int length = text.Length;
        int i = 0;
        int j = 1;
        int same = 0;
        while (i < length && j < length && same < length)
        {
            int difference = text[(i + same) % length] - text[(j + same) % length];
            if (difference == 0)
            {
                same++;
                continue;
            }

            (i, j) = difference > 0 ? (i + same + 1, j) : (i, j + same + 1);
            j += i == j ? 1 : 0;
            same = 0;
        }

        return Math.Min(i, j);
    }

    internal static bool IsHan(int c) => c is >= 0x3400 and <= 0x9FFF or >= 0x20000 and <= 0x3FFFF;

    /// <summary>What does not show, dots, hyphens, apostrophes, commas; marks that change a glyph, not a name.</summary>
    internal static bool IsDropped(int c) => c switch
    {
        < 0x80 => c is '.' or '-' or '\'' or '`' or ',' or '<' or '=' or '"' || Unseen.IsBlank(c),
        0xB4 or 0x2212 or 0xFE58 or 0xFE63 => true, // acute, hyphens
        0xB7 or 0x387 or 0x1427 or 0x16EB or 0x2022 or 0x2024 or 0x2027 or 0x2219 or 0x22C5 or 0x25E6 or 0x2E30 or 0x2E31 or 0x2E33 => true, // dots
        0x3001 or 0x3002 or 0x30FB or 0x318D or 0xA78F or 0xFE51 or 0xFE52 or 0xFF61 or 0xFF64 or 0xFF65 or 0x10101 or 0x2D9 => true, // dots
        >= 0x2B9 and <= 0x2BD or 0x2018 or 0x2019 or 0x201B or 0x2032 => true, // apostrophes
        >= 0x2010 and <= 0x2015 => true, // hyphens
        >= 0x300 and <= 0x36F => true, // combining accents: the letters are folded too
        _ => Unseen.Holds(c),
    };
}
