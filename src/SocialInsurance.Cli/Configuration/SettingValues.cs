using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace SocialInsurance.Cli.Configuration;

/// <summary>Values, types and ranges as text, the same on every machine.</summary>
internal static partial class SettingValues
{
    /// <summary>As it would be written in a file or on the command line; null: nothing.</summary>
    internal static string? Text(object? value) => value switch
    {
        null or "" => null,
        bool yes => yes ? "true" : "false",
        TimeSpan span => Text(span),
        string text => text,
        Enum flags => string.Join(' ', flags.ToString().Split(", ").Select(static name => char.ToLowerInvariant(name[0]) + name[1..])),
        IEnumerable many => string.Join(' ', many.Cast<object>().Select(Text)) is { Length: > 0 } joined ? joined : null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Shortest whole unit.</summary>
    internal static string Text(TimeSpan span) => span switch
    {
        { Ticks: 0 } => "0 s",
        _ when span.Ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours} h"),
        _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes} min"),
        _ when span.Ticks % TimeSpan.TicksPerSecond == 0 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds} ms"),
    };

    internal static string TypeName(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? TypeName(inner)
        : type == typeof(bool) ? "bool"
        : type == typeof(string) ? "text"
        : type == typeof(TimeSpan) ? "time"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : type == typeof(double) || type == typeof(float) ? "number"
        : type.IsEnum ? "words"
        : type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) ? "list"
        : type.Name;

    /// <summary>
    /// What validation says it expects, asked with a value that nobody can mean; null: validation takes it. The range in the reference is
    /// therefore the one that is enforced.
    /// </summary>
    internal static string? Range(OptionClass of, PropertyInfo property)
    {
        foreach (var absurd in Absurd(property.PropertyType))
        {
            var changed = of.Copy();
            property.SetValue(changed, absurd);
            var refusal = of.Validate(changed).Select(error => Expectation(error, property.Name)).FirstOrDefault(found => found is not null);
            if (refusal is not null)
            {
                return Readable(refusal, property.PropertyType);
            }
        }

        return null;
    }

    private static IEnumerable<object> Absurd(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) => [int.MaxValue, int.MinValue],
        var t when t == typeof(long) => [long.MinValue],
        var t when t == typeof(TimeSpan) => [TimeSpan.MaxValue, TimeSpan.MinValue],
        var t when t == typeof(string) => ["\u0001"],
        _ => [],
    };

    private static string? Expectation(string error, string name) =>
        Expected().Matches(error).Where(match => match.Groups["name"].Value == name).Select(match => match.Groups["range"].Value).FirstOrDefault();

    private static string Readable(string range, Type type)
    {
        var milliseconds = Bare().Match(range);
        var text = milliseconds.Success && (Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan)
            ? $"{Text(Milliseconds(milliseconds.Groups[1]))} to {Text(Milliseconds(milliseconds.Groups[2]))}"
            : range;
        return Bounds().Replace(text, "$1..$2");
    }

    private static TimeSpan Milliseconds(Group digits) => TimeSpan.FromMilliseconds(double.Parse(digits.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<name>\w+): expected (?<range>.+?), found ")]
    private static partial Regex Expected();

    [GeneratedRegex(@"^(\d+) to (\d+)$")]
    private static partial Regex Bare();

    [GeneratedRegex(@"^([\d.]+(?: \w+)?) to (.+)$")]
    private static partial Regex Bounds();
}
