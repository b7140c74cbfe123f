using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text.RegularExpressions;
using SocialInsurance.Cli.Commands;

namespace SocialInsurance.Cli.Configuration;

/// <summary>The options of every verb, read from the command line itself.</summary>
internal static partial class VerbSettings
{
    /// <summary>Their default is the machine's, and the reference is the same on every machine.</summary>
    private static readonly string[] AsManyAsProcessors = ["--threads", "--workers"];

    /// <summary>One group a verb with options, in the order of the help.</summary>
    internal static IEnumerable<SettingGroup> All(RootCommand root) => Leaves(root, string.Empty)
        .Select(leaf => new SettingGroup(
            leaf.Path,
            (leaf.Command.Description ?? string.Empty).Split('\n')[0],
            [.. leaf.Command.Options.Where(option => !option.Recursive && option.Name != "--help").Select(option => Describe(root, leaf.Path, option))]))
        .Where(group => group.Settings.Count > 0);

    /// <summary>Options that every verb takes.</summary>
    internal static SettingGroup Shared(RootCommand root) => new(
        "sicert", SettingTexts.Of("Group.EveryVerb"), [.. root.Options.Where(option => option == CommandContext.Json || option == CommandContext.Lang).Select(option => Describe(root, string.Empty, option))]);

    private static Setting Describe(RootCommand root, string path, Option option) => new(
        option.Name,
        [],
        null,
        SettingValues.TypeName(option.ValueType),
        option.Required ? SettingTexts.Of("Word.Required")
            : option is { HasDefaultValue: true } && option.ValueType != typeof(bool) ? DefaultOf(option)
            : null,
        RangeOf(root, path, option),
        option.Description ?? string.Empty);

    private static string? DefaultOf(Option option) => AsManyAsProcessors.Contains(option.Name) ? SettingTexts.Of("Word.Processors") : SettingValues.Text(option.GetDefaultValue());

    /// <summary>As the option itself states it when it gets a value that nobody can mean; its words, where it takes only those.</summary>
    private static string? RangeOf(RootCommand root, string path, Option option)
    {
        var words = option.GetCompletions(CompletionContext.Empty).Select(static completion => completion.Label).Order(StringComparer.Ordinal).ToList();
        if (words.Count > 0 && option.ValueType != typeof(bool))
        {
            return string.Join(", ", words);
        }

        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        object[] absurd = type == typeof(int) ? [int.MinValue, int.MaxValue] : type == typeof(long) ? [long.MinValue, long.MaxValue] : [];
        return absurd
            .SelectMany(value => root.Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"{option.Name}={Convert.ToString(value, CultureInfo.InvariantCulture)}"]).Errors)
            .Where(error => error.Message.StartsWith(option.Name + ":", StringComparison.Ordinal))
            .Select(error => Bounds().Match(error.Message))
            .FirstOrDefault(match => match.Success)?.Value;
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}".Trim()));

    [GeneratedRegex(@"\d+\.\.\d+")]
    private static partial Regex Bounds();
}
