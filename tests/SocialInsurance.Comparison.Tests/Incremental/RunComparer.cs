namespace SocialInsurance.Comparison.Tests;

/// <summary>Holds two published runs against each other.</summary>
static class RunComparer
{
    /// <summary>Equal bytes in every file; manifests equal but for timing and for how the run was made.</summary>
    internal static void AssertSame(string expected, string actual, string because)
    {
        Assert.Equal(FilesOf(expected), FilesOf(actual));
        foreach (string name in FilesOf(expected).Where(n => n != "manifest.json"))
        {
            byte[] a = File.ReadAllBytes(Path.Combine(expected, name));
            byte[] b = File.ReadAllBytes(Path.Combine(actual, name));
            Assert.True(a.AsSpan().SequenceEqual(b), $"{name} differs after {because}");
        }

        Assert.Equal(Neutral(expected), Neutral(actual));
    }

    static string[] FilesOf(string folder) => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    static string Neutral(string folder) =>
        System.Text.Encoding.UTF8.GetString((RunManifest.Read(folder) with { ElapsedMs = 0, Incremental = null, Stamps = [] }).ToJson());
}
