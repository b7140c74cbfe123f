using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>What one worker does with the rows of a file; its counts are added up at the end.</summary>
abstract unsafe class RowWorker : IDisposable
{
    readonly NativeBlock bounds = new(RowSplitter.BoundCount * sizeof(int));
    readonly NativeBlock scratch = new(QuotedRows.MaxRecordBytes + BlockSource.BlockBytes + Block.Padding);

    readonly FixedRows? fixedRows;
    readonly QuotedShape quotedShape;

    protected RowWorker(DataFile file)
    {
        File = file;
        Layout = file.Layout ?? throw new InvalidOperationException("the file was not probed");
        Block = new Block(BlockSource.BlockBytes, DeliveredText.BlockTextOf(file.Form, file.Descriptor.Format));
        quotedShape = QuotedShape.Of(file);
        fixedRows = file.Descriptor.Format.FixedWidth is { } fixedLayout
            ? new FixedRows(fixedLayout, file.Descriptor.Format.Encoding, isDecoded: !fixedLayout.InBytes, keepsDamaged: file.Descriptor.Kind == SourceKind.Subjects) : null;
    }

    internal Block Block { get; }

    internal long Accepted { get; private protected set; }

    internal long RejectedCount { get; private set; }

    protected DataFile File { get; }

    internal bool IsOf(DataFile file) => ReferenceEquals(file, File);

    protected ColumnLayout Layout { get; }

    /// <summary>Physical line of the current row.</summary>
    protected long Line { get; set; }

    /// <summary>Rejects of the current block, in line order.</summary>
    internal List<RejectedRow> Rejects { get; private set; } = [];

    /// <summary>Works through the block; the rows it sees must be those that the source counted.</summary>
    internal void Work()
    {
        Rejects = [];
        Line = Block.FirstLine;
        long before = Accepted;
        if (Block.SourceReject is { } reason)
        {
            LookAtLine();
            Reject(0, reason);
        }
        else
        {
            Block.Prepare(ChecksDamageOfRows || fixedRows is not null);
            Split((int*)bounds.Pointer);
        }

        RejectedCount += Rejects.Count;
        long seen = Accepted - before + Rejects.Count;
        if (seen != Block.RecordCount)
        {
            throw new InvalidOperationException(
                $"{File.Name} from line {Block.FirstLine}: read {Block.RecordCount} records, but accepted and rejected are {seen}");
        }
    }

    /// <summary>A line that was rejected before anybody could cut it; there may be none.</summary>
    void LookAtLine()
    {
        if (Block.Length > 0)
        {
            Block.Prepare();
            Salvage(QuotedRows.ReadLine(Block.Utf8, File.Descriptor.Format.Delimiter, scratch.Pointer, (int*)bounds.Pointer));
        }
    }

    /// <summary>Takes a row of the right shape: true = accepted, false = rejected by <see cref="Reject"/>.</summary>
    protected abstract bool TryTake(in Row row);

    /// <summary>Looks at a damaged row, or one of another width, before it is rejected.</summary>
    protected virtual void Salvage(in Row row)
    {
    }

    protected bool Reject(int column, RejectReason reason, int expected = 0, int found = 0)
    {
        Rejects.Add(new RejectedRow(File.Index, Line, column, reason, expected, found));
        return false;
    }

    /// <summary>Damage of a row: NUL bytes, another encoding. Asked only of damaged blocks.</summary>
    protected virtual bool RefusesDamage => true;

    /// <summary>Rows are looked at one by one anyway; the block need not be.</summary>
    private protected virtual bool ChecksDamageOfRows => false;

    /// <summary>Hands every row of the block to <see cref="TryTake"/>. <paramref name="rowBounds"/>: room for <see cref="RowSplitter.BoundCount"/>.</summary>
    private protected virtual void Split(int* rowBounds)
    {
        FeedFormat format = File.Descriptor.Format;
        var rows = new Rows(this);
        if (fixedRows is not null)
        {
            fixedRows.Split(Block.Utf8, scratch.Pointer, rowBounds, ref rows);
        }
        else if (format.IsQuoted)
        {
            QuotedRows.Split(Block.Utf8, quotedShape, scratch.Pointer, rowBounds, ref rows);
        }
        else
        {
            RowSplitter.Split(Block.Bytes, Block.Length, format.Delimiter, rowBounds, ref rows);
        }
    }

    /// <summary>Hands one row to <see cref="TryTake"/>, newline included.</summary>
    private protected void SplitOne(int start, int length, int* rowBounds)
    {
        var rows = new Rows(this);
        RowSplitter.Split(Block.Bytes + start, length, File.Descriptor.Format.Delimiter, rowBounds, ref rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Take(in Row row)
    {
        if (Block.IsDamaged && RefusesDamage && Block.DamageOf(row.Whole) is { } damage)
        {
            Salvage(row);
            Reject(0, damage);
        }
        else if (row.ColumnCount != Layout.ColumnCount)
        {
            bool isEmpty = row.ColumnCount == 1 && row.Field(0).IsEmpty;
            Salvage(row);
            Reject(0, isEmpty ? RejectReason.EmptyRow : RejectReason.WrongColumnCount, Layout.ColumnCount, row.ColumnCount);
        }
        else if (TryTake(row))
        {
            Accepted++;
        }

        Line += row.PhysicalLines;
    }

    public virtual void Dispose()
    {
        Block.Dispose();
        bounds.Dispose();
        scratch.Dispose();
    }

    readonly struct Rows(RowWorker worker) : IRowHandler
    {
        public void Accept(in Row row) => worker.Take(row);

        public void Refuse(RejectReason reason, int physicalLines)
        {
            worker.Reject(0, reason);
            worker.Line += physicalLines;
        }

        public void Refuse(RejectReason reason, in Row whole)
        {
            worker.Salvage(whole);
            Refuse(reason, whole.PhysicalLines);
        }
    }
}

/// <summary>One file through n workers, block by block.</summary>
static class FileScan
{
    internal static void Run(DataFile file, IReadOnlyList<RowWorker> workers, ProgressMeter progress, Action<RowWorker> onBlock, CancellationToken cancellationToken)
    {
        using var source = new BlockSource(file, bytes => progress.Advance(bytes, 0));
        Run(source, file, workers, progress, onBlock, cancellationToken);
    }

    internal static void Run(
        BlockSource source, DataFile file, IReadOnlyList<RowWorker> workers, ProgressMeter progress, Action<RowWorker> onBlock, CancellationToken cancellationToken)
    {
        WorkerCrew.Run(workers.Count, cancellationToken, (i, token) =>
        {
            RowWorker worker = workers[i];
            while (source.TryNext(worker.Block, token))
            {
                worker.Work();
                progress.Advance(0, worker.Block.RecordCount);
                onBlock(worker);
            }
        });
        long done = workers.Sum(w => w.Accepted + w.RejectedCount);
        if (source.RecordCount != done)
        {
            throw new InvalidOperationException($"{file.Name}: read {source.RecordCount} records, but accepted and rejected are {done}");
        }
    }

    const int UsualRatio = 8; // of gzip

    /// <summary>No more workers than the file has blocks.</summary>
    internal static int WorkersFor(DataFile file, int threads) =>
        (int)Math.Clamp(file.SizeBytes * (file.Form.IsGzip ? UsualRatio : 1) / BlockSource.BlockBytes + 1, 1, threads);
}
