using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Eight ASCII digits in one little-endian word (first digit in the lowest byte).</summary>
static class EightDigits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool AreDigits(ulong word) =>
        ((word & 0xF0F0F0F0F0F0F0F0UL) | (((word + 0x0606060606060606UL) & 0xF0F0F0F0F0F0F0F0UL) >> 4)) == 0x3333333333333333UL;

    /// <summary>Numbers 0..99 of the four pairs of digits, in bits 0, 16, 32 and 48, eight bits each; the bits between them mean nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Pairs(ulong word)
    {
        word -= 0x3030303030303030UL;
        return word * 10 + (word >> 8);
    }

    /// <summary>0..99,999,999; only for words that <see cref="AreDigits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Value(ulong word)
    {
        word = Pairs(word);
        return ((word & 0x000000FF000000FFUL) * 0x000F424000000064UL + ((word >> 16) & 0x000000FF000000FFUL) * 0x0000271000000001UL) >> 32;
    }
}
