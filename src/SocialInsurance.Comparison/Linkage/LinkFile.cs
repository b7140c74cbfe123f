using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialInsurance.Comparison;

/// <summary>
/// links.jsonl of a run folder: a line about the whole, then a line a possible link. Weights in thousandths of a bit. Same input, same
/// bytes. No name, no number.
/// </summary>
static class LinkFile
{
    internal const string FileName = "links.jsonl";

    const int Format = 1;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = RunJson.Default };

    internal static void Write(PossibleLinks links, Stream stream)
    {
        WriteLine(stream, new Head(Format, (int)(LinkageModel.PossibleLinkBits * 1000), links.Counts.Records, links.Counts.Candidates, links.All.Count));
        foreach (PossibleLink link in links.All)
        {
            WriteLine(stream, new Line(
                link.Subject, link.Place.File, link.Place.Line, link.Source, link.OccurredOn, link.Weight.Millibits,
                link.Steps.ToDictionary(s => s.Level.ToString(), s => s.Weight.Millibits), link.IsFaint));
        }
    }

    /// <exception cref="InputRefusedException">The file is missing, damaged or not the one of the manifest.</exception>
    internal static PossibleLinks Open(string runDirectory, RunManifest manifest)
    {
        string path = Path.Combine(runDirectory, FileName);
        using FileStream file = OpenWhole(runDirectory, manifest);
        try
        {
            return Parse(file, path);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Refused(path, "the possible links cannot be read", "JSON lines of this version", e.GetType().Name);
        }
    }

    /// <summary>Holds the file against its digest.</summary>
    /// <exception cref="InputRefusedException">The file is missing, damaged or not the one of the manifest.</exception>
    internal static void RequireWhole(string runDirectory, RunManifest manifest) => OpenWhole(runDirectory, manifest).Dispose();

    static FileStream OpenWhole(string runDirectory, RunManifest manifest)
    {
        string path = Path.Combine(runDirectory, FileName);
        FileStream file = OpenRead(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (!manifest.Files.TryGetValue(FileName, out PublishedFile? published) || published.Sha256 != found)
        {
            file.Dispose();
            throw Refused(path, "the possible links are not those of the manifest", published?.Sha256 ?? "a digest in the manifest", found);
        }

        file.Position = 0;
        return file;
    }

    static PossibleLinks Parse(Stream stream, string path)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        Head? head = JsonSerializer.Deserialize<Head>(reader.ReadLine() ?? "null", Json);
        if (head is not { Format: Format })
        {
            throw Refused(path, "the possible links have another format", $"version {Format}", $"version {head?.Format}");
        }

        var links = new List<PossibleLink>(head.Links);
        while (reader.ReadLine() is { } text)
        {
            Line line = JsonSerializer.Deserialize<Line>(text, Json) ?? throw new JsonException("null instead of a link");
            links.Add(new PossibleLink(
                line.Subject, RecordPlace.At(line.File, line.At), line.Source, line.OccurredOn, new MatchWeight(line.Weight),
                [.. line.Steps.Select(s => new ComparisonStep(Enum.Parse<ComparisonLevel>(s.Key), new MatchWeight(s.Value)))]) { IsFaint = line.IsFaint });
        }

        return links.Count == head.Links
            ? new PossibleLinks(links, new LinkageCounts(head.Records, head.Candidates))
            : throw Refused(path, "the possible links are not complete", $"{head.Links} links", $"{links.Count} links");
    }

    static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "the possible links of the run cannot be read", "a readable file", e.GetType().Name);
        }
    }

    static InputRefusedException Refused(string path, string message, string expected, string found) =>
        new(new InputError(InputErrorCode.RunUnreadable, message, path, null, null, expected, found));

    static void WriteLine<T>(Stream stream, T value)
    {
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(value, Json));
        stream.Write("\n"u8);
    }

    internal sealed record Head(int Format, int ThresholdMillibits, long Records, long Candidates, int Links);

    internal sealed record Line(int Subject, int File, long At, int Source, int OccurredOn, int Weight, IReadOnlyDictionary<string, int> Steps,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsFaint);
}
