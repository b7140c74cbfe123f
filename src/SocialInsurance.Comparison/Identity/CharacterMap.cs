using System.Diagnostics.CodeAnalysis;

namespace SocialInsurance.Comparison;

/// <summary>
/// What is known of some characters. Most characters are in no table, and one bit says so. Immutable after it was filled, then thread-safe.
/// </summary>
sealed class CharacterMap<T>
{
    const int BasicPlane = 0x10000;

    readonly Dictionary<int, T> values = [];
    readonly ulong[] known = new ulong[BasicPlane / 64];

    internal T this[int codePoint]
    {
        set
        {
            values[codePoint] = value;
            if (codePoint < BasicPlane)
            {
                known[codePoint >> 6] |= 1UL << codePoint;
            }
        }
    }

    internal bool TryGetValue(int codePoint, [MaybeNullWhen(false)] out T value)
    {
        if (codePoint < BasicPlane && ((known[codePoint >> 6] >> codePoint) & 1) == 0)
        {
            value = default;
            return false;
        }

        return values.TryGetValue(codePoint, out value);
    }
}
