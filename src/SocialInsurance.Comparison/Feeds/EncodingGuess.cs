using System.Text.Unicode;

namespace SocialInsurance.Comparison;

/// <summary>
/// Tells a file in another encoding than described from a file with some damaged rows: by whole lines, because damage is rare and
/// an encoding is everywhere.
/// </summary>
static class EncodingGuess
{
    const int FewestLines = 3; // fewer prove nothing

    /// <summary>What <paramref name="head"/> is written in, when that is clearly not what the descriptor says; else null.</summary>
    internal static string? Mismatch(ReadOnlySpan<byte> head, FeedEncoding described)
    {
        if (head.Length >= 64 && head.Count((byte)0) > head.Length / 4)
        {
            return "UTF-16 without byte order mark";
        }

        (int utf8, int gb, int neither) = Count(head);
        return described == FeedEncoding.Utf8
            ? gb >= FewestLines && gb >= 9 * (utf8 + neither) ? "GB 18030" : null
            : utf8 >= FewestLines && utf8 >= 9 * (gb + neither) ? "UTF-8" : null;
    }

    /// <summary>
    /// What <paramref name="head"/> is, when that is clearly no UTF-16 of the described byte order; else null. Read in the wrong order it
    /// would have no line end, and everything in it would be taken for its header.
    /// </summary>
    internal static string? WideMismatch(ReadOnlySpan<byte> head, bool isBigEndian)
    {
        (int big, int little) = (0, 0);
        for (int i = 0; i + 1 < head.Length; i += 2)
        {
            big += IsLineEndOrMark(head[i], head[i + 1]) ? 1 : 0;
            little += IsLineEndOrMark(head[i + 1], head[i]) ? 1 : 0;
        }

        return !head.Contains((byte)0) ? "text of single bytes: UTF-8 or GB 18030"
            : isBigEndian && big == 0 && little > 0 ? "UTF-16, little-endian"
            : !isBigEndian && little == 0 && big > 0 ? "UTF-16, big-endian"
            : null;
    }

    static bool IsLineEndOrMark(byte high, byte low) => (high, low) is (0, (byte)'\n') or (0, (byte)'\r') or (0xFE, 0xFF);

    /// <summary>Whole lines with bytes beyond ASCII: valid UTF-8, else valid GB 18030, else neither.</summary>
    static (int Utf8, int Gb, int Neither) Count(ReadOnlySpan<byte> head)
    {
        (int utf8, int gb, int neither) = (0, 0, 0);
        while (head.IndexOf((byte)'\n') is >= 0 and int end)
        {
            ReadOnlySpan<byte> line = head[..end];
            head = head[(end + 1)..];
            if (line.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) < 0)
            {
                continue;
            }

            if (Utf8.IsValid(line))
            {
                utf8++;
            }
            else if (GbTranscoder.Replacing.GetString(line).Contains('\uFFFD', StringComparison.Ordinal))
            {
                neither++;
            }
            else
            {
                gb++;
            }
        }

        return (utf8, gb, neither);
    }
}
