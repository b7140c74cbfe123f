using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>Key and name of a subject, 16 bytes; in the order of the register within its part of the keys.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct PartSubject(long Key, ulong NameKey);

/// <summary>A part of the keys, mapped from the folder of the work: enough to join records with. Read-only, thread-safe.</summary>
sealed unsafe class PartFile : IDisposable
{
    readonly MappedFile map;

    PartFile(MappedFile map, KeyPartition partition, int count)
    {
        this.map = map;
        Count = count;
        var table = new SubjectTable(new KeyColumn(map.Pointer, sizeof(PartSubject), count));
        Index = new SubjectIndex(table, map.Pointer + sizeof(long), sizeof(PartSubject), partition, this);
    }

    internal int Count { get; }

    internal SubjectIndex Index { get; }

    /// <exception cref="InputRefusedException">The file is not the one of the plan.</exception>
    internal static PartFile Open(string path, PlannedPart planned, KeyPartition partition)
    {
        RefuseIfOther(path, planned.Sha256, (long)planned.Subjects * sizeof(PartSubject));
        return new PartFile(MappedFile.Open(path, isWritable: false), partition, planned.Subjects);
    }

    /// <summary>Holds a file of the work against its digest.</summary>
    /// <exception cref="InputRefusedException">It is another: storage lost or changed it.</exception>
    internal static void RefuseIfOther(string path, string sha256, long? sizeBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        string found = stream.Length == (sizeBytes ?? stream.Length) ? Convert.ToHexStringLower(SHA256.HashData(stream)) : $"{stream.Length} bytes";
        if (found != sha256)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "a file that the workers share is not the one that was written", Path.GetFileName(path), null, null, sha256, found));
        }
    }

    public void Dispose()
    {
        Index.Table.Dispose();
        map.Dispose();
    }
}

/// <summary>The parts of a register on disk. Leader only.</summary>
static unsafe class PartFiles
{
    /// <summary>Writes where each subject of a part stands in the register, and tells what the plan has to say of the parts.</summary>
    /// <param name="register">Merged.</param>
    /// <param name="sizes">Subjects of each part.</param>
    /// <param name="keys">A path for the keys and names of each part.</param>
    /// <param name="places">A scratch file for each part: index in the register, 32 bits each.</param>
    internal static PlannedPart[] Write(SpilledRegister register, IReadOnlyList<long> sizes, Func<int, string> keys, IReadOnlyList<ScratchFile> places, CancellationToken cancellationToken)
    {
        var parts = new PlannedPart[sizes.Count];
        var keyStreams = new DigestStream[sizes.Count];
        var keyBuffers = new BufferedStream[sizes.Count];
        try
        {
            for (int i = 0; i < parts.Length; i++)
            {
                int part = i;
                keyStreams[i] = new DigestStream(keys(i), file => parts[part] = new PlannedPart(checked((int)sizes[part]), file.Sha256), isDurable: false);
                keyBuffers[i] = new BufferedStream(keyStreams[i], 1 << 18);
            }

            ScratchWriter[] placeWriters = [.. places.Select(p => new ScratchWriter(p, 0, 1 << 18))];
            register.ForEach((first, subjects, count) => Append(subjects.AsSpan(0, count), first, keyBuffers, placeWriters), cancellationToken);
            Array.ForEach(placeWriters, w => w.Flush());
        }
        finally
        {
            foreach (BufferedStream? buffer in keyBuffers)
            {
                buffer?.Dispose();
            }
        }

        return parts;
    }

    static void Append(ReadOnlySpan<Subject> subjects, int first, BufferedStream[] keys, ScratchWriter[] places)
    {
        for (int i = 0; i < subjects.Length; i++)
        {
            if (subjects[i].Key == 0)
            {
                continue;
            }

            int part = KeyPartition.Of(subjects[i].Key, keys.Length);
            var subject = new PartSubject(subjects[i].Key, subjects[i].NameKey);
            int place = first + i;
            keys[part].Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PartSubject>(in subject)));
            places[part].Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in place)));
        }
    }
}
