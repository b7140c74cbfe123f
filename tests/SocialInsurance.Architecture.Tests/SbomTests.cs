using System.Diagnostics;
using System.Text.Json;

namespace SocialInsurance.Architecture.Tests;

/// <summary>The bill of materials names everything that is locked, says the same each time, and knows each licence.</summary>
public sealed class SbomTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sicert-sbom-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_locked_package_is_in_the_bill_once_with_its_digest_and_a_licence()
    {
        using var bill = JsonDocument.Parse(await MakeAsync(Rooms.RepoRoot, "one.json"));
        Assert.Equal(("CycloneDX", "1.5"), (bill.RootElement.GetProperty("bomFormat").GetString(), bill.RootElement.GetProperty("specVersion").GetString()));
        var parts = bill.RootElement.GetProperty("components").EnumerateArray().ToList();
        var urls = parts.Where(part => part.TryGetProperty("purl", out _)).Select(part => part.GetProperty("purl").GetString()!).ToList();
        Assert.Equal(urls.Distinct().Count(), urls.Count);
        var locked = Locked("packages.lock.json").SelectMany(NugetOf).Concat(Locked("package-lock.json").SelectMany(NpmOf)).ToHashSet();
        Assert.True(locked.Count > 200, $"{locked.Count} locked packages");
        Assert.Empty(locked.Except(urls));
        Assert.Empty(urls.Except(locked));
        Assert.All(parts, part => Assert.NotEmpty(part.GetProperty("licenses").EnumerateArray()));
        Assert.Contains(parts, part => part.GetProperty("bom-ref").GetString() == "native:libpng");
        Assert.Contains(parts, part => part.GetProperty("type").GetString() == "machine-learning-model");
        Assert.DoesNotContain(parts, part => part.GetProperty("scope").GetString() == "required" && Licences(part).Any(one => one.Contains("GPL", StringComparison.Ordinal) || one.Contains("MPL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Same_locks_give_the_same_bytes_without_a_path_of_this_machine_or_a_registry()
    {
        var one = await MakeAsync(Rooms.RepoRoot, "one.json");
        Assert.Equal(one, await MakeAsync(Rooms.RepoRoot, "two.json"));
        Assert.DoesNotContain(Rooms.RepoRoot, one, StringComparison.Ordinal);
        Assert.DoesNotContain("://", one, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSPL-1.0", "x@1.0.0: SSPL-1.0")]
    [InlineData("MIT AND SSPL-1.0", "x@1.0.0: MIT AND SSPL-1.0")]
    [InlineData("MPL-2.0", "x@1.0.0: MPL-2.0")]
    public async Task Licence_that_is_not_allowed_ends_it_with_the_name_of_the_part(string licence, string said)
    {
        Plant(licence);
        var (code, error) = await RunAsync(folder.FullName, Path.Combine(folder.FullName, "out.json"));
        Assert.Equal(1, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "out.json")));
    }

    [Theory]
    [InlineData("MIT")]
    [InlineData("(MIT OR SSPL-1.0)")]
    public async Task Licence_that_is_allowed_or_offered_beside_another_is_taken(string licence)
    {
        Plant(licence);
        Assert.Equal(0, (await RunAsync(folder.FullName, Path.Combine(folder.FullName, "out.json"))).Code);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A repository of one package.</summary>
    private void Plant(string licence)
    {
        foreach (var part in new[] { "native/supply", "models", "src/x" })
        {
            folder.CreateSubdirectory(part);
        }

        File.Copy(Path.Combine(Rooms.RepoRoot, "native/supply/licences.json"), Path.Combine(folder.FullName, "native/supply/licences.json"));
        File.WriteAllText(Path.Combine(folder.FullName, "models/manifest.json"), """{"models":[]}""");
        File.WriteAllText(Path.Combine(folder.FullName, "Directory.Build.props"), "<Project><PropertyGroup><Version>1.0</Version></PropertyGroup></Project>");
        File.WriteAllText(
            Path.Combine(folder.FullName, "src/x/package-lock.json"),
            $$$"""{"packages":{"":{},"node_modules/x":{"version":"1.0.0","license":"{{{licence}}}","integrity":"sha512-AAAA"} } }""");
    }

    private async Task<string> MakeAsync(string root, string name)
    {
        var file = Path.Combine(folder.FullName, name);
        var (code, error) = await RunAsync(root, file);
        Assert.True(code == 0, error);
        return await File.ReadAllTextAsync(file, Cancel);
    }

    private static async Task<(int Code, string Error)> RunAsync(string root, string file)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Rooms.RepoRoot, "native/supply/sbom.mjs"), "--root", root.TrimEnd('/'), "--out", file]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, error);
    }

    private static IEnumerable<string> Locked(string name) => new[] { "src", "tests", "native", "models", "benchmarks", "samples" }
        .SelectMany(top => Directory.EnumerateFiles(Path.Combine(Rooms.RepoRoot, top), name, SearchOption.AllDirectories))
        .Where(file => !new[] { "/node_modules/", "/bin/", "/obj/" }.Any(part => file.Contains(part, StringComparison.Ordinal)));

    private static IEnumerable<string> NugetOf(string file)
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(file));
        return [.. locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => $"pkg:nuget/{package.Name}@{package.Value.GetProperty("resolved").GetString()}")];
    }

    private static IEnumerable<string> NpmOf(string file)
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(file));
        return [.. locked.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0)
            // an alias stands in a folder of another name
            .Select(package => (Name: package.Value.TryGetProperty("name", out var real) ? real.GetString()! : package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..], package.Value))
            .Select(package => $"pkg:npm/{package.Name.Replace("@", "%40", StringComparison.Ordinal)}@{package.Value.GetProperty("version").GetString()}")];
    }

    private static IEnumerable<string> Licences(JsonElement part) => part.GetProperty("licenses").EnumerateArray().Select(one => one.GetRawText());
}
