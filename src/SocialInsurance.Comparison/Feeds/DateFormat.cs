using System.Buffers.Binary;

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

    const int EarliestDate = 1850_01_01;

    /// <summary>yyyymmdd, or 0 when the text is no real date from 1850 on in this notation. Surrounding blanks are allowed.</summary>
    internal static int Read(this DateFormat format, ReadOnlySpan<byte> text)
    {
        int date = ReadExact(format, text);
        if (date == 0 && !text.IsEmpty && (text[0] <= ' ' || text[^1] <= ' ' || text[0] >= 0x80 || text[^1] >= 0x80))
        {
            date = ReadExact(format, Blanks.Trim(text));
        }

        return date >= EarliestDate && CalendarDate.IsReal(date) ? date : 0;
    }

    static int ReadExact(DateFormat format, ReadOnlySpan<byte> t) => format switch
    {
        DateFormat.Dashed => t.Length == 10 ? ReadDashed(t) : 0,
        DateFormat.Compact => t.Length == 8 ? ReadCompact(t) : 0,
        DateFormat.Slashed => ReadSlashed(t),
        DateFormat.Dotted => t.Length == 10 && t[2] == '.' && t[5] == '.' ? Combine(Two(t, 6) * 100 + Two(t, 8), Two(t, 3), Two(t, 0)) : 0,
        DateFormat.DashedTime => t.Length == 19 && t[10] == ' ' && t[13] == ':' && t[16] == ':' && IsTime(Two(t, 11), Two(t, 14), Two(t, 17)) ? ReadDashed(t) : 0,
        DateFormat.CompactTime => t.Length == 14 && IsTime(Two(t, 8), Two(t, 10), Two(t, 12)) ? ReadCompact(t) : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    static int ReadDashed(ReadOnlySpan<byte> t) =>
        t[4] == '-' && t[7] == '-' ? Combine(Two(t, 0) * 100 + Two(t, 2), Two(t, 5), Two(t, 8)) : 0;

    static int ReadCompact(ReadOnlySpan<byte> t)
    {
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(t);
        return EightDigits.AreDigits(word) ? (int)EightDigits.Value(word) : 0;
    }

    static int ReadSlashed(ReadOnlySpan<byte> t)
    {
        if (t.Length is < 8 or > 10 || t[4] != '/')
        {
            return 0;
        }

        int second = t[5..].IndexOf((byte)'/') + 5;
        return second is 6 or 7
            ? Combine(Two(t, 0) * 100 + Two(t, 2), OneOrTwo(t[5..second]), OneOrTwo(t[(second + 1)..]))
            : 0;
    }

    // What is no digit yields a negative number large enough to stay negative in a sum of two.
    const int NotANumber = -10_000;

    static int Two(ReadOnlySpan<byte> t, int at)
    {
        uint tens = (uint)t[at] - '0';
        uint ones = (uint)t[at + 1] - '0';
        return tens > 9 || ones > 9 ? NotANumber : (int)(tens * 10 + ones);
    }

    static int OneOrTwo(ReadOnlySpan<byte> t) => t.Length switch
    {
        1 => (uint)t[0] - '0' > 9 ? NotANumber : t[0] - '0',
        2 => Two(t, 0),
        _ => NotANumber,
    };

    static int Combine(int year, int month, int day) => year < 0 || month < 0 || day < 0 ? 0 : year * 10000 + month * 100 + day;

    static bool IsTime(int hour, int minute, int second) => hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60;
}
