using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace SocialInsurance.Cli.Output;

/// <summary>
/// What the command line library itself says, in the reader's language. The library has Chinese for a part of its texts only, and a runtime
/// without globalization data cannot find it: each of its texts has one of ours (<c>Library…</c> by the library's name).
/// </summary>
internal static partial class LibraryTexts
{
    private const string Prefix = "Library";

    private static readonly Lazy<(Regex English, string Key)[]> Known = new(() =>
        [.. Own().OrderByDescending(t => t.Value.Length).Select(t => (new Regex(PatternOf(t.Value), RegexOptions.CultureInvariant), Prefix + t.Key))]);

    /// <summary>The library's English texts by its names.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Own() =>
        new ResourceManager("System.CommandLine.Properties.Resources", typeof(RootCommand).Assembly)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
            .Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string)e.Value!));

    /// <summary>Help or messages of the library, line by line: what is the library's is said anew, all else stays.</summary>
    internal static string Translate(string text) =>
        string.Join('\n', ListDefault().Replace(text, list => list.Value.Replace('|', ' ')).Split('\n').Select(line => Known.Value.Aggregate(line, (said, known) => known.English.Replace(said, match => Said(known.Key, match)))));

    private static string Said(string key, Match match) =>
        Strings.Format(key, [.. match.Groups.Values.Skip(1).Select(g => (object)(KindOf(g.Value) ?? g.Value))]);

    /// <summary>What people would call a value of this type.</summary>
    private static string? KindOf(string type) => type is "System.Int32" or "System.Int64" ? Strings.Get("LibraryWholeNumber") : null;

    /// <summary>Sentences and titles are whole lines; a label may stand within one.</summary>
    private static string PatternOf(string template)
    {
        var pattern = Placeholder().Replace(Regex.Escape(template), "(.*?)");
        return template.StartsWith('(') || template.StartsWith('[') ? pattern
            : template == "default" ? @"(?<=\[)default(?=: )"
            : $@"(?<=^\s*|\s{{2,}}){pattern}(?=\s*$)";
    }

    /// <summary>The library writes the default of a list as <c>a|b</c>; the line takes it as <c>a b</c>.</summary>
    [GeneratedRegex(@"\[default:\s[^\]]*\|[^\]]*\]")]
    private static partial Regex ListDefault();

    [GeneratedRegex(@"\\\{\d}")]
    private static partial Regex Placeholder();
}
