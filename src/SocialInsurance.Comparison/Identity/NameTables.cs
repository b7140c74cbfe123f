using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// What is written for what in names: other forms of Chinese characters and accented letters. Read once from the data beside it
/// (NameData/PROVENANCE.md). Immutable, thread-safe.
/// </summary>
static class NameTables
{
    /// <summary>
    /// A change of the rules of <see cref="NameFolding"/>, of the hash of <see cref="NameKey"/> or of how names find candidate pairs, that the
    /// data do not show, must change this number: a run built on an older one would differ from a full run.
    /// </summary>
    const int RulesVersion = 4;

    const int BasicPlane = 0x10000;

    static readonly Dictionary<int, (int First, int Second)> Folded = Read();

    // one bit a code point of the basic plane: it is folded to another
    static readonly ulong[] Bits = BitsOf(Folded.Keys);

    /// <summary>
    /// Tells one folding from another: states whose names were folded in different ways must never meet.
    /// </summary>
    internal static ulong Fingerprint { get; } = FingerprintOf();

    /// <summary>1,024 words: bit (c mod 64) of word (c / 64) is set when U+c is folded to something else.</summary>
    internal static ReadOnlySpan<ulong> Unusual => Bits;

    /// <summary>The standard form, one or two code points; second is 0 when there is one.</summary>
    internal static (int First, int Second) StandardOf(int codePoint) =>
        codePoint < BasicPlane && (Bits[codePoint >> 6] >> (codePoint & 63) & 1) == 0 ? (codePoint, 0)
        : Folded.TryGetValue(codePoint, out (int, int) standard) ? standard
        : (codePoint, 0);

    /// <summary>The lines of a table, without the first, which says what it is.</summary>
    internal static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(Open(file), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line;
            }
        }
    }

    internal static int[] CodePoints(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    static Stream Open(string file) => typeof(NameTables).Assembly.GetManifestResourceStream($"names/{file}")
        ?? throw new InvalidOperationException($"the table {file} is not in the assembly");

    static Dictionary<int, (int First, int Second)> Read()
    {
        var folded = new Dictionary<int, (int, int)>(12_000);
        foreach (string line in Lines("variants.txt"))
        {
            int[] codePoints = CodePoints(line);
            foreach (int other in codePoints.AsSpan(1))
            {
                folded.Add(other, (codePoints[0], 0));
            }
        }

        foreach (string line in Lines("letters.txt"))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            foreach (int other in CodePoints(line[(blank + 1)..]))
            {
                folded.Add(other, (line[0], blank == 2 ? line[1] : 0));
            }
        }

        foreach (string line in Lines("private.txt"))
        {
            int[] codePoints = CodePoints(line);
            folded.Add(codePoints[1], folded.TryGetValue(codePoints[0], out (int, int) standard) ? standard : (codePoints[0], 0));
        }

        return folded;
    }

    static ulong[] BitsOf(IEnumerable<int> codePoints)
    {
        ulong[] bits = new ulong[BasicPlane / 64];
        foreach (int c in codePoints.Where(c => c < BasicPlane))
        {
            bits[c >> 6] |= 1UL << (c & 63);
        }

        return bits;
    }

    static ulong FingerprintOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(RulesVersion.ToString(CultureInfo.InvariantCulture)));
        foreach (string file in (ReadOnlySpan<string>)["variants.txt", "letters.txt", "private.txt"])
        {
            using Stream stream = Open(file);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }
}
