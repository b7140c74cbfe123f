using System.Security.Cryptography;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// A folder under construction beside its final name: files are written, flushed and digested one by one, and the folder is renamed
/// at the end. Disposal before <see cref="Publish"/> removes it. Not thread-safe.
/// </summary>
internal sealed class BackupFolder : IDisposable
{
    private const int BufferSize = 1 << 20;
    public const string Suffix = ".partial";
    private readonly string final;
    private readonly List<BackupFile> files = [];
    private bool published;

    private BackupFolder(string final) => this.final = final;

    /// <summary>Where files are written until the end.</summary>
    public string Draft => final + Suffix;

    public IReadOnlyList<BackupFile> Files => [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <exception cref="BackupRefusedException">something stands there, or the place cannot be written</exception>
    public static BackupFolder Begin(string path)
    {
        var folder = new BackupFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (Path.Exists(folder.final))
        {
            throw new BackupRefusedException(BackupFault.PlaceTaken, path, "a folder that does not exist yet", Directory.Exists(folder.final) ? "a folder" : "a file");
        }

        try
        {
            Discard(folder.Draft); // of a backup that was killed
            RestrictedFiles.EnsureFolder(folder.Draft);
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackupRefusedException(BackupFault.PlaceNotWritable, path, "a place that can be written", fault.GetType().Name, fault);
        }
    }

    /// <summary>Makes an empty file for its owner only, and its folders.</summary>
    public string Reserve(string path)
    {
        var full = Path.Combine(Draft, path.Replace('/', Path.DirectorySeparatorChar));
        EnsureParents(full);
        RestrictedFiles.CreateNew(full).Dispose();
        return full;
    }

    /// <summary>Flushes and digests a file that was written at <see cref="Reserve"/>.</summary>
    public async Task KeepAsync(string path, Action<long>? read, CancellationToken cancellationToken)
    {
        var full = Path.Combine(Draft, path.Replace('/', Path.DirectorySeparatorChar));
        await using var stream = new FileStream(full, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferSize, useAsync: false);
        stream.Flush(flushToDisk: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PumpAsync(stream, Stream.Null, hash, read, cancellationToken);
        files.Add(new BackupFile(path, stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    public void Write(string path, byte[] content)
    {
        using (var stream = new FileStream(Reserve(path), FileMode.Open, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        files.Add(new BackupFile(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
    }

    /// <summary>Copies a file as it is at this moment; the digest is of what was copied.</summary>
    public async Task CopyAsync(string source, string path, CancellationToken cancellationToken)
    {
        await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: false);
        await CopyAsync(from, path, null, cancellationToken);
    }

    public async Task<long> CopyAsync(Stream from, string path, Action<long>? read, CancellationToken cancellationToken)
    {
        var copied = await CopyToAsync(from, Reserve(path), read, cancellationToken);
        files.Add(new BackupFile(path, copied.SizeBytes, copied.Sha256));
        return copied.SizeBytes;
    }

    /// <param name="target">exists and is empty</param>
    public static async Task<(long SizeBytes, string Sha256)> CopyToAsync(Stream from, string target, Action<long>? read, CancellationToken cancellationToken)
    {
        await using var to = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.None, BufferSize, useAsync: false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = await PumpAsync(from, to, hash, read, cancellationToken);
        to.Flush(flushToDisk: true);
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Writes the manifest last and gives the folder its name.</summary>
    public void Publish(BackupManifest manifest)
    {
        using (var stream = new FileStream(Reserve(BackupManifest.FileName), FileMode.Open, FileAccess.Write))
        {
            stream.Write(manifest.ToBytes());
            stream.Flush(flushToDisk: true);
        }

        try
        {
            Directory.Move(Draft, final);
        }
        catch (IOException fault) when (Path.Exists(final))
        {
            throw new BackupRefusedException(BackupFault.PlaceTaken, final, "a folder that does not exist yet", "one that was made meanwhile", fault);
        }

        published = true;
    }

    public void Dispose()
    {
        if (!published)
        {
            Discard(Draft);
        }
    }

    /// <summary>Folders for their owner only, from <paramref name="path"/>'s parent upwards.</summary>
    public static void EnsureParents(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent))
        {
            EnsureParents(parent);
            RestrictedFiles.EnsureFolder(parent);
        }
    }

    public static void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> PumpAsync(Stream from, Stream to, IncrementalHash hash, Action<long>? read, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var size = 0L;
        for (int count; (count = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            size += count;
            read?.Invoke(size);
        }

        return size;
    }
}
