using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SocialInsurance.Comparison;

/// <summary>A piece of a file between two ends of lines. Bytes; <paramref name="End"/> is behind the last one.</summary>
/// <param name="IsFirst">It starts at the first record; lines of any other count from 1.</param>
readonly record struct FilePiece(long Start, long End, bool IsFirst);

/// <summary>
/// Cuts a file into pieces of whole lines: each piece ends with the first line end at or behind its nominal cut, so that whoever looks for
/// the ends of a piece finds those of its neighbours. Only for files whose every line end ends a record.
/// </summary>
static class FilePieces
{
    const int SearchBytes = 1 << 16;

    /// <summary>True when a line end anywhere in the file ends a record, and the file can be read from there.</summary>
    internal static bool CanCut(DataFile file) => !file.IsSequential && !file.Descriptor.Format.IsQuoted;

    /// <summary>Nominal cuts, ascending, inside the records of the file.</summary>
    internal static long[] Cuts(DataFile file, long unitBytes)
    {
        long length = file.SizeBytes - file.DataOffset;
        long pieces = CanCut(file) ? Math.Min((length + unitBytes / 2) / unitBytes, MostPieces) : 1;
        return pieces <= 1 ? [] : [.. Enumerable.Range(1, (int)pieces - 1).Select(i => file.DataOffset + (long)((Int128)length * i / pieces))];
    }

    /// <summary>Pieces of one file at most.</summary>
    internal const int MostPieces = 100_000;

    internal static FilePiece Find(DataFile file, IReadOnlyList<long> cuts, int piece)
    {
        using SafeFileHandle handle = File.OpenHandle(file.Path);
        long start = piece == 0 ? file.DataOffset : LineStart(handle, cuts[piece - 1]);
        long end = piece == cuts.Count ? file.SizeBytes : LineStart(handle, cuts[piece]);
        return new FilePiece(Math.Min(start, file.SizeBytes), Math.Min(end, file.SizeBytes), piece == 0);
    }

    /// <summary>The first position from <paramref name="from"/> on where a line starts.</summary>
    static long LineStart(SafeFileHandle handle, long from)
    {
        byte[] buffer = new byte[SearchBytes];
        for (long at = from - 1; ;)
        {
            int read = RandomAccess.Read(handle, buffer, at);
            int end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0 || read == 0)
            {
                return end >= 0 ? at + end + 1 : long.MaxValue;
            }

            at += read;
        }
    }
}

/// <summary>CRC-32C of bytes in order, whatever portions they come in: tells whether two readers of a piece read the same.</summary>
static class PieceChecksum
{
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
