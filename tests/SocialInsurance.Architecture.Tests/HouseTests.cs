namespace SocialInsurance.Architecture.Tests;

/// <summary>The layout that a newcomer reads: what stands at the top, and files that fit a head.</summary>
public sealed class HouseTests
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
}
