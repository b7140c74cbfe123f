using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>A small JSON file of a run folder, under the manifest's digest.</summary>
static class SideFile
{
    internal static void AddTo<T>(RunFolder folder, string name, T value) => folder.AddFile(name, stream => JsonSerializer.Serialize(stream, value));

    /// <summary>Default when the run has no such file.</summary>
    /// <exception cref="InputRefusedException">The manifest names the file, and it is missing or another.</exception>
    internal static T? Read<T>(string runDirectory, RunManifest manifest, string name)
    {
        if (!manifest.Files.TryGetValue(name, out PublishedFile? published))
        {
            return default;
        }

        string path = Path.Combine(runDirectory, name);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == published.Sha256
            ? JsonSerializer.Deserialize<T>(bytes)
            : throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, $"{name} is not the file of the manifest", path, null, null, published.Sha256, found));
    }
}
