namespace SocialInsurance.Comparison.Tests;

/// <summary>Holds two published runs against each other.</summary>
static class RunComparer
{
    /// <summary>Equal bytes in every file but the one that only the next run reads; manifests equal but for timing, for how the run was made, and for the statistics of a carried-over delivery, which are of the run that read it.</summary>
    internal static void AssertSame(string expected, string actual, string because)
    {
        Assert.Equal(FilesOf(expected), FilesOf(actual));
        foreach (string name in FilesOf(expected).Where(n => n is not ("manifest.json" or "pairs.bin")))
        {
            byte[] a = File.ReadAllBytes(Path.Combine(expected, name));
            byte[] b = File.ReadAllBytes(Path.Combine(actual, name));
            Assert.True(a.AsSpan().SequenceEqual(b), $"{name} differs after {because}");
        }

        Assert.Equal(Neutral(expected), Neutral(actual));
    }

    static string[] FilesOf(string folder) => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    static string Neutral(string folder)
    {
        RunManifest manifest = RunManifest.Read(folder);
        return System.Text.Encoding.UTF8.GetString((manifest with
        {
            ElapsedMs = 0,
            Incremental = null,
            Stamps = [],
            Inputs = [.. manifest.Inputs.Select(i => i with { Statistics = null })],
            Files = manifest.Files.Where(f => f.Key != "pairs.bin").ToDictionary(),
        }).ToJson());
    }
}
