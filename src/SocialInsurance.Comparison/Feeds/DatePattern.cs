using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// A notation of dates made of <c>yyyy</c>, <c>MM</c> or <c>M</c>, <c>dd</c> or <c>d</c>, <c>HH</c> or <c>H</c>, <c>mm</c>, <c>ss</c>
/// and what stands between them, for example <c>yyyy年M月d日</c>. Two letters are two digits, one letter is one or two.
/// A notation that ends with its time may be followed by a fraction of a second and an offset (<c>Z</c>, <c>+08:00</c>, <c>+0800</c>, <c>+08</c>,
/// a blank before it), as databases write instants; such an instant becomes its day at +08:00. Immutable, thread-safe.
/// </summary>
public sealed class DatePattern
{
    const int HomeMinutes = 8 * 60; // China Standard Time
    const string Fields = "yMdHms";

    readonly List<(char Field, int Least, int Most, byte[] Literal)> parts = [];
    bool endsWithTime;

    DatePattern(string text) => Text = text;

    /// <summary>As in the descriptor.</summary>
    public string Text { get; }

    /// <summary>Null when the text is no notation of a whole date; then <paramref name="fault"/> says why.</summary>
    public static DatePattern? TryParse(string text, out string fault)
    {
        var pattern = new DatePattern(text);
        fault = "";
        for (int at = 0; at < text.Length && fault.Length == 0;)
        {
            int length = 1;
            while (Fields.Contains(text[at], StringComparison.Ordinal) && at + length < text.Length && text[at + length] == text[at])
            {
                length++;
            }

            fault = pattern.Add(text[at], length);
            at += length;
        }

        pattern.endsWithTime = pattern.parts.Count > 0 && pattern.parts[^1].Field is 'm' or 's' && pattern.parts.Any(p => p.Field == 'H');
        string used = string.Concat(pattern.parts.Select(p => p.Field).Where(f => f != default));
        fault = fault.Length > 0 ? fault
            : used.Distinct().Count() < used.Length ? "a part of the date stands twice"
            : !used.Contains('y') || !used.Contains('M') || !used.Contains('d') ? "yyyy, MM (or M) and dd (or d) are needed"
            : pattern.parts.Zip(pattern.parts.Skip(1)).Any(p => p.First is { Field: not default(char), Least: 1 } && p.Second.Field != default) ? "one letter means one or two digits: a separator has to follow"
            : "";
        return fault.Length == 0 ? pattern : null;
    }

    string Add(char c, int length)
    {
        if (!Fields.Contains(c, StringComparison.Ordinal))
        {
            parts.Add((default, 0, 0, FoldedLiteral(c)));
            return char.IsAsciiLetterOrDigit(c) && c != 'T' ? $"'{c}' has no meaning" : "";
        }

        parts.Add((c, c == 'y' ? 4 : length, c == 'y' ? 4 : 2, []));
        return (c == 'y' ? length == 4 : length <= 2) ? "" : $"'{new string(c, length)}' has no meaning";
    }

    static byte[] FoldedLiteral(char c)
    {
        Span<byte> folded = stackalloc byte[DateText.MaxBytes];
        return Unseen.IsBlank(c) ? " "u8.ToArray() : DateText.Fold(Encoding.UTF8.GetBytes([c]), folded).ToArray();
    }

    /// <summary>yyyymmdd, or 0.</summary>
    internal int Read(ReadOnlySpan<byte> text)
    {
        Span<byte> folded = stackalloc byte[DateText.MaxBytes];
        ReadOnlySpan<byte> rest = DateText.Fold(text, folded);
        Span<int> values = stackalloc int[Fields.Length];
        values.Clear();
        foreach ((char field, int least, int most, byte[] literal) in parts)
        {
            int length = field == default ? literal.Length : DigitsOf(rest, most);
            if (field == default ? !rest.StartsWith(literal) : length < least)
            {
                return 0;
            }

            if (field != default)
            {
                values[Fields.IndexOf(field)] = Number(rest[..length]);
            }

            rest = rest[length..];
        }

        int date = DateFormats.Checked(values[0], values[1], values[2]);
        bool isTime = values[3] < 24 && values[4] < 60 && values[5] < 60;
        return date == 0 || !isTime ? 0
            : rest.IsEmpty ? date
            : endsWithTime && TryReadOffset(rest, out int offsetMinutes) ? AtHome(date, values[3] * 60 + values[4] - offsetMinutes)
            : 0;
    }

    static int DigitsOf(ReadOnlySpan<byte> text, int most)
    {
        int length = 0;
        while (length < most && length < text.Length && char.IsAsciiDigit((char)text[length]))
        {
            length++;
        }

        return length;
    }

    static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte c in digits)
        {
            value = value * 10 + c - '0';
        }

        return value;
    }

    /// <summary>A fraction, then nothing (which is home time), Z or an offset.</summary>
    static bool TryReadOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = HomeMinutes;
        if (rest[0] == '.')
        {
            int digits = DigitsOf(rest[1..], 9);
            rest = rest[(digits + 1)..];
            if (digits == 0 || rest.IsEmpty)
            {
                return digits > 0;
            }
        }

        rest = rest[0] == ' ' ? rest[1..] : rest;
        if (rest.SequenceEqual("Z"u8) || rest.SequenceEqual("z"u8))
        {
            minutes = 0;
            return true;
        }

        bool hasMinutes = rest.Length == 5 || (rest.Length == 6 && rest[3] == ':');
        if (!(hasMinutes || rest.Length == 3) || rest[0] is not ((byte)'+' or (byte)'-') || DigitsOf(rest[1..], 2) < 2 || DigitsOf(rest[^2..], 2) < 2)
        {
            return false;
        }

        int hour = Number(rest.Slice(1, 2));
        int minute = hasMinutes ? Number(rest[^2..]) : 0;
        minutes = (hour * 60 + minute) * (rest[0] == '-' ? -1 : 1);
        return hour <= 14 && minute < 60;
    }

    /// <param name="date">yyyymmdd</param>
    /// <param name="utcMinutes">Minutes after midnight of that day, in UTC; may be negative.</param>
    static int AtHome(int date, int utcMinutes)
    {
        int days = (int)Math.Floor((utcMinutes + HomeMinutes) / (24.0 * 60));
        int day = new DateOnly(date / 10000, date / 100 % 100, date % 100).DayNumber + days;
        return day > DateOnly.MaxValue.DayNumber ? 0 : DateOnly.FromDayNumber(day) is var on ? DateFormats.Checked(on.Year, on.Month, on.Day) : 0;
    }
}
