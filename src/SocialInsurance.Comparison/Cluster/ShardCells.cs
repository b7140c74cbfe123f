using System.Buffers.Binary;

namespace SocialInsurance.Comparison;

/// <summary>The cells of one shard as they come, ascending by subject and source. Not thread-safe.</summary>
sealed class ShardCells(RowReader reader, int shard) : IDisposable
{
    const int CellAt = 6; // subject, source

    internal const int RowBytes = CellAt + EvidenceCell.SizeBytes;

    readonly byte[] row = new byte[RowBytes];
    bool isFilled;
    bool isAtEnd;
    long last = -1;

    internal long BytesRead => reader.BytesRead;

    internal int Subject => BinaryPrimitives.ReadInt32LittleEndian(row);

    internal int Source => BinaryPrimitives.ReadUInt16LittleEndian(row.AsSpan(4));

    /// <summary>False at the end; else the current row stays until it is taken.</summary>
    internal bool Read()
    {
        if (!isFilled && !isAtEnd)
        {
            ReadOnlySpan<byte> next = reader.Next();
            isAtEnd = next.IsEmpty;
            next.CopyTo(row);
            isFilled = !isAtEnd;
        }

        return isFilled;
    }

    /// <summary>The cell of the current row.</summary>
    /// <param name="first">Subject that the rows have come to.</param>
    internal ReadOnlySpan<byte> Take(int first, int sourceCount)
    {
        long order = ((long)Subject << 16) | (uint)Source;
        if (Subject < first || Source >= sourceCount || order <= last)
        {
            throw Damaged();
        }

        last = order;
        isFilled = false;
        return row.AsSpan(CellAt);
    }

    internal InputRefusedException Damaged() => ShardFault.Damaged(
        shard, "the cells are not in order", "ascending subjects and sources of this run", FormattableString.Invariant($"subject {Subject}, source {Source}"));

    public void Dispose() => reader.Dispose();
}
