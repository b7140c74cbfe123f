using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>First 128 bytes of state.bin: little-endian; all positions from the start of the file, multiples of 64.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
readonly record struct StateHeader
{
    internal const int SizeBytes = 128;
    internal const ulong ExpectedMagic = 0x4554_4154_5343_4953; // "SICSTATE"
    internal const int CurrentVersion = 2;

    internal ulong Magic { get; init; }

    internal int Version { get; init; }

    internal int SubjectCount { get; init; }

    internal int SourceCount { get; init; }

    /// <summary>yyyymmdd</summary>
    internal int AsOf { get; init; }

    internal long MetaBytes { get; init; }

    internal long SubjectsAt { get; init; }

    internal long IdEndsAt { get; init; }

    internal long IdBytesAt { get; init; }

    internal long CellsAt { get; init; }

    internal long FileBytes { get; init; }

    /// <summary><see cref="NameTables.Fingerprint"/> of the name keys: keys of another folding never meet these.</summary>
    internal ulong NameForm { get; init; }
}

/// <summary>What a state says beside its columns.</summary>
/// <param name="AsOf">yyyymmdd</param>
sealed record StateFacts(IReadOnlyList<SourceInfo> Sources, IReadOnlyList<string> Files, int AsOf);

/// <summary>
/// The format of state.bin: header, JSON with sources and files, then the columns subjects, identifier ends
/// (64 bits each), identifier bytes, cells.
/// A pure function of the state: no clock, no thread count.
/// </summary>
static unsafe class StateFile
{
    internal const string FileName = "state.bin";

    const int Alignment = 64;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = RunJson.Default };

    /// <summary>Writes a state whose cells, [subject][source], are written by <paramref name="writeCells"/>.</summary>
    internal static StateHeader Write(in SubjectColumns columns, StateFacts facts, Action<Stream> writeCells, Stream stream)
    {
        byte[] meta = JsonSerializer.SerializeToUtf8Bytes(new Meta(facts.Sources, facts.Files), Json);
        StateHeader header = HeaderOf(columns, facts, meta.Length);
        long at = 0;
        Append(stream, ref at, 0, &header, StateHeader.SizeBytes);
        fixed (byte* p = meta)
        {
            Append(stream, ref at, StateHeader.SizeBytes, p, meta.Length);
        }

        Append(stream, ref at, header.SubjectsAt, columns.Subjects, columns.SubjectBytes);
        Append(stream, ref at, header.IdEndsAt, columns.IdEnds, columns.IdEndBytes);
        Append(stream, ref at, header.IdBytesAt, columns.IdBytes, columns.IdSizeBytes);
        Append(stream, ref at, header.CellsAt, null, 0);
        writeCells(stream);
        return header;
    }

    /// <summary>Appends memory of any size.</summary>
    internal static void Append(Stream stream, byte* data, long length, CancellationToken cancellationToken)
    {
        for (long done = 0; done < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int part = (int)Math.Min(length - done, 1 << 26);
            stream.Write(new ReadOnlySpan<byte>(data + done, part));
            done += part;
        }
    }

    internal static ComparisonState Open(string runDirectory) => Open(runDirectory, RunManifest.Read(runDirectory), isForLinks: true);

    /// <param name="runDirectory">A published run.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="isForLinks">False: nobody will ask for its links; they are held against their digest and left where they are.</param>
    internal static ComparisonState Open(string runDirectory, RunManifest manifest, bool isForLinks)
    {
        string path = Path.Combine(runDirectory, FileName);
        using (FileStream stream = OpenRead(path))
        {
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (!manifest.Files.TryGetValue(FileName, out PublishedFile? published) || published.Sha256 != found)
            {
                throw Refused(path, "the state is not the one of the manifest", published?.Sha256 ?? "a digest in the manifest", found);
            }
        }

        if (!isForLinks)
        {
            LinkFile.RequireWhole(runDirectory, manifest);
        }

        StateHeader header = ReadHeader(path);
        Meta meta = ReadMeta(path, header);
        return new ComparisonState(StateMemory.Map(path, header), meta.Sources, meta.Files, header.AsOf, isForLinks ? LinkFile.Open(runDirectory, manifest) : PossibleLinks.None)
        {
            OnlyInHeld = HeldSubjectsFile.Open(runDirectory, manifest),
        };
    }

    static StateHeader ReadHeader(string path)
    {
        byte[] bytes = new byte[StateHeader.SizeBytes];
        using FileStream stream = OpenRead(path);
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Refused(path, "the state is too short", $"{StateHeader.SizeBytes} bytes", $"{stream.Length} bytes");
        }

        var header = MemoryMarshal.Read<StateHeader>(bytes);
        if (header.Magic != StateHeader.ExpectedMagic || header.Version != StateHeader.CurrentVersion)
        {
            throw Refused(path, "the state has another format", $"version {StateHeader.CurrentVersion}", $"version {header.Version}");
        }

        if (header.NameForm != NameTables.Fingerprint)
        {
            throw Refused(path, "the names of the state were folded by other tables; run in full once", $"{NameTables.Fingerprint:x16}", $"{header.NameForm:x16}");
        }

        if (header.FileBytes != stream.Length)
        {
            throw Refused(path, "the state has another length than it says", $"{header.FileBytes} bytes", $"{stream.Length} bytes");
        }

        return header;
    }

    static Meta ReadMeta(string path, in StateHeader header)
    {
        byte[] bytes = new byte[header.MetaBytes];
        using FileStream stream = OpenRead(path);
        stream.Position = StateHeader.SizeBytes;
        stream.ReadExactly(bytes);
        return JsonSerializer.Deserialize<Meta>(bytes, Json) ?? throw Refused(path, "the state names no sources", "sources and files", "null");
    }

    static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, e.Message, "a readable file", "none");
        }
    }

    static InputRefusedException Refused(string path, string message, string expected, string found) =>
        new(new InputError(InputErrorCode.RunUnreadable, message, path, null, null, expected, found));

    static StateHeader HeaderOf(in SubjectColumns columns, StateFacts facts, int metaBytes)
    {
        long subjectsAt = Align(StateHeader.SizeBytes + metaBytes);
        long idEndsAt = Align(subjectsAt + columns.SubjectBytes);
        long idBytesAt = Align(idEndsAt + columns.IdEndBytes);
        long cellsAt = Align(idBytesAt + columns.IdSizeBytes);
        return new StateHeader
        {
            Magic = StateHeader.ExpectedMagic,
            Version = StateHeader.CurrentVersion,
            SubjectCount = columns.Count,
            SourceCount = facts.Sources.Count,
            AsOf = facts.AsOf,
            MetaBytes = metaBytes,
            SubjectsAt = subjectsAt,
            IdEndsAt = idEndsAt,
            IdBytesAt = idBytesAt,
            CellsAt = cellsAt,
            FileBytes = cellsAt + (long)columns.Count * facts.Sources.Count * sizeof(EvidenceCell),
            NameForm = NameTables.Fingerprint,
        };
    }

    static long Align(long position) => (position + Alignment - 1) / Alignment * Alignment;

    static void Append(Stream stream, ref long at, long position, void* data, long length)
    {
        stream.Write(new byte[position - at]);
        Append(stream, (byte*)data, length, CancellationToken.None);
        at = position + length;
    }

    internal sealed record Meta(IReadOnlyList<SourceInfo> Sources, IReadOnlyList<string> Files);
}
