using SocialInsurance.Interop;

namespace SocialInsurance.Comparison;

/// <summary>
/// A run folder in the making: a hidden sibling of the final folder that one rename publishes, so a reader sees all of a run
/// or nothing, also after a power cut: files, then their folder, then the renamed entry are flushed to disk. A killed run leaves at
/// most the hidden folder and an empty lock file, which the next run to the same place removes; the lock itself dies with its process.
/// </summary>
/// <remarks>Not thread-safe. Dispose without <see cref="Publish"/> removes everything.</remarks>
public sealed class RunFolder : IDisposable
{
    readonly string target;
    readonly string partial;
    readonly FileStream lease;
    readonly SortedDictionary<string, PublishedFile> files = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> notes = new(StringComparer.Ordinal);
    RunManifest? manifest;
    bool isDone;

    RunFolder(string target, string partial, FileStream lease)
    {
        this.target = target;
        this.partial = partial;
        this.lease = lease;
    }

    /// <summary>Starts a run folder that <see cref="Publish"/> puts at <paramref name="outDirectory"/>.</summary>
    /// <exception cref="InputRefusedException">A run is published there already, another process makes one, or the place cannot be written.</exception>
    public static RunFolder Create(string outDirectory)
    {
        try
        {
            return Make(outDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.PlaceUnwritable, "the folder of the run cannot be made", outDirectory, null, null, "a place in a folder that this process may write", e.Message));
        }
    }

    static RunFolder Make(string outDirectory)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outDirectory));
        string parent = Path.GetDirectoryName(target) ?? throw new ArgumentException("a root folder cannot hold a run", nameof(outDirectory));
        CreateDurably(parent);
        string partial = PartialOf(target);
        FileStream lease = Lease(partial + ".lock", target);
        try
        {
            RefuseIfTaken(target);
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            Directory.CreateDirectory(partial);
            return new RunFolder(target, partial, lease);
        }
        catch
        {
            lease.Dispose(); // takes the lock file of a process with it that was killed after its publication
            throw;
        }
    }

    /// <summary>Somebody makes a run there, or was killed while making one.</summary>
    internal static bool IsInTheMaking(string outDirectory) => Directory.Exists(PartialOf(Path.TrimEndingDirectorySeparator(Path.GetFullPath(outDirectory))));

    /// <summary>Writes a file and returns its SHA-256, lower-case hexadecimal.</summary>
    public string AddFile(string name, Action<Stream> write)
    {
        using (Stream stream = Write(name))
        {
            write(stream);
        }

        return files[name].Sha256;
    }

    /// <summary>Copies a file and returns its SHA-256.</summary>
    public string AddFile(string name, string sourcePath) => AddFile(name, stream =>
    {
        using FileStream source = File.OpenRead(sourcePath);
        source.CopyTo(stream);
    });

    /// <summary>A stream into a file of the folder; on Dispose the file is on disk and stands in the manifest.</summary>
    public Stream Write(string name)
    {
        ObjectDisposedException.ThrowIf(isDone, this);
        if (name.Length == 0 || name[0] == '.' || name != Path.GetFileName(name) || name == RunManifest.FileName)
        {
            throw new ArgumentException($"'{name}' is no name for a file of a run", nameof(name));
        }

        return new DigestStream(Path.Combine(partial, name), published => files[name] = published);
    }

    /// <summary>Reads a file that was added before.</summary>
    public Stream Read(string name) => files.ContainsKey(name)
        ? File.OpenRead(Path.Combine(partial, name))
        : throw new ArgumentException($"'{name}' is no file of this run", nameof(name));

    /// <summary>Adds a note to the manifest, e.g. the digest of a policy.</summary>
    public void AddNote(string name, string value) => notes[name] = value;

    /// <summary>Writes the manifest and makes the run visible, in one rename. Only after a run of the engine.</summary>
    /// <exception cref="InputRefusedException">Somebody else published a run there in the meantime.</exception>
    public RunManifest Publish()
    {
        RunManifest complete = (manifest ?? throw new InvalidOperationException("no run was made in this folder")) with { Files = files, Notes = notes };
        using (Stream stream = new DigestStream(Path.Combine(partial, RunManifest.FileName), _ => { }))
        {
            stream.Write(complete.ToJson());
        }

        MoveToTarget();
        return complete;
    }

    /// <summary>Where a file that was added stands until the run is published.</summary>
    internal string PathOf(string name) => Path.Combine(partial, name);

    /// <summary>A place for files that are gone before the run is published.</summary>
    internal ScratchFolder Scratch() => new(Path.Combine(partial, ".scratch"));

    /// <summary>Where the workers of this run meet: beside it, and not removed with it, so that a killed run can be taken up again.</summary>
    internal string WorkRoot => WorkFolder.RootOf(target);

    internal void Describe(RunManifest described) => manifest = described;

    /// <summary>A refused run leaves its rejects for the operator and nothing else: no manifest, so it is no run.</summary>
    internal void PublishRejectsOnly(string name)
    {
        foreach (string folder in Directory.GetDirectories(partial))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string file in Directory.GetFiles(partial).Where(f => Path.GetFileName(f) != name))
        {
            File.Delete(file);
        }

        MoveToTarget();
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        if (!isDone)
        {
            isDone = true;
            Directory.Delete(partial, recursive: true);
            lease.Dispose();
        }
    }

    void MoveToTarget()
    {
        ObjectDisposedException.ThrowIf(isDone, this);
        RefuseIfTaken(target);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true); // empty, or the rejects of a refused run
        }

        FolderSync.Flush(partial); // the names of the flushed files, before the folder gets its own
        Directory.Move(partial, target);
        isDone = true;
        FolderSync.Flush(Path.GetDirectoryName(target)!);
        lease.Dispose();
    }

    /// <summary>A folder that is made here must not vanish in a power cut with a run in it.</summary>
    static void CreateDurably(string folder)
    {
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            CreateDurably(parent);
            Directory.CreateDirectory(folder);
            FolderSync.Flush(parent);
        }
    }

    static string PartialOf(string target) => Path.Combine(Path.GetDirectoryName(target) ?? "", $".{Path.GetFileName(target)}.partial");

    static void RefuseIfTaken(string target)
    {
        bool isTaken = File.Exists(target)
            || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any(e => Path.GetFileName(e) != RejectSink.FileName));
        if (isTaken)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunExists, "a run is never overwritten; choose another folder or remove this one", target, null, null, "no folder, or an empty one", "files"));
        }
    }

    static FileStream Lease(string path, string target)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunExists, "another process makes a run for this folder", target, null, null, "a free place", e.Message));
        }
    }
}
