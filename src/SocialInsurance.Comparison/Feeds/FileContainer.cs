namespace SocialInsurance.Comparison;

/// <summary>Files that people take for text.</summary>
static class FileContainer
{
    /// <summary>What the file is, by its first bytes; null for what may be text.</summary>
    internal static string? Name(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\x03\x04"u8) ? "a zip archive or an .xlsx workbook"
        : head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) ? "an .xls workbook"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "gzip inside gzip"
        : head.StartsWith("%PDF-"u8) ? "a PDF document"
        : head.StartsWith("BZh"u8) && head.Length > 9 && head[4..].StartsWith("1AY&SY"u8) ? "bzip2"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "zstd"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A]) ? "xz"
        : null;
}
