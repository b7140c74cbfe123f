using System.Reflection;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>The pictures that tests read: two public-domain people of <c>samples/faces</c>, and the evaluation data beside a checkout.</summary>
internal static class Pictures
{
    internal static string RepoRoot { get; } = typeof(Pictures).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    internal static byte[] Hopper { get; } = Sample("grace_hopper.jpg");

    internal static byte[] Collins { get; } = Sample("eileen_collins.jpg");

    internal static string SamplePath(string name) => Path.Combine(RepoRoot, "samples", "faces", name);

    /// <summary>A folder of the evaluation data that is never in git; the test says so where it is absent.</summary>
    internal static string Evaluation(string folder)
    {
        var path = Path.GetFullPath(Path.Combine(RepoRoot, "..", "shared", "data", folder));
        Assert.SkipUnless(Directory.Exists(path), $"evaluation data '{folder}' is not beside this checkout; nothing was measured");
        return path;
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(SamplePath(name));
}
