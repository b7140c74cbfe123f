using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// Kernel: does a stretch of 64 bytes hold a NUL byte, or show that the text up to its end is no UTF-8? It looks back three bytes,
/// so a sequence that is broken off shows in the stretch of the byte behind it, at the latest in that of the newline.
/// Source: Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021, algorithm "lookup4".
/// </summary>
static unsafe class DamageCheck
{
    const byte TooShort = 1 << 0; // lead byte, then no continuation
    const byte TooLong = 1 << 1; // ASCII, then a continuation
    const byte Overlong3 = 1 << 2; // E0 80..9F
    const byte TooLarge = 1 << 3; // F4 90.. and above
    const byte Surrogate = 1 << 4; // ED A0..BF
    const byte Overlong2 = 1 << 5; // C0, C1
    const byte TooLarge1000 = 1 << 6; // F5..FF 80..8F
    const byte Overlong4 = 1 << 6; // F0 80..8F
    const byte TwoContinuations = 1 << 7; // right only as third or fourth byte
    const byte Carry = TooShort | TooLong | TwoContinuations;

    static Vector128<byte> ByFirstHigh => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000 | Overlong4);

    static Vector128<byte> ByFirstLow => Vector128.Create(
        Carry | Overlong3 | Overlong2 | Overlong4, Carry | Overlong2, Carry, Carry, Carry | TooLarge,
        Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000 | Surrogate, Carry | TooLarge | TooLarge1000, Carry | TooLarge | TooLarge1000);

    static Vector128<byte> BySecondHigh => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000 | Overlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);

    /// <summary>Looks at bytes 0..63; bytes -3..-1 must be readable, and ASCII where the text begins at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSuspect(byte* p)
    {
        if (Avx512BW.IsSupported)
        {
            return IsSuspect512(p);
        }

        Vector128<byte> damage = Damage128(p) | Damage128(p + 16) | Damage128(p + 32) | Damage128(p + 48);
        return damage != Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsSuspect512(byte* p)
    {
        Vector512<byte> input = Vector512.Load(p);
        Vector512<byte> previous = Vector512.Load(p - 1);
        Vector512<byte> nibble = Vector512.Create((byte)0x0F);
        Vector512<byte> special =
            Avx512BW.Shuffle(Wide(ByFirstHigh), (previous.AsUInt16() >> 4).AsByte() & nibble)
            & Avx512BW.Shuffle(Wide(ByFirstLow), previous & nibble)
            & Avx512BW.Shuffle(Wide(BySecondHigh), (input.AsUInt16() >> 4).AsByte() & nibble);
        Vector512<byte> long3 = Avx512BW.SubtractSaturate(Vector512.Load(p - 2), Vector512.Create((byte)0x60)); // bit 7: E0 and above
        Vector512<byte> long4 = Avx512BW.SubtractSaturate(Vector512.Load(p - 3), Vector512.Create((byte)0x70)); // bit 7: F0 and above
        Vector512<byte> damage = ((long3 | long4) & Vector512.Create((byte)0x80)) ^ special;
        return damage != Vector512<byte>.Zero || Vector512.EqualsAny(input, Vector512<byte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Wide(Vector128<byte> lane) => Vector512.Create(Vector256.Create(lane, lane), Vector256.Create(lane, lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Damage128(byte* p)
    {
        Vector128<byte> input = Vector128.Load(p);
        Vector128<byte> previous = Vector128.Load(p - 1);
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        Vector128<byte> special =
            Vector128.Shuffle(ByFirstHigh, previous >> 4)
            & Vector128.Shuffle(ByFirstLow, previous & nibble)
            & Vector128.Shuffle(BySecondHigh, input >> 4);
        Vector128<byte> isLong =
            Vector128.GreaterThanOrEqual(Vector128.Load(p - 2), Vector128.Create((byte)0xE0))
            | Vector128.GreaterThanOrEqual(Vector128.Load(p - 3), Vector128.Create((byte)0xF0));
        return ((isLong & Vector128.Create((byte)0x80)) ^ special) | Vector128.Equals(input, Vector128<byte>.Zero);
    }
}
