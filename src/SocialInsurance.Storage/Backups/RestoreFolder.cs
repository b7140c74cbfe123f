using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// The place to restore into: files are staged in ".restoring" inside it and moved up at the end, <c>eligibility.db</c> last. While the
/// staging is there no store opens in the folder; disposal before the end removes it.
/// </summary>
internal sealed class RestoreFolder : IDisposable
{
    public const string Staging = ".restoring";
    private static readonly string[] Last = ["postgresql", "templates.db", "eligibility.db"];
    private readonly string target;
    private readonly bool made;
    private bool published;

    private RestoreFolder(string target, bool made) => (this.target, this.made) = (target, made);

    public string Draft => Path.Combine(target, Staging);

    public static bool IsUnderWay(string folder) => Directory.Exists(Path.Combine(folder, Staging));

    /// <exception cref="BackupRefusedException">the folder is not empty or cannot be written</exception>
    public static RestoreFolder Begin(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).FirstOrDefault(path => Path.GetFileName(path) != Staging) is not null))
        {
            throw new BackupRefusedException(BackupFault.PlaceTaken, target, "an empty folder, or none", File.Exists(target) ? "a file" : "a folder with content");
        }

        try
        {
            var folder = new RestoreFolder(target, made: !Directory.Exists(target));
            BackupFolder.EnsureParents(Path.GetFullPath(folder.Draft));
            BackupFolder.Discard(folder.Draft); // of a restoration that was killed
            RestrictedFiles.EnsureFolder(folder.Draft);
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackupRefusedException(BackupFault.PlaceNotWritable, target, "a place that can be written", fault.GetType().Name, fault);
        }
    }

    /// <summary>Makes an empty file for its owner only, and its folders.</summary>
    public string Reserve(string path)
    {
        var full = Path.Combine(Draft, path.Replace('/', Path.DirectorySeparatorChar));
        BackupFolder.EnsureParents(full);
        RestrictedFiles.CreateNew(full).Dispose();
        return full;
    }

    /// <summary>Moves everything into its place. Killed in between, the folder does not open and is to be emptied and restored again.</summary>
    public void Publish()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(Draft).OrderBy(path => Array.IndexOf(Last, Path.GetFileName(path))).ThenBy(path => path, StringComparer.Ordinal))
        {
            Directory.Move(path, Path.Combine(target, Path.GetFileName(path)));
        }

        Directory.Delete(Draft);
        published = true;
    }

    public void Dispose()
    {
        if (!published)
        {
            BackupFolder.Discard(Draft);
            if (made && Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any())
            {
                Directory.Delete(target);
            }
        }
    }
}
