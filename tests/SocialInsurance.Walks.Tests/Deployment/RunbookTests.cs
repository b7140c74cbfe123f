using System.Text.Json;
using System.Text.RegularExpressions;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>Alarms and the runbook's sections are the same set, in both languages; rules and dashboards are in order for their readers.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class RunbookTests
{
    private static string Rules => DeploymentFolder.Read("prometheus", "sicert.rules.yaml");

    [Theory]
    [InlineData("runbook.md")]
    [InlineData("runbook.zh-CN.md")]
    public void Every_alarm_has_its_section_and_every_section_its_alarm(string file)
    {
        var alarms = Alert().Matches(Rules).Select(match => match.Groups[1].Value).ToList();
        var sections = Section().Matches(DeploymentFolder.Chapter(DeploymentFolder.Read(file), 8)).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(alarms);
        Assert.Equal(alarms.Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_alarm_has_severity_words_and_its_place_in_the_runbook()
    {
        foreach (var rule in Rules.Split("- alert: ").Skip(1))
        {
            var name = rule.Split('\n')[0];
            Assert.Matches("severity: (critical|warning)\n", rule);
            Assert.Matches("summary: \".*\\p{IsCJKUnifiedIdeographs}", rule);
            Assert.Contains("summary_en: \"", rule, StringComparison.Ordinal);
            Assert.Contains($"runbook.zh-CN.md#{name.ToLowerInvariant()}\"", rule, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rules_are_in_order_for_prometheus()
    {
        await DeploymentFolder.NeedAsync("/usr/bin/promtool", "prometheus");

        var (exit, text) = await DeploymentFolder.RunAsync("/usr/bin/promtool", ["check", "config", DeploymentFolder.At("prometheus", "prometheus.yaml")], DeploymentFolder.At("prometheus"));
        Assert.True(exit == 0, text);
    }

    [Fact]
    public void Both_runbooks_have_the_same_commands()
    {
        var chapters = Enumerable.Range(1, 9).ToArray();
        Assert.Equal(DeploymentFolder.Blocks(DeploymentFolder.Read("runbook.md"), chapters), DeploymentFolder.Blocks(DeploymentFolder.Read("runbook.zh-CN.md"), chapters));
        Assert.NotEmpty(DeploymentFolder.Blocks(DeploymentFolder.Read("runbook.md"), 1));
    }

    [Fact]
    public void Every_verb_that_the_runbook_asks_for_exists()
    {
        var root = Cli.CommandLine.CreateRoot();
        var asked = Asked().Matches(DeploymentFolder.Read("runbook.md")).Select(match => match.Groups[1].Value.Trim()).Distinct().ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked.Where(words => !words.Contains("--help", StringComparison.Ordinal)), words => Assert.Empty(root.Parse(words).Errors));
    }

    [Fact]
    public void Dashboards_are_json_with_ids_of_their_own_and_chinese_first()
    {
        var files = Directory.EnumerateFiles(DeploymentFolder.At("grafana"), "*.json").ToList();
        Assert.Equal(4, files.Count);
        foreach (var file in files)
        {
            using var board = JsonDocument.Parse(File.ReadAllBytes(file));
            var panels = board.RootElement.GetProperty("panels").EnumerateArray().ToList();
            Assert.Equal(Path.GetFileNameWithoutExtension(file), board.RootElement.GetProperty("uid").GetString());
            Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.All(panels, panel => Assert.Matches(@"^\P{IsBasicLatin}|^[0-9% ]*\p{IsCJKUnifiedIdeographs}", panel.GetProperty("title").GetString()!));
            Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray()));
        }
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"pair\.sh run ([a-z][^`]*)`")]
    private static partial Regex Asked();
}
