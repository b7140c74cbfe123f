using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// 64-bit hash of a normalised name. Two spellings of one name have equal keys: blanks and middle dots (· • ・ ･ ‧ ∙ ⋅ . ．) are
/// dropped, full-width forms are folded to ASCII, Latin letters to lower case. 0 = no name.
/// Different names collide with a probability of 2^-64 a pair: a key supports agreement of names on top of an equal
/// document number; it never identifies a person alone.
/// </summary>
/// <remarks>Immutable, thread-safe, allocation-free. FNV-1a with a final avalanche (MurmurHash3 fmix64).</remarks>
public readonly record struct NameKey(ulong Value)
{
    /// <summary>True when both sides have a name and the names agree.</summary>
    public bool AgreesWith(NameKey other) => Value != 0 && Value == other.Value;

    /// <summary>Key of a UTF-8 name. Invalid UTF-8 is hashed byte by byte; it never throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NameKey Of(ReadOnlySpan<byte> utf8)
    {
        ulong hash = 14695981039346656037UL;
        bool any = false;
        while (!utf8.IsEmpty)
        {
            if (utf8.Length >= 3 && utf8[0] is >= 0xE4 and <= 0xE9) // common CJK: nothing to fold
            {
                hash = Add(Add(Add(hash, utf8[0]), utf8[1]), utf8[2]);
                utf8 = utf8[3..];
                any = true;
            }
            else
            {
                int read = AddFolded(utf8, ref hash, ref any);
                utf8 = utf8[read..];
            }
        }

        return any ? new NameKey(Math.Max(1, Avalanche(hash))) : default;
    }

    /// <summary>Not reversible without guessing, but a fingerprint of a name all the same: masked.</summary>
    public override string ToString() => Value == 0 ? "(none)" : "(name)";

    static int AddFolded(ReadOnlySpan<byte> utf8, ref ulong hash, ref bool any)
    {
        if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int read) != OperationStatus.Done)
        {
            hash = Add(hash, utf8[0]);
            any = true;
            return 1;
        }

        if (rune.Value is >= 0xFF01 and <= 0xFF5E)
        {
            rune = new Rune(rune.Value - 0xFF01 + 0x21);
        }

        if (!IsDropped(rune.Value))
        {
            Span<byte> folded = stackalloc byte[4];
            int length = Rune.ToLowerInvariant(rune).EncodeToUtf8(folded);
            foreach (byte b in folded[..length])
            {
                hash = Add(hash, b);
            }

            any = true;
        }

        return read;
    }

    internal static bool IsDropped(int codePoint) => codePoint
        is ' ' or '\t' or '.' or 0xA0 or 0xB7 or 0x2022 or 0x2027 or 0x2219 or 0x22C5 or 0x3000 or 0x30FB or 0xFF65;

    static ulong Add(ulong hash, byte b) => (hash ^ b) * 1099511628211UL;

    static ulong Avalanche(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDUL;
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return h ^ (h >> 33);
    }
}
