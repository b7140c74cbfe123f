using Microsoft.Win32.SafeHandles;

namespace SocialInsurance.Comparison;

/// <summary>
/// Files that a run in passes works with, in the hidden folder of the run in the making: Dispose removes them, and what a killed run
/// leaves goes with its folder. Never part of a published run.
/// </summary>
sealed class ScratchFolder : IDisposable
{
    readonly string folder;
    readonly Stack<IDisposable> owned = [];

    internal ScratchFolder(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
    }

    internal string PathOf(string name) => Path.Combine(folder, name);

    internal ScratchFile Create(string name) => new(PathOf(name));

    /// <summary>Disposes this before the folder goes, the latest first.</summary>
    internal T Own<T>(T item)
        where T : IDisposable
    {
        owned.Push(item);
        return item;
    }

    public void Dispose()
    {
        while (owned.TryPop(out IDisposable? item))
        {
            item.Dispose();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A scratch file whose regions are written in any order. Thread-safe; Dispose removes it.</summary>
sealed unsafe class ScratchFile(string path) : IDisposable
{
    const int Portion = 1 << 26;

    readonly SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    long length;

    internal string Path => path;

    /// <summary>Takes the next <paramref name="bytes"/> of the file; returns where they start.</summary>
    internal long Reserve(long bytes) => Interlocked.Add(ref length, bytes) - bytes;

    internal void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(handle, bytes, at);

    internal void Write(byte* data, long bytes, long at)
    {
        for (long done = 0; done < bytes; done += Portion)
        {
            RandomAccess.Write(handle, new ReadOnlySpan<byte>(data + done, (int)Math.Min(Portion, bytes - done)), at + done);
        }
    }

    /// <summary>Fills all of <paramref name="to"/>; what lies there was written before.</summary>
    internal void ReadExactly(Span<byte> to, long at)
    {
        while (!to.IsEmpty)
        {
            int read = RandomAccess.Read(handle, to, at);
            if (read == 0)
            {
                throw new IOException($"a scratch file of the run ends at {at}, {to.Length} bytes early");
            }

            to = to[read..];
            at += read;
        }
    }

    public void Dispose()
    {
        handle.Dispose();
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}

/// <summary>Writes a scratch file front to back through a buffer. Not thread-safe. <see cref="Flush"/> before anybody reads.</summary>
sealed class ScratchWriter(ScratchFile file, long start, int bufferBytes = 1 << 20)
{
    readonly byte[] buffer = new byte[bufferBytes];
    long at = start;
    int used;

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (used + bytes.Length > buffer.Length)
        {
            Flush();
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    internal void Flush()
    {
        file.Write(buffer.AsSpan(0, used), at);
        at += used;
        used = 0;
    }
}
