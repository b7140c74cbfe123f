using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// releases.jsonl beside the runs: who let which held content through, and why. Lines are only ever added; a damaged line
/// refuses the run, because nobody can say what it let through.
/// </summary>
internal static class BrakeReleases
{
    internal const string FileName = "releases.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people, not a web page
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="InputRefusedException">A line is no release.</exception>
    internal static IReadOnlyList<BrakeRelease> Read(string history)
    {
        var path = Path.Combine(history, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = File.ReadAllText(path).Split('\n');
        if (lines[^1].Length > 0)
        {
            throw Damaged(path, lines.Length, "a line that ends");
        }

        return [.. lines.SkipLast(1).Select((line, i) => Parse(line) ?? throw Damaged(path, i + 1, "a release"))];
    }

    /// <summary>Adds one line, on disk when this returns.</summary>
    internal static void Append(string history, BrakeRelease release)
    {
        using var stream = new FileStream(Path.Combine(history, FileName), FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(release, Json) + "\n"));
        stream.Flush(flushToDisk: true);
    }

    private static BrakeRelease? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<BrakeRelease>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static InputRefusedException Damaged(string path, int line, string expected) => new(new InputError(
        InputErrorCode.RunUnreadable, "the list of released feeds is damaged", path, line, Expected: expected, Found: "another text"));
}
