using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>What a probe found out about the bytes of a file.</summary>
/// <param name="IsGzip">Begins with 1F 8B.</param>
/// <param name="Utf16">Byte order of UTF-16, or null.</param>
/// <param name="EndsWithReturns">Lines end with CR alone.</param>
sealed record TextForm(bool IsGzip, Encoding? Utf16, bool EndsWithReturns)
{
    internal static TextForm Plain { get; } = new(false, null, false);
}

/// <summary>What a block holds when its worker gets it.</summary>
enum BlockText
{
    /// <summary>UTF-8 as delivered: to be checked.</summary>
    Utf8,

    /// <summary>GB 18030: to be transcoded.</summary>
    Gb18030,

    /// <summary>UTF-8 made from something else: U+FFFD is damage.</summary>
    Transcoded,

    /// <summary>GB 18030 that is cut before it is decoded: damage shows in the fields.</summary>
    CutFirst,
}

/// <summary>
/// The sequential way into a file: decompress, decode, even out line ends, drop the trailer. Only for files that cannot be read
/// at positions; plain files never pass here. One reader at a time.
/// </summary>
static class DeliveredText
{
    /// <summary>True when the file has to be read from its beginning.</summary>
    internal static bool IsNeeded(TextForm form, FeedFormat format) =>
        form != TextForm.Plain || format.SkipTrailer > 0 || format.FixedWidth is { RecordBytes: > 0 } || IsAmbiguous(format);

    internal static BlockText BlockTextOf(TextForm form, FeedFormat format) =>
        form.Utf16 is not null || IsAmbiguous(format) ? BlockText.Transcoded
        : format.Encoding != FeedEncoding.Gb18030 ? BlockText.Utf8
        : format.FixedWidth is { InBytes: true } ? BlockText.CutFirst
        : BlockText.Gb18030;

    /// <param name="file">The file; its form tells the stages.</param>
    /// <param name="digests">Take the digest on the way.</param>
    /// <param name="onBytes">Told of every byte of the delivered file.</param>
    internal static ByteStage Open(DataFile file, bool digests, Action<long> onBytes)
    {
        FeedFormat format = file.Descriptor.Format;
        ByteStage stage = OpenUnpacked(file, file.Form.IsGzip, digests, onBytes);
        stage = file.Form.Utf16 is { } utf16 ? new TranscodedText(stage, utf16) : stage;
        stage = file.Form.EndsWithReturns ? new UniformLineEnds(stage) : stage;
        stage = IsAmbiguous(format) ? new TranscodedLines(stage) : stage;
        stage = format.FixedWidth is { RecordBytes: > 0 and int length } ? new RecordLines(stage, length, format.Encoding) : stage;
        return format.SkipTrailer > 0 ? new WithoutTrailer(file, stage, format.SkipTrailer) : stage;
    }

    internal static ByteStage OpenUnpacked(DataFile file, bool isGzip, bool digests, Action<long> onBytes)
    {
        var bytes = new FileBytes(file, digests, onBytes);
        return isGzip ? new GzipBytes(file, bytes) : bytes;
    }

    /// <summary>A quoted GB 18030 file whose delimiter may be the second byte of a character (30..39, 40..7E).</summary>
    static bool IsAmbiguous(FeedFormat format) =>
        format is { Encoding: FeedEncoding.Gb18030, IsQuoted: true, FixedWidth: null, Delimiter: >= 0x30 };
}
