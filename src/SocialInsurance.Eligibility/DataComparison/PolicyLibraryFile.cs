using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>The files of a policy library: chained lines, one rename at the end of each write.</summary>
internal static class PolicyLibraryFile
{
    internal const string LinesName = "published.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people, not a web page
    };

    internal static string LinesPath(string folder) => Path.Combine(folder, LinesName);

    internal static string TextPath(string folder, string sha256) => Path.Combine(folder, sha256 + ".yaml");

    /// <summary>All lines, each checked against the one before.</summary>
    internal static IReadOnlyList<PolicyPublication> Read(string folder)
    {
        string path = LinesPath(folder);
        if (!File.Exists(path)) return [];
        var read = new List<PolicyPublication>();
        string? previous = null;
        foreach (string line in TextOf(path).Split('\n'))
        {
            if (line.Length == 0 && read.Count > 0) continue; // behind the last line end
            var publication = Parse(line, path, read.Count + 1);
            if (publication.Sequence != read.Count + 1 || publication.PreviousSha256 != previous)
                throw Refused(path, read.Count + 1, "a line of the policy library was changed, lost or added", $"sequence {read.Count + 1} after {previous ?? "nothing"}", $"sequence {publication.Sequence} after {publication.PreviousSha256 ?? "nothing"}");
            previous = DigestOf(line);
            read.Add(publication);
        }
        return read;
    }

    internal static string? DigestOfLast(IReadOnlyList<PolicyPublication> publications) =>
        publications.Count == 0 ? null : DigestOf(LineOf(publications[^1]));

    /// <summary>The policy file first, then all lines with the new one: whoever sees the line finds its file.</summary>
    internal static void Append(string folder, IReadOnlyList<PolicyPublication> before, PolicyPublication added, ReadOnlySpan<byte> text)
    {
        try
        {
            Replace(TextPath(folder, added.Sha256), text);
            Replace(LinesPath(folder), Encoding.UTF8.GetBytes(string.Concat(before.Append(added).Select(p => LineOf(p) + "\n"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.FileUnreadable, "the policy library cannot be written", folder, Expected: "a writable folder", Found: e.GetType().Name));
        }
    }

    /// <summary>The right to publish; null while another process has it. The file stays: deleting it would let two in.</summary>
    internal static FileStream? TryLease(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, ".publishing"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.FileUnreadable, "the policy library cannot be written", folder, Expected: "a writable folder", Found: e.GetType().Name));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        string partial = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.partial");
        using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    private static string LineOf(PolicyPublication publication) => JsonSerializer.Serialize(publication, Json);

    private static PolicyPublication Parse(string line, string path, int number)
    {
        try
        {
            var read = JsonSerializer.Deserialize<PolicyPublication>(line, Json);
            // a line that does not come out as it went in holds something that nobody here wrote
            if (read is not null && LineOf(read) == line) return read;
        }
        catch (JsonException)
        {
            // said below
        }
        throw Refused(path, number, "a line of the policy library cannot be read", "a line as published", "another text");
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, 1, "the policy library cannot be read", "a readable file", e.GetType().Name);
        }
    }

    private static string DigestOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    private static InputRefusedException Refused(string path, int line, string message, string expected, string found) =>
        new(new InputError(InputErrorCode.RunUnreadable, message, path, line, Expected: expected, Found: found));
}
