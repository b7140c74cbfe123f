using System.Globalization;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>How the dates of one column are written. Immutable, thread-safe.</summary>
public sealed class DateNotation
{
    const int LastSerial = 2_958_465; // 9999-12-31
    const int LeapBugSerial = 60; // 1900-02-29
    static readonly int Epoch1900 = new DateOnly(1899, 12, 30).DayNumber;
    static readonly int Epoch1904 = new DateOnly(1904, 1, 1).DayNumber;

    readonly DateFormat format;
    readonly DatePattern? pattern; // of a fast notation: reads what follows its time

    DateNotation(string text, DateFormat format, DatePattern? pattern)
    {
        Text = text;
        this.format = format;
        this.pattern = pattern;
    }

    /// <summary>As in the descriptor.</summary>
    public string Text { get; }

    /// <summary>The usual notation, <c>yyyy-MM-dd</c>.</summary>
    public static DateNotation Usual { get; } = new("yyyy-MM-dd", DateFormat.Dashed, null);

    /// <summary>Notations that departments are known to use, for advice: the most probable first.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "yyyy-MM-dd", "yyyyMMdd", "yyyy/M/d", "dd.MM.yyyy", "yyyy-MM-dd HH:mm:ss", "yyyyMMddHHmmss", "yyyy-MM-ddTHH:mm:ss", "yyyy年M月d日",
        "yyyy-M-d", "yyyy.M.d", "yyyy/M/d H:mm:ss", "yyyy/M/d H:mm", "yyyy-MM-dd HH:mm", "yyyy年M月d日 H:mm:ss", "excelSerial", "excelSerial1904",
        "dd/MM/yyyy", "dd-MM-yyyy", "MM/dd/yyyy", "d/M/yyyy", "M/d/yyyy",
    ];

    /// <summary>Null when the text is no notation; then <paramref name="fault"/> says why.</summary>
    public static DateNotation? TryParse(string text, out string fault)
    {
        fault = "";
        if (DateFormats.ByText.TryGetValue(text, out DateFormat fast))
        {
            return new DateNotation(text, fast, fast is DateFormat.DashedTime or DateFormat.CompactTime ? DatePattern.TryParse(text, out _) : null);
        }

        if (text is "excelSerial" or "excelSerial1904")
        {
            return new DateNotation(text, text == "excelSerial" ? DateFormat.ExcelSerial : DateFormat.ExcelSerial1904, null);
        }

        return DatePattern.TryParse(text, out fault) is { } pattern ? new DateNotation(text, DateFormat.Pattern, pattern) : null;
    }

    /// <summary>yyyymmdd, or 0 when the text is no real date from 1850 on in this notation. Surrounding blanks and full-width digits are allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Read(ReadOnlySpan<byte> text) => format <= DateFormat.CompactTime && format.Read(text) is > 0 and int date ? date : ReadOther(text);

    int ReadOther(ReadOnlySpan<byte> text) =>
        pattern is not null ? pattern.Read(text) : format >= DateFormat.ExcelSerial ? ReadSerial(text) : 0;

    /// <summary>Days with an optional fraction, which is the time of day.</summary>
    int ReadSerial(ReadOnlySpan<byte> text)
    {
        Span<byte> folded = stackalloc byte[DateText.MaxBytes];
        ReadOnlySpan<byte> digits = DateText.Fold(text, folded);
        int point = digits.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? digits : digits[..point];
        bool isNumber = whole.Length is >= 1 and <= 7 && !whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (point < 0 || (point + 1 < digits.Length && !digits[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));
        return isNumber && int.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out int serial) ? DayOfSerial(serial) : 0;
    }

    int DayOfSerial(int serial)
    {
        if (serial > LastSerial || (format == DateFormat.ExcelSerial && (serial is 0 or LeapBugSerial)))
        {
            return 0;
        }

        int day = format == DateFormat.ExcelSerial1904 ? Epoch1904 + serial : Epoch1900 + serial + (serial < LeapBugSerial ? 1 : 0);
        return day > DateOnly.MaxValue.DayNumber ? 0 : CalendarDate.Of(DateOnly.FromDayNumber(day));
    }
}
