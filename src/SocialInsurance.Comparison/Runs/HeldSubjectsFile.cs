using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>held-subjects.json of a run folder: <see cref="ComparisonState.OnlyInHeld"/>, ascending. No file when there are none.</summary>
static class HeldSubjectsFile
{
    const string FileName = "held-subjects.json";

    internal static void AddTo(RunFolder folder, IReadOnlyList<int> subjects)
    {
        if (subjects.Count > 0)
        {
            folder.AddFile(FileName, stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(subjects)));
        }
    }

    /// <exception cref="InputRefusedException">The manifest names the file, and it is missing or another.</exception>
    internal static IReadOnlySet<int> Open(string runDirectory, RunManifest manifest)
    {
        if (!manifest.Files.TryGetValue(FileName, out PublishedFile? published))
        {
            return new HashSet<int>();
        }

        string path = Path.Combine(runDirectory, FileName);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == published.Sha256
            ? JsonSerializer.Deserialize<HashSet<int>>(bytes)!
            : throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "the held subjects are not those of the manifest", path, null, null, published.Sha256, found));
    }
}
