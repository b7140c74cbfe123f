using Microsoft.Win32.SafeHandles;

namespace SocialInsurance.Comparison;

/// <summary>
/// Hands out a file as blocks of whole records, in order, each with its first physical line. Reading and counting happen under
/// one lock, so line numbers are right with any number of workers; everything dearer happens in the worker.
/// Reads are positional, not mapped: a file that shrinks under us is an error, not a crash.
/// </summary>
sealed class BlockSource : IDisposable
{
    internal const int BlockBytes = 1 << 20;

    readonly Lock gate = new();
    readonly DataFile file;
    readonly SafeFileHandle handle;
    readonly byte[] carry = new byte[BlockBytes + 1];
    readonly Action<long> onBytes;
    int carried;
    long offset;
    long line;
    long sequence;
    bool atEnd;
    bool skippingRow;

    internal BlockSource(DataFile file, Action<long> onBytes)
    {
        this.file = file;
        this.onBytes = onBytes;
        handle = File.OpenHandle(file.Path, options: FileOptions.SequentialScan);
        offset = file.DataOffset;
        line = 1 + file.HeaderLines;
    }

    /// <summary>Records handed out so far, as counted here.</summary>
    internal long RecordCount { get; private set; }

    /// <summary>Fills the block; false at the end of the file.</summary>
    internal bool TryNext(Block block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            while (true)
            {
                int length = Fill(block.Raw);
                if (length == 0)
                {
                    return false;
                }

                if (Cut(block, length))
                {
                    return true;
                }
            }
        }
    }

    int Fill(Span<byte> raw)
    {
        carry.AsSpan(0, carried).CopyTo(raw);
        int length = carried;
        carried = 0;
        while (length < BlockBytes && !atEnd)
        {
            int read = RandomAccess.Read(handle, raw[length..BlockBytes], offset);
            offset += read;
            length += read;
            onBytes(read);
            if (read == 0)
            {
                atEnd = true;
                file.RefuseIfChanged(offset);
            }
        }

        if (atEnd && length > 0 && raw[length - 1] != '\n')
        {
            raw[length++] = (byte)'\n';
        }

        return length;
    }

    /// <summary>False when the bytes only end an overlong row that was reported before.</summary>
    bool Cut(Block block, int length)
    {
        ReadOnlySpan<byte> text = block.Raw[..length];
        if (skippingRow)
        {
            int end = text.IndexOf((byte)'\n');
            skippingRow = end < 0;
            Keep(end < 0 ? default : text[(end + 1)..]);
            line += end < 0 ? 0 : 1;
            return false;
        }

        int whole = file.Descriptor.Format.IsQuoted ? CutQuoted(text, out long records, out bool unclosed) : CutPlain(text, out records, out unclosed);
        if (whole == 0)
        {
            GiveUpRow(block, text, unclosed);
            return true;
        }

        Hand(block, whole, records, line, null);
        line += file.Descriptor.Format.IsQuoted ? text[..whole].Count((byte)'\n') : records;
        Keep(text[whole..]);
        return true;
    }

    static int CutPlain(ReadOnlySpan<byte> text, out long records, out bool unclosed)
    {
        int whole = text.LastIndexOf((byte)'\n') + 1;
        records = text[..whole].Count((byte)'\n');
        unclosed = false;
        return whole;
    }

    int CutQuoted(ReadOnlySpan<byte> text, out long records, out bool unclosed) =>
        QuotedRows.WholeRecords(text, file.Descriptor.Format.Delimiter, out records, out unclosed);

    /// <summary>An open quote costs its first line; a row without end in a whole block costs all bytes up to the next newline.</summary>
    void GiveUpRow(Block block, ReadOnlySpan<byte> text, bool unclosed)
    {
        int end = text.IndexOf((byte)'\n');
        Hand(block, 0, 1, line, unclosed ? RejectReason.UnclosedQuote : RejectReason.RowTooLong);
        skippingRow = end < 0;
        line += end < 0 ? 0 : 1;
        Keep(end < 0 ? default : text[(end + 1)..]);
    }

    void Hand(Block block, int length, long records, long firstLine, RejectReason? reject)
    {
        RecordCount += records;
        block.Set(sequence++, firstLine, records, length, reject);
    }

    void Keep(ReadOnlySpan<byte> rest)
    {
        rest.CopyTo(carry);
        carried = rest.Length;
    }

    public void Dispose() => handle.Dispose();
}
