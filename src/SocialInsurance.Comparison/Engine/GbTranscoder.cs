using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>GB 18030 to UTF-8, whole lines at a time. What is no GB 18030 becomes U+FFFD. One worker each.</summary>
sealed unsafe class GbTranscoder : IDisposable
{
    /// <summary>Decodes what is no GB 18030 to U+FFFD.</summary>
    internal static Encoding Replacing { get; } = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))
        ?? throw new InvalidOperationException("the shared framework lacks GB 18030");

    readonly NativeBlock utf8;
    readonly char[] chars;
    int length;

    internal GbTranscoder(int capacityBytes)
    {
        chars = new char[Replacing.GetMaxCharCount(capacityBytes + 1)];
        utf8 = new NativeBlock(Block.Lead + 3L * chars.Length + Block.Padding);
    }

    internal byte* Utf8 => utf8.Pointer + Block.Lead;

    /// <summary>The last text held something that is no GB 18030 (or a genuine U+FFFD, which is damage of an earlier program).</summary>
    internal bool HasReplaced { get; private set; }

    /// <summary>Returns the number of UTF-8 bytes. Every line stays a line of its own, whatever its bytes.</summary>
    internal int ToUtf8(ReadOnlySpan<byte> lines)
    {
        length = 0;
        HasReplaced = false;
        if (!TryAppend(lines))
        {
            length = 0; // a broken character swallowed a newline: line by line
            while (!lines.IsEmpty)
            {
                int end = lines.IndexOf((byte)'\n');
                Append(end < 0 ? lines : lines[..end]);
                Utf8[length++] = (byte)'\n';
                lines = end < 0 ? default : lines[(end + 1)..];
            }
        }

        return length;
    }

    bool TryAppend(ReadOnlySpan<byte> lines)
    {
        Append(lines);
        return !HasReplaced || new ReadOnlySpan<byte>(Utf8, length).Count((byte)'\n') == lines.Count((byte)'\n');
    }

    void Append(ReadOnlySpan<byte> gb)
    {
        int count = Replacing.GetChars(gb, chars);
        ReadOnlySpan<char> text = chars.AsSpan(0, count);
        HasReplaced |= text.Contains('\uFFFD');
        length += Encoding.UTF8.GetBytes(text, new Span<byte>(Utf8 + length, (int)utf8.SizeBytes - Block.Lead - Block.Padding - length));
    }

    public void Dispose() => utf8.Dispose();
}
