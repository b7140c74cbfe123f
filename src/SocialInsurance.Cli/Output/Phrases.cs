using System.Text.RegularExpressions;

namespace SocialInsurance.Cli.Output;

/// <summary>
/// What the rooms below say in English when they refuse an input, as people read it: <c>Resources/Phrases.zh.txt</c>. Scripts read the English.
/// A phrase that nobody translated stays as it is.
/// </summary>
internal static partial class Phrases
{
    private const string Separator = " = ";

    private static readonly Lazy<(Regex English, string Chinese)[]> Known = new(() => [.. Read().Select(p => (new Regex(PatternOf(p.English), RegexOptions.CultureInvariant), p.Chinese))]);

    /// <summary>In the reader's language: the whole text, else what follows a colon, which names a place before a fault.</summary>
    internal static string? Say(string? text)
    {
        var english = text is null ? null : OwnHalf(text);
        if (english is null || Strings.IsEnglish)
        {
            return english;
        }

        for (var start = 0; start >= 0; start = After(english, start))
        {
            if (Translated(english[start..]) is { } chinese)
            {
                return english[..start] + chinese;
            }
        }

        return english;
    }

    /// <summary>Faults of pictures come in both languages, "Chinese / English": the reader's, with the place that follows both.</summary>
    private static string OwnHalf(string text) => Both().Match(text) is { Success: true } both
        ? both.Groups[Strings.IsEnglish ? "english" : "chinese"].Value + both.Groups["place"].Value
        : text;

    /// <summary>The phrases, those with the fewest letters to fill in first; of equals the longest, which says most.</summary>
    internal static IEnumerable<(string English, string Chinese)> Read()
    {
        using var stream = typeof(Phrases).Assembly.GetManifestResourceStream("phrases.zh.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(Split).OrderBy(p => Placeholder().Count(p.English)).ThenByDescending(p => p.English.Length)];
    }

    private static (string English, string Chinese) Split(string line) => line.Split(Separator, 2) is [var english, var chinese]
        ? (english, chinese) : throw new InvalidDataException($"a phrase without '{Separator}': {line}");

    private static int After(string text, int start) => text.IndexOf(": ", start, StringComparison.Ordinal) is >= 0 and var colon ? colon + 2
        : text.IndexOf('：', start) is >= 0 and var wide ? wide + 1 : -1;

    private static string? Translated(string english)
    {
        foreach (var (pattern, chinese) in Known.Value)
        {
            if (pattern.Match(english) is { Success: true } match)
            {
                return Placeholder().Replace(chinese, p => match.Groups[$"p{p.Groups[1].Value}"].Value is var filled && Translated(filled) is { } inner ? inner : filled);
            }
        }

        return null;
    }

    /// <summary>What begins a phrase is a number or a name, not half of another sentence that ends alike.</summary>
    private static string PatternOf(string english)
    {
        var pattern = $"^{EscapedPlaceholder().Replace(Regex.Escape(english), "(?<p$1>.+?)")}$";
        return pattern.StartsWith("^(?<p0>.+?)", StringComparison.Ordinal) && !english.Contains("(byte", StringComparison.Ordinal) ? pattern.Replace("^(?<p0>.+?)", @"^(?<p0>\S+)", StringComparison.Ordinal) : pattern;
    }

    [GeneratedRegex(@"\\\{(\d)}")]
    private static partial Regex EscapedPlaceholder();

    [GeneratedRegex(@"^(?<chinese>.*[\u4E00-\u9FFF].*?) / (?<english>[^\u4E00-\u9FFF]+?)(?<place> \(byte \d+\))?$")]
    private static partial Regex Both();

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Placeholder();
}
