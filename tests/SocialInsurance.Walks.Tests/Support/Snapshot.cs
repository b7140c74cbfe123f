using System.Reflection;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>
/// Golden text under <c>Snapshots/</c>. Never renewed by a test: a difference fails, shows the lines, and leaves the new
/// text as <c>artifacts/snapshots/NAME.received</c> for a person to judge.
/// </summary>
internal static class Snapshot
{
    public static void Match(string name, string received)
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Snapshots", name + ".txt");
        string[] expected = File.Exists(golden) ? File.ReadAllLines(golden) : [];
        string[] found = received.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (expected.SequenceEqual(found))
        {
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(RepoRoot, "artifacts", "snapshots"));
        var file = Path.Combine(folder.FullName, name + ".received");
        File.WriteAllLines(file, found);
        Assert.Fail($"{name} differs from its golden file; the new text is artifacts/snapshots/{name}.received\n{Difference(expected, found)}");
    }

    internal static string Difference(string[] expected, string[] found) => string.Join('\n', Enumerable.Range(0, Math.Max(expected.Length, found.Length))
        .Select(line => (Line: line + 1, Expected: expected.ElementAtOrDefault(line), Found: found.ElementAtOrDefault(line)))
        .Where(pair => pair.Expected != pair.Found)
        .Select(pair => $"line {pair.Line}\n  expected {pair.Expected ?? "nothing"}\n  found    {pair.Found ?? "nothing"}"));

    private static string RepoRoot => typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepoRoot").Value!;
}
