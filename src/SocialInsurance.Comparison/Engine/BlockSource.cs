using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace SocialInsurance.Comparison;

/// <summary>
/// Hands out a file as blocks of whole records, in order, each with its first physical line. Reading and counting happen under
/// one lock, so line numbers are right with any number of workers; everything dearer happens in the worker. A file without digest
/// gets it on the way: a second lock, taken before the first is given back, keeps the bytes in order while others read on.
/// Reads are positional, not mapped: a file that shrinks under us is an error, not a crash.
/// </summary>
sealed class BlockSource : IDisposable
{
    internal const int BlockBytes = 1 << 20;

    readonly Lock gate = new();
    readonly Lock digestGate = new();
    readonly DataFile file;
    readonly SafeFileHandle? handle;
    readonly ByteStage? delivered; // compressed or otherwise not readable at positions: then it counts and digests
    readonly byte[] carry = new byte[BlockBytes + 1];
    readonly Action<long> onBytes;
    readonly IncrementalHash? sha;
    readonly FilePiece? piece;
    readonly QuotedShape quotedShape;
    int carried;
    long offset;
    long line;
    long sequence;
    bool atEnd;
    bool isDigested;
    bool skippingRow;

    /// <param name="file">Probed.</param>
    /// <param name="onBytes">Told of every byte read.</param>
    /// <param name="piece">Of a file that can be cut: nothing else is read, and no digest is taken.</param>
    internal BlockSource(DataFile file, Action<long> onBytes, FilePiece? piece = null)
    {
        this.file = file;
        this.onBytes = onBytes;
        this.piece = piece;
        quotedShape = QuotedShape.Of(file);
        line = piece is { IsFirst: false } ? 1 : 1 + file.HeaderLines;
        if (file.IsSequential)
        {
            delivered = DeliveredText.Open(file, digests: true, onBytes);
            SkipDelivered();
            return;
        }

        handle = File.OpenHandle(file.Path, options: FileOptions.SequentialScan);
        if (piece is { } only)
        {
            offset = only.Start;
            return;
        }

        if (file.Sha256.Length == 0)
        {
            sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            SkipHeader(sha);
        }

        offset = file.DataOffset;
    }

    /// <summary>Records handed out so far, as counted here.</summary>
    internal long RecordCount { get; private set; }

    /// <summary>Physical line after the last one handed out.</summary>
    internal long NextLine => line;

    /// <summary><see cref="PieceChecksum"/> of a piece, once it is read.</summary>
    internal uint Checksum { get; private set; }

    /// <summary>Fills the block; false at the end of the file.</summary>
    internal bool TryNext(Block block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool hasRecords;
        bool isLast;
        Range fresh;
        lock (gate)
        {
            hasRecords = Next(block, out fresh);
            isLast = atEnd && !isDigested;
            isDigested |= isLast;
            digestGate.Enter();
        }

        try
        {
            Digest(block.Raw[fresh], isLast);
        }
        finally
        {
            digestGate.Exit();
        }

        return hasRecords;
    }

    bool Next(Block block, out Range fresh)
    {
        while (true)
        {
            int length = Fill(block.Raw, out fresh);
            if (length == 0 || Cut(block, length))
            {
                return length > 0;
            }

            lock (digestGate)
            {
                Digest(block.Raw[fresh], isLast: false);
            }

            fresh = default;
        }
    }

    void Digest(ReadOnlySpan<byte> bytes, bool isLast)
    {
        sha?.AppendData(bytes);
        if (isLast && sha is not null)
        {
            file.Sha256 = Convert.ToHexStringLower(sha.GetHashAndReset());
        }
    }

    void SkipHeader(IncrementalHash digest)
    {
        while (offset < file.DataOffset)
        {
            int read = Read(carry.AsSpan(0, (int)Math.Min(carry.Length, file.DataOffset - offset)));
            digest.AppendData(carry, 0, read);
            if (read == 0)
            {
                file.RefuseIfChanged(offset);
            }
        }
    }

    void SkipDelivered()
    {
        int read = 1;
        for (long left = file.DataOffset; left > 0 && read > 0; left -= read)
        {
            read = delivered!.Read(carry.AsSpan(0, (int)Math.Min(carry.Length, left)));
        }
    }

    int Read(Span<byte> to)
    {
        if (delivered is not null)
        {
            return delivered.Read(to);
        }

        try
        {
            int read = RandomAccess.Read(handle!, piece is { } only ? to[..(int)Math.Min(to.Length, only.End - offset)] : to, offset);
            offset += read;
            Checksum = piece is null ? 0 : PieceChecksum.Append(Checksum, to[..read]);
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.FileUnreadable, e.Message, file.Name));
        }
    }

    /// <param name="fresh">Where the bytes stand that were read now.</param>
    int Fill(Span<byte> raw, out Range fresh)
    {
        carry.AsSpan(0, carried).CopyTo(raw);
        int length = carried;
        int before = carried;
        carried = 0;
        while (length < BlockBytes && !atEnd)
        {
            int read = Read(raw[length..BlockBytes]);
            length += read;
            if (delivered is null)
            {
                onBytes(read);
            }

            if (read == 0)
            {
                End();
            }
        }

        fresh = before..length;
        if (atEnd && length > 0 && raw[length - 1] != '\n')
        {
            raw[length++] = (byte)'\n';
        }

        return length;
    }

    void End()
    {
        atEnd = true;
        if (delivered is null && offset != piece?.End)
        {
            file.RefuseIfChanged(offset);
        }
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
        QuotedRows.WholeRecords(text, quotedShape, out records, out unclosed);

    /// <summary>An open quote costs its line, which the worker looks at; a quoted record that is too long its first line; a row without end in a whole block all bytes up to the next newline.</summary>
    void GiveUpRow(Block block, ReadOnlySpan<byte> text, bool unclosed)
    {
        int end = text.IndexOf((byte)'\n');
        bool isLine = unclosed && end >= 0;
        Hand(block, isLine ? end + 1 : 0, 1, line, unclosed ? RejectReason.UnclosedQuote : RejectReason.RowTooLong);
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

    public void Dispose()
    {
        handle?.Dispose();
        delivered?.Dispose();
        sha?.Dispose();
    }
}
