using System.Reflection;

namespace SocialInsurance.Service.Pages;

/// <summary>A deployer's own voice prompts: <c>CODE.mp3</c> takes the place of the clip of that name that the program carries.</summary>
internal static class VoiceClips
{
    internal const int MaxSizeBytes = 200_000;

    private const string Folder = "voice/zh/";
    private const string Extension = ".mp3";

    /// <summary>What is wrong with the folder; empty when every clip can be played. Other files than MP3 are left alone.</summary>
    internal static IEnumerable<string> Errors(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [$"expected a folder with {Extension} files, found none at {folder}"];
        }

        var known = KnownNames();
        return Files(folder).SelectMany(file => ErrorsOf(file, known));
    }

    /// <summary>The page's files with the deployer's clips in their places; read once, at the start.</summary>
    internal static IEnumerable<PageAsset> Replace(IEnumerable<PageAsset> assets, string? folder)
    {
        var own = folder is null ? [] : Files(folder).ToDictionary(file => Folder + Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
        return assets.Select(asset => own.TryGetValue(asset.File, out var clip) ? new PageAsset(asset.File, clip) : asset);
    }

    private static IEnumerable<string> ErrorsOf(string file, HashSet<string> known)
    {
        var name = Path.GetFileName(file);
        if (!known.Contains(name))
        {
            yield return $"expected the name of a prompt ({string.Join(", ", known.Order(StringComparer.Ordinal))}), found {name}";
        }

        var size = new FileInfo(file).Length;
        if (size is 0 or > MaxSizeBytes || !LooksLikeMp3(file))
        {
            yield return $"{name}: expected MP3 of 1 to {MaxSizeBytes} bytes, found {size} bytes {(size is 0 or > MaxSizeBytes ? string.Empty : "of something else")}".TrimEnd();
        }
    }

    /// <summary>A tag (ID3) or the eleven set bits with which a frame of MPEG audio begins.</summary>
    private static bool LooksLikeMp3(string file)
    {
        Span<byte> head = stackalloc byte[3];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && (head.SequenceEqual("ID3"u8) || (head[0] == 0xFF && (head[1] & 0xE0) == 0xE0));
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal);

    private static HashSet<string> KnownNames() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(PageEndpoints.ResourcePrefix + Folder, StringComparison.Ordinal))
            .Select(name => name[(PageEndpoints.ResourcePrefix.Length + Folder.Length)..]),
    ];
}
