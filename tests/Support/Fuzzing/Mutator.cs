using System.Text;

namespace SocialInsurance.Tests.Support.Fuzzing;

/// <summary>Makes bad input of good: the same seed gives the same bytes on every machine. Not thread-safe.</summary>
public sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int MostBytes = 256 * 1024;

    private static readonly byte[][] Words = [.. ((string[])
    [
        "\0", "\n", "\r\n", "\t", ",", ";", ":", "\"", "'", "{", "}", "[", "]", "- ", "? ", "&a ", "*a", "!!binary ", "<<: *a", "|", ">", "#", "%", "---\n", "...\n", "~", "null", "true",
        "0", "-1", "-0", "1e309", "NaN", "99999999999999999999", "2147483648", "-9223372036854775808", "0x", "2026-02-30", "0000-00-00", "9999-12-31",
        "\ufeff", "\u202e", "\u3000", "１２", "龘", "\ud83d\ude00", "\\u0000", "\\ud800", "\\", "%00", "../", "a: {a: {a: {a: ", "[[[[[[[[[[[[[[[[", "((((((((((",
    ]).Select(Encoding.UTF8.GetBytes), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0xFF, 0xFE], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x1F, 0x8B, 0x08, 0x00]];

    public byte[] Next()
    {
        var bytes = new List<byte>(seeds[random.Next(seeds.Count)]);
        for (var left = 1 + random.Next(random.Next(1, 9)); left > 0; left--)
        {
            Mutate(bytes);
        }

        return [.. bytes.Take(MostBytes)];
    }

    private void Mutate(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, random.Next(2, 400)), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Repeat(Words[random.Next(Words.Length)], random.Next(20) == 0 ? 2000 : 1).SelectMany(word => word));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                Splice(bytes, at);
                break;
            case 7:
                ReplaceNumber(bytes, at);
                break;
            default:
                MoveLine(bytes, at);
                break;
        }
    }

    /// <summary>The rest comes from another seed.</summary>
    private void Splice(List<byte> bytes, int at)
    {
        var other = seeds[random.Next(seeds.Count)];
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(random.Next(other.Length + 1)).ToArray());
    }

    private void ReplaceNumber(List<byte> bytes, int from)
    {
        var at = bytes.FindIndex(Math.Min(from, bytes.Count), static value => value is >= (byte)'0' and <= (byte)'9');
        if (at >= 0)
        {
            bytes.RemoveAt(at);
            bytes.InsertRange(at, Words[random.Next(Words.Length)]);
        }
    }

    /// <summary>A line twice, elsewhere: a key that stands twice, a section under another.</summary>
    private void MoveLine(List<byte> bytes, int from)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        var begin = bytes.LastIndexOf((byte)'\n', Math.Max(0, from - 1)) + 1;
        var end = begin < bytes.Count ? bytes.IndexOf((byte)'\n', begin) : -1;
        if (end > begin)
        {
            bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(begin, end - begin + 1));
        }
    }
}
