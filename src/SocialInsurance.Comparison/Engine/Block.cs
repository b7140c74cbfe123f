using System.Text.Unicode;

namespace SocialInsurance.Comparison;

/// <summary>
/// Whole records of a file in UTF-8, owned by one worker and refilled by <see cref="BlockSource"/>.
/// 64 readable bytes follow the last one and 64 zeroes precede the first, so kernels may load past both ends.
/// </summary>
sealed unsafe class Block : IDisposable
{
    internal const int Padding = 64;
    internal const int Lead = 64;

    readonly NativeBlock raw;
    readonly GbTranscoder? transcoder;

    readonly BlockText kind;

    internal Block(int capacityBytes, BlockText kind)
    {
        Capacity = capacityBytes;
        raw = new NativeBlock(Lead + capacityBytes + Padding);
        this.kind = kind;
        transcoder = kind == BlockText.Gb18030 ? new GbTranscoder(capacityBytes) : null;
    }

    internal int Capacity { get; }

    internal Span<byte> Raw => new(raw.Pointer + Lead, Capacity + 1); // one more for a missing final newline

    internal byte* Bytes { get; private set; }

    internal int Length { get; private set; }

    /// <summary>Physical line of the first record, from 1.</summary>
    internal long FirstLine { get; private set; }

    /// <summary>Records as the source counted them; rows as the worker counts them must agree.</summary>
    internal long RecordCount { get; private set; }

    /// <summary>Position of the block in its file, from 0.</summary>
    internal long Sequence { get; private set; }

    /// <summary>Some row holds a NUL byte or bytes of another encoding: rows are to be checked one by one.</summary>
    internal bool IsDamaged { get; private set; }

    /// <summary>The transcoder met something that is not of the file's encoding.</summary>
    internal bool HasReplaced { get; private set; }

    /// <summary>A record that the source had to give up; then the block has no bytes.</summary>
    internal RejectReason? SourceReject { get; private set; }

    internal ReadOnlySpan<byte> Utf8 => new(Bytes, Length);

    internal void Set(long sequence, long firstLine, long recordCount, int rawLength, RejectReason? reject)
    {
        Sequence = sequence;
        FirstLine = firstLine;
        RecordCount = recordCount;
        SourceReject = reject;
        Bytes = raw.Pointer + Lead;
        Length = rawLength;
    }

    /// <summary>The part of the work that needs no lock: transcode, look for damage.</summary>
    /// <param name="asDamaged">Takes the block as damaged without a look: the worker looks at the rows.</param>
    internal void Prepare(bool asDamaged = false)
    {
        if (transcoder is not null)
        {
            Length = transcoder.ToUtf8(new ReadOnlySpan<byte>(Bytes, Length));
            Bytes = transcoder.Utf8;
        }

        HasReplaced = transcoder?.HasReplaced ?? (kind == BlockText.Transcoded && Utf8.IndexOf("\uFFFD"u8) >= 0);
        IsDamaged = asDamaged || HasReplaced || kind == BlockText.CutFirst || Utf8.Contains((byte)0) || (kind == BlockText.Utf8 && !System.Text.Unicode.Utf8.IsValid(Utf8));
    }

    /// <summary>NulByte, InvalidEncoding or null for one row of a damaged block.</summary>
    internal RejectReason? DamageOf(ReadOnlySpan<byte> row) =>
        row.Contains((byte)0) ? RejectReason.NulByte
        : kind == BlockText.Utf8 && !System.Text.Unicode.Utf8.IsValid(row) ? RejectReason.InvalidEncoding
        : kind != BlockText.Utf8 && row.IndexOf("\uFFFD"u8) >= 0 ? RejectReason.InvalidEncoding
        : null;

    public void Dispose()
    {
        raw.Dispose();
        transcoder?.Dispose();
    }
}
