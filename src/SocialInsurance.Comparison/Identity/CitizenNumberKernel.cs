using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// Kernel: a well-formed 18-character citizen number to its key. It decides only what is valid; everything else is left to its
/// scalar twin <see cref="DocumentNumber.ReadScalar"/>, which also names faults and is the oracle in the tests.
/// </summary>
static class CitizenNumberKernel
{
    /// <summary>False: the processor cannot, <see cref="Key"/> gives 0 for everything.</summary>
    internal static bool IsSupported => Sse41.IsSupported;

    /// <summary>Key, or 0: ask <see cref="DocumentNumber.ReadScalar"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Key(ReadOnlySpan<byte> number)
    {
        if (!Sse41.IsSupported || number.Length != 18)
        {
            return 0;
        }

        ref byte first = ref MemoryMarshal.GetReference(number);
        Vector128<byte> digits = Vector128.LoadUnsafe(ref first) - Vector128.Create((byte)'0');
        uint seventeenth = Unsafe.Add(ref first, 16) - (uint)'0';
        uint last = Unsafe.Add(ref first, 17);
        uint check = (last | 0x20) == 'x' ? 10 : last - '0';
        if (Vector128.GreaterThanAny(digits, Vector128.Create((byte)9)) || seventeenth > 9 || check > 10 || last == ':')
        {
            return 0;
        }

        // ISO 7064 MOD 11-2: 2^(17 - i) mod 11 for digit i; the sum with the check character is 1 (mod 11)
        Vector128<short> weighted = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4));
        uint sum = (uint)Vector128.Sum(Sse2.MultiplyAddAdjacent(weighted, Vector128<short>.One)) + seventeenth * 2 + check;
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        if (sum % 11 != 1 || !IsBirthDate(pairs))
        {
            return 0;
        }

        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(100, 1, 100, 1, 100, 1, 100, 1));
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt64().ToScalar();
        ulong first17 = ((eights & uint.MaxValue) * 100_000_000 + (eights >> 32)) * 10 + seventeenth;
        return (long)(first17 * 11 + check);
    }

    /// <summary>Digits 6..13, yyyymmdd, as pairs 3..6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsBirthDate(Vector128<short> pairs)
    {
        ulong low = pairs.AsUInt64().ToScalar();
        ulong high = pairs.AsUInt64().GetElement(1);
        int year = (int)(low >> 48) * 100 + (int)(high & 0xFFFF);
        return year is >= 1850 and <= 2099 && CalendarDate.IsReal(year, (uint)(high >> 16) & 0xFFFF, (uint)(high >> 32) & 0xFFFF);
    }
}
