using System.CommandLine;
using System.Text;

namespace SocialInsurance.Cli.Configuration;

/// <summary>The configuration reference: everything that can be set, from the classes, files, variables and verbs themselves.</summary>
internal sealed record ConfigurationReference(
    IReadOnlyList<SettingGroup> Classes, SettingGroup Jobs, SettingGroup Environment, SettingGroup EveryVerb, IReadOnlyList<SettingGroup> Verbs)
{
    internal static ConfigurationReference Create(RootCommand root) => new(
        [.. OptionClasses.All.Select(static of => of.Describe())], FileSettings.Describe(), EnvironmentSettings.Describe(), VerbSettings.Shared(root), [.. VerbSettings.All(root)]);
}

/// <summary>The reference as Markdown, in the language asked for.</summary>
internal static class ReferencePage
{
    internal static string Write(ConfigurationReference reference)
    {
        var page = new StringBuilder();
        page.Append("# ").Append(SettingTexts.Of("Page.Title")).Append("\n\n").Append(SettingTexts.Of("Page.Intro")).Append("\n\n");
        Section(page, "Page.Classes", reference.Classes, withPlace: true);
        Section(page, "Page.Files", [reference.Jobs], withPlace: false);
        Section(page, "Page.Environment", [reference.Environment], withPlace: false);
        Section(page, "Page.Verbs", [reference.EveryVerb, .. reference.Verbs], withPlace: false);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Section(StringBuilder page, string title, IReadOnlyList<SettingGroup> groups, bool withPlace)
    {
        page.Append("## ").Append(SettingTexts.Of(title)).Append("\n\n");
        foreach (var group in groups)
        {
            page.Append("### ").Append(group.Name).Append("\n\n").Append(group.Text).Append("\n\n");
            Row(page, [.. Head(withPlace)]);
            Row(page, [.. Head(withPlace).Select(static _ => "---")]);
            foreach (var setting in group.Settings)
            {
                Row(page, withPlace
                    ? [Code(setting.Name), Places(setting), Code(setting.Environment), setting.Type, Code(setting.Default), Code(setting.Range), setting.Text]
                    : [Code(setting.Name), setting.Type, Code(setting.Default), Code(setting.Range), setting.Text]);
            }

            page.Append('\n');
        }
    }

    private static IEnumerable<string> Head(bool withPlace) => (withPlace
        ? new[] { "Name", "SetBy", "Environment", "Type", "Default", "Range", "Text" }
        : ["Name", "Type", "Default", "Range", "Text"]).Select(static column => SettingTexts.Of($"Column.{column}"));

    private static string Places(Setting setting) => setting switch
    {
        { SetBy.Count: > 0 } => string.Join("<br>", setting.SetBy.Select(Code)),
        { Environment: not null } => "-",
        _ => SettingTexts.Of("Word.ByProgram"),
    };

    private static string Code(string? text) => text is null ? "-" : $"`{text}`";

    private static void Row(StringBuilder page, IReadOnlyList<string> cells)
    {
        page.Append('|');
        foreach (var cell in cells)
        {
            page.Append(' ').Append(cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal)).Append(" |");
        }

        page.Append('\n');
    }
}
