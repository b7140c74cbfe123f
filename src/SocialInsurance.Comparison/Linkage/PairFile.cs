using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>
/// pairs.bin of a run folder, for the next run: a header, the counted blocks, the pairs. Little-endian. No name, no number. An incremental
/// run counts blocks more coarsely than a full one, so that this file alone tells how a run was made.
/// </summary>
static class PairFile
{
    internal const string FileName = "pairs.bin";

    const int Portion = 1 << 20; // items

    const ulong Magic = 0x3252_4941_5043_4953; // "SICPAIR2"

    internal static void Write(PairSet pairs, Stream stream)
    {
        Header[] header = [new(Magic, pairs.Usable, pairs.Faulty, pairs.NameCountSum, pairs.OtherBlocksAtMost, pairs.Blocks.Count, pairs.Pairs.Length)];
        CountedBlock[] blocks = [.. pairs.Blocks.Select(b => new CountedBlock(b.Key, b.Value)).OrderBy(b => b.Key)];
        stream.Write(MemoryMarshal.AsBytes<Header>(header));
        stream.Write(MemoryMarshal.AsBytes<CountedBlock>(blocks));
        for (int at = 0; at < pairs.Pairs.Length; at += Portion)
        {
            stream.Write(MemoryMarshal.AsBytes(pairs.Pairs.AsSpan(at, Math.Min(Portion, pairs.Pairs.Length - at))));
        }
    }

    /// <exception cref="InputRefusedException">The file is missing, damaged or not the one of the manifest.</exception>
    internal static PairSet Open(string runDirectory, RunManifest manifest)
    {
        string path = Path.Combine(runDirectory, FileName);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            string found = Convert.ToHexStringLower(SHA256.HashData(file));
            string? expected = manifest.Files.GetValueOrDefault(FileName)?.Sha256;
            if (found != expected)
            {
                throw Refused(path, expected ?? "a digest in the manifest", found);
            }

            file.Position = 0;
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "a readable file", e.GetType().Name);
        }
    }

    /// <summary>A file of any size: one of a large province is larger than an array of bytes can be.</summary>
    static PairSet Read(FileStream file, string path)
    {
        Header header = Read<Header>(file, 1)[0];
        if (header.Magic != Magic)
        {
            throw Refused(path, "SICPAIR2", "another format");
        }

        Dictionary<ulong, int> blocks = Read<CountedBlock>(file, header.Blocks).ToDictionary(b => b.Key, b => (int)b.Count);
        return new PairSet(Read<ObservedPair>(file, header.Pairs), header.Usable, header.Faulty, header.NameCountSum, blocks, header.OtherBlocksAtMost);
    }

    static T[] Read<T>(FileStream file, int count)
        where T : unmanaged
    {
        var items = new T[count];
        for (int at = 0; at < count; at += Portion)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(items.AsSpan(at, Math.Min(Portion, count - at))));
        }

        return items;
    }

    static InputRefusedException Refused(string path, string expected, string found) => new(new InputError(
        InputErrorCode.RunUnreadable, "the candidate pairs are not those of the manifest", path, null, null, expected, found));

    readonly record struct Header(ulong Magic, long Usable, long Faulty, long NameCountSum, int OtherBlocksAtMost, int Blocks, int Pairs);

    readonly record struct CountedBlock(ulong Key, long Count);
}
