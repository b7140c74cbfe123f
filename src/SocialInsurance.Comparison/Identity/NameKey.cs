using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// 64-bit hash of a name in its one written form (<see cref="NameFolding"/>): traditional and variant characters, full-width forms, case,
/// accents, blanks, dots and hyphens make no difference, nor does the end at which a Latin name starts. 0 = no name.
/// Different written forms collide with a probability of 2^-64 a pair: a key supports agreement of names on top of an equal
/// document number; it never identifies a person alone. What only sounds or looks alike has another key: see <see cref="NameText"/>.
/// </summary>
/// <remarks>
/// Immutable, thread-safe, allocation-free. Multiplicative hash of code points with a final avalanche (MurmurHash3 fmix64). Keys of different
/// <see cref="NameTables.Fingerprint"/> must not be compared.
/// </remarks>
public readonly record struct NameKey(ulong Value)
{
    const ulong Start = 14695981039346656037UL;
    const int MostAtOnce = 128; // code points; of a longer Latin name only the beginning is turned

    /// <summary>True when both sides have a name and the names agree.</summary>
    public bool AgreesWith(NameKey other) => Value != 0 && Value == other.Value;

    /// <summary>Key of a UTF-8 name. Invalid UTF-8 is hashed byte by byte; it never throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NameKey Of(ReadOnlySpan<byte> utf8)
    {
        ref ulong unusual = ref MemoryMarshal.GetReference(NameTables.Unusual); // 1,024 words
        ref byte text = ref MemoryMarshal.GetReference(utf8);
        ulong hash = Start;
        nint at = 0;
        for (; utf8.Length - at >= 3; at += 3) // within these three bytes
        {
            uint lead = Unsafe.Add(ref text, at) - 0xE4u;
            int c = (int)(lead + 4) << 12 | (Unsafe.Add(ref text, at + 1) & 0x3F) << 6 | (Unsafe.Add(ref text, at + 2) & 0x3F);
            if (lead > 0xE9 - 0xE4 || (Unsafe.Add(ref unusual, c >> 6) >> (c & 63) & 1) != 0) // U+4000..9FFF only is looked up
            {
                break;
            }

            hash = Add(hash, c); // a character that stands in no table: most do
        }

        return at < utf8.Length ? OfUnusual(utf8, (int)at, hash) : at == 0 ? default : Finish(hash);
    }

    /// <summary>Not reversible without guessing, but a fingerprint of a name all the same: masked.</summary>
    public override string ToString() => Value == 0 ? "(none)" : "(name)";

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static NameKey OfUnusual(ReadOnlySpan<byte> utf8, int at, ulong hash)
    {
        bool isLatin = at == 0;
        int length = at;
        for (ReadOnlySpan<byte> rest = utf8[at..]; !rest.IsEmpty;)
        {
            (int first, int second) = NameFolding.Next(ref rest);
            if (first == 0)
            {
                continue;
            }

            isLatin &= first is >= 'a' and <= 'z';
            length++;
            hash = Add(hash, first);
            hash = second == 0 ? hash : Add(hash, second);
        }

        return length == 0 ? default : isLatin ? OfLatin(utf8) : Finish(hash);
    }

    static NameKey OfLatin(ReadOnlySpan<byte> utf8)
    {
        Span<int> buffer = stackalloc int[MostAtOnce];
        Span<int> folded = buffer[..NameFolding.Fold(ref utf8, buffer)];
        NameFolding.TurnLatin(folded);
        ulong hash = Start;
        while (!folded.IsEmpty)
        {
            foreach (int c in folded)
            {
                hash = Add(hash, c);
            }

            folded = buffer[..NameFolding.Fold(ref utf8, buffer)];
        }

        return Finish(hash);
    }

    static NameKey Finish(ulong hash) => new(Math.Max(1, Avalanche(hash)));

    // one multiplication a character: names that share a beginning cannot collide in their last two characters
    static ulong Add(ulong hash, int c) => (hash ^ (uint)c) * 0x9E3779B97F4A7C15UL;

    static ulong Avalanche(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDUL;
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return h ^ (h >> 33);
    }
}
