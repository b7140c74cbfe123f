using System.Runtime.CompilerServices;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// 64-bit hash of a name in its one written form (<see cref="NameFolding"/>): traditional and variant characters, full-width forms, case,
/// accents, blanks, dots and hyphens make no difference, nor does the end at which a Latin name starts. 0 = no name.
/// Different written forms collide with a probability of 2^-64 a pair: a key supports agreement of names on top of an equal
/// document number; it never identifies a person alone. What only sounds or looks alike has another key: see <see cref="NameText"/>.
/// </summary>
/// <remarks>
/// Immutable, thread-safe, allocation-free. FNV-1a with a final avalanche (MurmurHash3 fmix64). Keys of different
/// <see cref="NameTables.Fingerprint"/> must not be compared.
/// </remarks>
public readonly record struct NameKey(ulong Value)
{
    const ulong Start = 14695981039346656037UL;
    const int MostAtOnce = 128; // code points; of a longer name only the beginning can be turned

    /// <summary>True when both sides have a name and the names agree.</summary>
    public bool AgreesWith(NameKey other) => Value != 0 && Value == other.Value;

    /// <summary>Key of a UTF-8 name. Invalid UTF-8 is hashed byte by byte; it never throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NameKey Of(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<ulong> unusual = NameTables.Unusual;
        ulong hash = Start;
        for (ReadOnlySpan<byte> rest = utf8; !rest.IsEmpty; rest = rest[3..])
        {
            if (rest.Length < 3 || rest[0] is < 0xE4 or > 0xE9)
            {
                return OfUnusual(utf8);
            }

            int c = (rest[0] & 0xF) << 12 | (rest[1] & 0x3F) << 6 | (rest[2] & 0x3F);
            if ((unusual[c >> 6] >> (c & 63) & 1) != 0)
            {
                return OfUnusual(utf8);
            }

            hash = Add(Add(Add(hash, rest[0]), rest[1]), rest[2]); // a character that is in no table: most are
        }

        return utf8.IsEmpty ? default : Finish(hash);
    }

    /// <summary>Not reversible without guessing, but a fingerprint of a name all the same: masked.</summary>
    public override string ToString() => Value == 0 ? "(none)" : "(name)";

    [MethodImpl(MethodImplOptions.NoInlining)]
    static NameKey OfUnusual(ReadOnlySpan<byte> utf8)
    {
        Span<int> buffer = stackalloc int[MostAtOnce];
        Span<int> folded = buffer[..NameFolding.Fold(ref utf8, buffer)];
        if (utf8.IsEmpty)
        {
            NameFolding.TurnLatin(folded);
        }

        ulong hash = Start;
        bool any = false;
        while (!folded.IsEmpty)
        {
            hash = Add(hash, folded);
            any = true;
            folded = buffer[..NameFolding.Fold(ref utf8, buffer)];
        }

        return any ? Finish(hash) : default;
    }

    static ulong Add(ulong hash, ReadOnlySpan<int> codePoints)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (int c in codePoints)
        {
            if (c >= NameFolding.InvalidByte)
            {
                hash = Add(hash, (byte)(c - NameFolding.InvalidByte));
                continue;
            }

            foreach (byte b in bytes[..new Rune(c).EncodeToUtf8(bytes)])
            {
                hash = Add(hash, b);
            }
        }

        return hash;
    }

    static NameKey Finish(ulong hash) => new(Math.Max(1, Avalanche(hash)));

    static ulong Add(ulong hash, byte b) => (hash ^ b) * 1099511628211UL;

    static ulong Avalanche(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDUL;
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return h ^ (h >> 33);
    }
}
