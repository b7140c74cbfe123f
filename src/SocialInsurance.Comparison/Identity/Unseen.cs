using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// The one table of what may stand around and within a value without being meant: every blank and line break (Unicode White_Space) and
/// every mark that does not show (Default_Ignorable_Code_Point). Numbers, names, headers, dates and all other fields go by it.
/// </summary>
static class Unseen
{
    internal static bool IsBlank(int codePoint) => codePoint switch
    {
        <= 0x20 => codePoint is ' ' or (>= '\t' and <= '\r'),
        < 0x1680 => codePoint is 0x85 or 0xA0,
        >= 0x2000 and <= 0x200A => true,
        _ => codePoint is 0x1680 or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000,
    };

    internal static bool IsMark(int codePoint) => codePoint switch
    {
        < 0xAD => false,
        0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFEFF or 0xFFA0 => true,
        >= 0x180B and <= 0x180F or >= 0x200B and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x206F => true,
        >= 0xFE00 and <= 0xFE0F or >= 0xFFF0 and <= 0xFFF8 or >= 0x1BCA0 and <= 0x1BCA3 or >= 0x1D173 and <= 0x1D17A => true,
        _ => codePoint is >= 0xE0000 and <= 0xE0FFF,
    };

    internal static bool Holds(int codePoint) => IsBlank(codePoint) || IsMark(codePoint);

    /// <summary>Bytes of the blank or mark at the start of <paramref name="utf8"/>, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int LengthAt(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || utf8[0] is > (byte)' ' and < 0xC2 or >= 0xE4 and <= 0xE9 ? 0 : LengthOfUnusual(utf8); // ASCII, U+4000..9FFF

    /// <summary>Bytes of the blank or mark at the end of <paramref name="utf8"/>, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int LengthBefore(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || utf8[^1] is > (byte)' ' and < 0x80 ? 0 : LengthOfUnusualLast(utf8);

    /// <summary>Asked where <see cref="LengthAt"/> is not 0: a blank, no mark.</summary>
    internal static bool IsBlankAt(ReadOnlySpan<byte> utf8) => Rune.DecodeFromUtf8(utf8, out Rune rune, out _) == OperationStatus.Done && IsBlank(rune.Value);

    static int LengthOfUnusual(ReadOnlySpan<byte> utf8) =>
        Rune.DecodeFromUtf8(utf8, out Rune rune, out int read) == OperationStatus.Done && Holds(rune.Value) ? read : 0;

    static int LengthOfUnusualLast(ReadOnlySpan<byte> utf8) =>
        Rune.DecodeLastFromUtf8(utf8, out Rune rune, out int read) == OperationStatus.Done && Holds(rune.Value) ? read : 0;
}
