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

    const ulong Magic = 0x3152_4941_5043_4953; // "SICPAIR1"

    internal static void Write(PairSet pairs, Stream stream)
    {
        Header[] header = [new(Magic, pairs.Usable, pairs.Faulty, pairs.NameCountSum, pairs.OtherBlocksAtMost, pairs.Blocks.Count, pairs.Pairs.Length)];
        CountedBlock[] blocks = [.. pairs.Blocks.Select(b => new CountedBlock(b.Key, b.Value)).OrderBy(b => b.Key)];
        stream.Write(MemoryMarshal.AsBytes<Header>(header));
        stream.Write(MemoryMarshal.AsBytes<CountedBlock>(blocks));
        for (int at = 0; at < pairs.Pairs.Length; at += 1 << 20)
        {
            stream.Write(MemoryMarshal.AsBytes(pairs.Pairs.AsSpan(at, Math.Min(1 << 20, pairs.Pairs.Length - at))));
        }
    }

    /// <exception cref="InputRefusedException">The file is missing, damaged or not the one of the manifest.</exception>
    internal static PairSet Open(string runDirectory, RunManifest manifest)
    {
        string path = Path.Combine(runDirectory, FileName);
        byte[] bytes = ReadBytes(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string? expected = manifest.Files.GetValueOrDefault(FileName)?.Sha256;
        if (found != expected || bytes.Length < Marshal.SizeOf<Header>())
        {
            throw Refused(path, expected ?? "a digest in the manifest", found);
        }

        ReadOnlySpan<byte> rest = bytes;
        Header header = MemoryMarshal.Cast<byte, Header>(rest)[0];
        rest = rest[Marshal.SizeOf<Header>()..];
        ReadOnlySpan<CountedBlock> blocks = MemoryMarshal.Cast<byte, CountedBlock>(rest)[..header.Blocks];
        rest = rest[(Marshal.SizeOf<CountedBlock>() * header.Blocks)..];
        return header.Magic == Magic
            ? new PairSet(MemoryMarshal.Cast<byte, ObservedPair>(rest)[..header.Pairs].ToArray(), header.Usable, header.Faulty, header.NameCountSum,
                blocks.ToArray().ToDictionary(b => b.Key, b => (int)b.Count), header.OtherBlocksAtMost)
            : throw Refused(path, "SICPAIR1", "another format");
    }

    static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "a readable file", e.GetType().Name);
        }
    }

    static InputRefusedException Refused(string path, string expected, string found) => new(new InputError(
        InputErrorCode.RunUnreadable, "the candidate pairs are not those of the manifest", path, null, null, expected, found));

    readonly record struct Header(ulong Magic, long Usable, long Faulty, long NameCountSum, int OtherBlocksAtMost, int Blocks, int Pairs);

    readonly record struct CountedBlock(ulong Key, long Count);
}
