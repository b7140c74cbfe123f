using System.Buffers;

namespace SocialInsurance.Cli.Province;

/// <summary>Makes chunks of rows on n threads and writes them in order, so that the bytes do not depend on n.</summary>
sealed class OrderedFile : IDisposable
{
    const int ChunkRows = 20_000;
    const int MaxBytesPerIndex = 2 * RecordWriter.MaxRowBytes; // a record may be sent twice

    readonly FileStream file;
    readonly int threads;

    internal OrderedFile(string path, int threads)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        this.threads = threads;
    }

    /// <summary>Rows written by <see cref="Append"/>.</summary>
    internal long Rows { get; private set; }

    internal void Put(ReadOnlySpan<byte> text) => file.Write(text);

    internal void Append(long count, RowWriter write, CancellationToken cancellationToken)
    {
        var chunks = new (byte[] Buffer, int Length, long Rows)[threads];
        for (long start = 0; start < count; start += (long)ChunkRows * threads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long first = start;
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
                chunks[i] = Chunk(first + (long)i * ChunkRows, Math.Min(count, first + (long)(i + 1) * ChunkRows), write));
            foreach ((byte[] buffer, int length, long rows) in chunks)
            {
                file.Write(buffer, 0, length);
                ArrayPool<byte>.Shared.Return(buffer);
                Rows += rows;
            }
        }
    }

    static (byte[] Buffer, int Length, long Rows) Chunk(long from, long to, RowWriter write)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(1, to - from) * MaxBytesPerIndex);
        var writer = new ByteWriter(buffer);
        long rows = 0;
        for (long i = from; i < to; i++)
        {
            rows += write(ref writer, i);
        }

        return (buffer, writer.Length, rows);
    }

    public void Dispose() => file.Dispose();
}
