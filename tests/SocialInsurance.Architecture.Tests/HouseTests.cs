using System.Text.RegularExpressions;

namespace SocialInsurance.Architecture.Tests;

/// <summary>The layout that a newcomer reads: what stands at the top, and files that fit a head.</summary>
public sealed partial class HouseTests
{
    private const int LongestFile = 400;

    private static readonly string[] TopLevel =
    [
        "SocialInsurance.sln", "src", "models", "native", "benchmarks", "tests", "samples", "README.md", "README.zh-CN.md",
        "LICENSE", "NOTICE", "CHANGELOG.md", "BannedSymbols.txt", "global.json",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
    ];

    [Fact]
    public void Top_level_holds_only_what_the_layout_names()
    {
        var found = Directory.EnumerateFileSystemEntries(Rooms.RepoRoot).Select(e => Path.GetFileName(e)!)
            .Where(name => !name.StartsWith('.') && name is not ("sicert-data" or "artifacts" or "TestResults" or "demo.json"));
        Assert.Empty(found.Except(TopLevel));
    }

    /// <summary>A defence whose test was renamed or dropped is only said to be tested.</summary>
    [Fact]
    public void Threats_name_tests_that_exist()
    {
        var readme = File.ReadAllText(Path.Combine(Rooms.RepoRoot, "src", "SocialInsurance.Service", "README.md"));
        var from = readme.IndexOf("## Threats", StringComparison.Ordinal);
        var table = readme[from..readme.IndexOf("## Limits", from, StringComparison.Ordinal)];
        var named = NamedTest().Matches(table).Select(match => match.Groups[1].Value).Distinct().ToArray();
        var written = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Rooms.RepoRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.True(named.Length > 100, $"only {named.Length} tests are named");
        Assert.Equal([], named.Where(name => !written.Contains($" {name}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_room_explains_itself()
    {
        var rooms = Directory.EnumerateDirectories(Path.Combine(Rooms.RepoRoot, "src"))
            .Concat(new[] { "models", "native", "native/onnxruntime", "native/supply", "benchmarks", "samples" }.Select(d => Path.Combine(Rooms.RepoRoot, d)));
        Assert.All(rooms, room => Assert.True(File.Exists(Path.Combine(room, "README.md")), $"{Path.GetRelativePath(Rooms.RepoRoot, room)} has no README.md"));
    }

    [Fact]
    public void No_source_file_grows_past_the_limit()
    {
        var long_ = new[] { "*.cs", "*.ts", "*.vue" }.SelectMany(Rooms.SourceFiles)
            .Select(f => (File: Path.GetRelativePath(Rooms.RepoRoot, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile);
        Assert.Empty(long_);
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex NamedTest();
}
