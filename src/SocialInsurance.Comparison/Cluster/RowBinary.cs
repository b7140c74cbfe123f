using System.Buffers.Binary;

namespace SocialInsurance.Comparison;

/// <summary>Rows of fixed width on their way to a server: RowBinary, little-endian, no separators. Not thread-safe.</summary>
sealed class RowBuffer(int rowBytes, int mostRows)
{
    byte[] bytes = new byte[Math.Min(mostRows, 64) * rowBytes];
    int used;

    internal bool IsFull => used == mostRows * rowBytes;

    internal int Rows => used / rowBytes;

    internal ReadOnlyMemory<byte> Written => bytes.AsMemory(0, used);

    /// <summary>Begins a row of which all bytes are written next.</summary>
    internal Span<byte> Next()
    {
        if (used + rowBytes > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 4L, (long)mostRows * rowBytes));
        }

        used += rowBytes;
        return bytes.AsSpan(used - rowBytes, rowBytes);
    }

    internal void Clear() => used = 0;
}

/// <summary>Rows of fixed width from a server. Owns the stream. Not thread-safe.</summary>
sealed class RowReader(Stream stream, int rowBytes, int shard) : IDisposable
{
    readonly byte[] buffer = new byte[Math.Max(1, (1 << 17) / rowBytes) * rowBytes];
    int start;
    int filled;

    internal long BytesRead { get; private set; }

    /// <summary>The next row, until the next call; empty at the end.</summary>
    /// <exception cref="InputRefusedException">The answer ends inside a row.</exception>
    internal ReadOnlySpan<byte> Next()
    {
        if (start == filled)
        {
            start = 0;
            filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            BytesRead += filled;
            if (filled % rowBytes != 0)
            {
                throw ShardFault.Damaged(shard, "the answer ends inside a row", $"rows of {rowBytes} bytes", FormattableString.Invariant($"{BytesRead} bytes"));
            }
        }

        int row = start;
        start = Math.Min(filled, start + rowBytes);
        return buffer.AsSpan(row, start - row);
    }

    /// <summary>All rows of a small answer.</summary>
    internal static List<byte[]> All(IShard shard, string sql, int rowBytes, CancellationToken cancellationToken)
    {
        using var reader = new RowReader(shard.Query(sql, cancellationToken), rowBytes, shard.Number);
        var rows = new List<byte[]>();
        for (ReadOnlySpan<byte> row = reader.Next(); !row.IsEmpty; row = reader.Next())
        {
            rows.Add(row.ToArray());
        }

        return rows;
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>Writes the fields of one row, one behind the other.</summary>
ref struct RowFields(Span<byte> row)
{
    Span<byte> rest = row;

    internal void Add(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(rest, value);
        rest = rest[sizeof(ulong)..];
    }

    internal void Add(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, value);
        rest = rest[sizeof(int)..];
    }

    internal void Add(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, value);
        rest = rest[sizeof(ushort)..];
    }

    internal void Add(bool value)
    {
        rest[0] = value ? (byte)1 : (byte)0;
        rest = rest[1..];
    }
}
