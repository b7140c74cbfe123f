namespace SocialInsurance.Cli.Configuration;

/// <summary>Members of <c>jobs.json</c>, which stand in no options class.</summary>
internal static class FileSettings
{
    internal static IReadOnlyList<(string Name, string Type, string? Default, string? Range)> Jobs { get; } =
    [
        ("comparison.at", "text", "02:00", "HH:mm"),
        ("comparison.registers", "list", null, null),
        ("comparison.feeds", "text", null, null),
        ("comparison.policy", "text", null, null),
        ("comparison.threads", "integer", null, "1..1024"),
    ];

    internal static SettingGroup Describe() => new(
        "jobs.json",
        SettingTexts.Of("Group.Jobs"),
        [.. Jobs.Select(static job => new Setting(
            job.Name, [$"jobs.json: {job.Name}"], null, job.Type, job.Name.EndsWith("threads", StringComparison.Ordinal) ? SettingTexts.Of("Word.HalfProcessors") : job.Default, job.Range, SettingTexts.Of($"Jobs.{job.Name}")))]);
}
