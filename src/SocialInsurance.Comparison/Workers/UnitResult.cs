using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>What a worker says of a unit beside rows and cells. Counts of a piece; <see cref="FileCounts"/> has their meaning.</summary>
sealed record UnitFacts
{
    /// <summary>The unit cannot be done because the input is refused: the run ends with these.</summary>
    public IReadOnlyList<InputError> Refused { get; init; } = [];

    /// <summary>Of the whole file; empty when a piece was read.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary><see cref="PieceChecksum"/> of each piece read, in order.</summary>
    public IReadOnlyList<uint> Checksums { get; init; } = [];

    /// <summary>Physical line behind the last one.</summary>
    public long NextLine { get; init; }

    public long Accepted { get; init; }

    public long Rejected { get; init; }

    public long Matched { get; init; }

    public long NameDisagreed { get; init; }

    public long Unmatched { get; init; }

    public int FirstFutureOn { get; init; } = int.MaxValue;

    public long ChecksumFailures { get; init; }

    /// <summary>Of the file with cells.</summary>
    public string CellsSha256 { get; init; } = "";

    public int RejectRows { get; init; }

    public int SampleEntries { get; init; }

    public int UnlinkedRecords { get; init; }

    public int UnlinkedTextBytes { get; init; }

    public int People { get; init; }
}

/// <summary>
/// The file that a unit leaves: length of the facts (64 bits), facts as JSON, rejects in the order of lines, entries of the sample,
/// unlinked records with their texts, subjects that a terminal source reports. Lines of a piece that is not the first count from 1.
/// Little-endian, of the very build that reads it.
/// </summary>
sealed record UnitResult(
    UnitFacts Facts, RejectedRow[] Rejects, DeliverySample.Entry[] Sample, UnlinkedRecord[] Unlinked, byte[] UnlinkedText, int[] People)
{
    internal static UnitResult Of(UnitFacts facts) => new(facts, [], [], [], [], []);

    /// <summary>Writes a new file; returns its SHA-256.</summary>
    internal string Write(string path)
    {
        UnitFacts complete = Facts with
        {
            RejectRows = Rejects.Length, SampleEntries = Sample.Length, UnlinkedRecords = Unlinked.Length, UnlinkedTextBytes = UnlinkedText.Length, People = People.Length,
        };
        string digest = "";
        using (var stream = new DigestStream(path, file => digest = file.Sha256, isDurable: false))
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(complete);
            stream.Write(BitConverter.GetBytes((long)json.Length));
            stream.Write(json);
            stream.Write(MemoryMarshal.AsBytes<RejectedRow>(Rejects));
            stream.Write(MemoryMarshal.AsBytes<DeliverySample.Entry>(Sample));
            stream.Write(MemoryMarshal.AsBytes<UnlinkedRecord>(Unlinked));
            stream.Write(UnlinkedText);
            stream.Write(MemoryMarshal.AsBytes<int>(People));
        }

        return digest;
    }

    /// <exception cref="InputRefusedException">The file is not the one that the lease's holder finished with.</exception>
    internal static UnitResult Read(string path, string sha256)
    {
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (found != sha256)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "what a worker made is not what it said", Path.GetFileName(path), null, null, sha256, found));
        }

        int length = (int)BitConverter.ToInt64(bytes);
        UnitFacts facts = JsonSerializer.Deserialize<UnitFacts>(bytes.AsSpan(sizeof(long), length))!;
        ReadOnlySpan<byte> rest = bytes.AsSpan(sizeof(long) + length);
        return new UnitResult(
            facts,
            Take<RejectedRow>(ref rest, facts.RejectRows),
            Take<DeliverySample.Entry>(ref rest, facts.SampleEntries),
            Take<UnlinkedRecord>(ref rest, facts.UnlinkedRecords),
            Take<byte>(ref rest, facts.UnlinkedTextBytes),
            Take<int>(ref rest, facts.People));
    }

    static T[] Take<T>(ref ReadOnlySpan<byte> from, int count)
        where T : unmanaged
    {
        var items = new T[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(items.AsSpan());
        from[..bytes.Length].CopyTo(bytes);
        from = from[bytes.Length..];
        return items;
    }
}
