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
            : utf8 >= FewestLines && gb + neither == 0 ? "UTF-8" : null;
    }

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
