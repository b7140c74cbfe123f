using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Notations of dates that feeds use. A time of day is checked and dropped.</summary>
public enum DateFormat : byte
{
    /// <summary><c>yyyy-MM-dd</c></summary>
    Dashed,

    /// <summary><c>yyyyMMdd</c></summary>
    Compact,

    /// <summary><c>yyyy/M/d</c>, one or two digits for month and day</summary>
    Slashed,

    /// <summary><c>dd.MM.yyyy</c></summary>
    Dotted,

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c></summary>
    DashedTime,

    /// <summary><c>yyyyMMddHHmmss</c></summary>
    CompactTime,

    /// <summary>Any other notation of years, months, days and times: a <see cref="DatePattern"/>.</summary>
    Pattern,

    /// <summary>Days since 1899-12-31 as spreadsheets count them: 60 is a 29 February 1900 that never was. A fraction is the time.</summary>
    ExcelSerial,

    /// <summary>Days since 1904-01-01. A fraction is the time.</summary>
    ExcelSerial1904,
}

static class DateFormats
{
    /// <summary>Notation by the text a descriptor uses.</summary>
    internal static readonly IReadOnlyDictionary<string, DateFormat> ByText = new Dictionary<string, DateFormat>(StringComparer.Ordinal)
    {
        ["yyyy-MM-dd"] = DateFormat.Dashed,
        ["yyyyMMdd"] = DateFormat.Compact,
        ["yyyy/M/d"] = DateFormat.Slashed,
        ["dd.MM.yyyy"] = DateFormat.Dotted,
        ["yyyy-MM-dd HH:mm:ss"] = DateFormat.DashedTime,
        ["yyyyMMddHHmmss"] = DateFormat.CompactTime,
    };

    internal const int EarliestYear = 1850;

    /// <summary>yyyymmdd, or 0 when the text is no real date from 1850 on in this notation. What <see cref="FieldText"/> takes off is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Read(this DateFormat format, ReadOnlySpan<byte> text)
    {
        int date = ReadExact(format, text);
        return date == 0 && IsUnusual(text) ? ReadUnusual(format, text) : date;
    }

    /// <summary>With blanks around it, full-width digits, or as a spreadsheet's text.</summary>
    static bool IsUnusual(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 || text.EndsWith("\""u8);

    static int ReadUnusual(DateFormat format, ReadOnlySpan<byte> text)
    {
        Span<byte> folded = stackalloc byte[DateText.MaxBytes];
        return ReadExact(format, DateText.Fold(text, folded));
    }

    /// <summary>yyyymmdd, or 0 when there is no such day from 1850 on.</summary>
    internal static int Checked(int year, int month, int day) =>
        year is >= EarliestYear and <= 9999 && CalendarDate.IsReal(year, (uint)month, (uint)day) ? year * 10000 + month * 100 + day : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ReadExact(DateFormat format, ReadOnlySpan<byte> t) => format switch
    {
        DateFormat.Dashed => t.Length == 10 ? ReadDashed(t) : 0,
        DateFormat.Compact => t.Length == 8 ? Real(Word(t, 0)) : 0,
        DateFormat.Slashed => t.Length is >= 8 and <= 10 && t[4] == '/' ? ReadSlashed(t) : 0,
        DateFormat.Dotted => t.Length == 10 && t[2] == '.' && t[5] == '.' ? ReadDotted(t) : 0,
        DateFormat.DashedTime => t.Length == 19 && t[10] == ' ' && t[13] == ':' && t[16] == ':' && IsTime(Packed(Word(t, 11))) ? ReadDashed(t) : 0,
        DateFormat.CompactTime => t.Length == 14 && IsTime(Word(t, 6) >> 16) ? Real(Word(t, 0)) : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    // Words: bytes in the order of the text, the first in the lowest eight bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Word(ReadOnlySpan<byte> t, int at) => BinaryPrimitives.ReadUInt64LittleEndian(t.Slice(at, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ReadDashed(ReadOnlySpan<byte> t)
    {
        ulong head = Word(t, 0); // yyyy-MM-
        return (byte)(head >> 32) == '-' && head >> 56 == '-'
            ? Real((head & 0xFFFF_FFFF) | (head >> 40 & 0xFFFF) << 32 | Word(t, 2) & 0xFFFF_0000_0000_0000)
            : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ReadDotted(ReadOnlySpan<byte> t)
    {
        ulong head = Word(t, 0); // dd.MM.yy
        ulong tail = Word(t, 2); // .MM.yyyy
        return Real(tail >> 32 | (head >> 24 & 0xFFFF) << 32 | head << 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ReadSlashed(ReadOnlySpan<byte> t)
    {
        int second = t[6] == '/' ? 6 : 7;
        int dayLength = t.Length - second - 1;
        if (t[second] != '/' || dayLength is < 1 or > 2)
        {
            return 0;
        }

        uint month = second == 6 ? '0' | (uint)t[5] << 8 : t[5] | (uint)t[6] << 8;
        uint day = dayLength == 1 ? '0' | (uint)t[^1] << 8 : t[^2] | (uint)t[^1] << 8;
        return Real((Word(t, 0) & 0xFFFF_FFFF) | (ulong)month << 32 | (ulong)day << 48);
    }

    /// <summary>yyyymmdd of eight characters yyyyMMdd, or 0 when they are no real date from 1850 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Real(ulong word)
    {
        if (!EightDigits.AreDigits(word))
        {
            return 0;
        }

        ulong pairs = EightDigits.Pairs(word);
        int date = (int)EightDigits.Value(word);
        int year = (int)(pairs & 0xFF) * 100 + (int)(pairs >> 16 & 0xFF);
        return year >= EarliestYear && CalendarDate.IsReal(year, (uint)(pairs >> 32) & 0xFF, (uint)(pairs >> 48) & 0xFF) ? date : 0;
    }

    /// <summary>HH:mm:ss becomes HHmmss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Packed(ulong time) => (time & 0xFFFF) | (time >> 24 & 0xFFFF) << 16 | time >> 48 << 32;

    /// <summary>Six characters HHmmss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsTime(ulong time)
    {
        ulong digits = time | 0x3030_0000_0000_0000;
        ulong pairs = EightDigits.Pairs(digits);
        return EightDigits.AreDigits(digits) && (pairs & 0xFF) < 24 && (pairs >> 16 & 0xFF) < 60 && (pairs >> 32 & 0xFF) < 60;
    }
}
