using System.Text;
using System.Text.Unicode;

namespace SocialInsurance.Comparison;

/// <summary>Cells of rows with NUL bytes, or bytes that are not of their file's encoding. Stateless, thread-safe.</summary>
static class DamagedText
{
    /// <summary>
    /// What can be read of a name, to be compared with others: without NUL bytes, what is damaged as U+FFFD; of a row in GB 18030 among others in UTF-8 the
    /// name that its bytes mean there. Where something of it reads as it stands, that is believed: broken UTF-8 may be GB 18030 of nonsense.
    /// </summary>
    internal static byte[] Legible(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name);
        if (!Utf8.IsValid(name) && !text.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF'))
        {
            string other = GbTranscoder.Replacing.GetString(name);
            text = other.Contains('\uFFFD', StringComparison.Ordinal) ? text : other;
        }

        return WithoutNul(Encoding.UTF8.GetBytes(text)).ToArray();
    }

    /// <summary>The text but for its NUL bytes.</summary>
    internal static ReadOnlySpan<byte> WithoutNul(ReadOnlySpan<byte> text) => text.Contains((byte)0) ? Array.FindAll(text.ToArray(), b => b != 0) : text;
}
