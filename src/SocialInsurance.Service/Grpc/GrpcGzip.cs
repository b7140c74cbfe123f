using System.Buffers;
using System.IO.Compression;

namespace SocialInsurance.Service.Grpc;

/// <summary>Inflates one message and stops at the limit, so that a small frame cannot become a large one in memory.</summary>
internal static class GrpcGzip
{
    private const int StepBytes = 16 * 1024;

    /// <returns>None with the bytes, TooLarge, or Malformed; never more than <paramref name="maxBytes"/> + one step in memory</returns>
    internal static FrameProblem TryInflate(ReadOnlySequence<byte> compressed, int maxBytes, out ReadOnlyMemory<byte> message)
    {
        message = default;
        var inflated = new ArrayBufferWriter<byte>(Math.Min(maxBytes, StepBytes));
        try
        {
            using var gzip = new GZipStream(new MemoryStream(compressed.ToArray(), writable: false), CompressionMode.Decompress);
            while (gzip.Read(inflated.GetSpan(StepBytes)) is var count and > 0)
            {
                inflated.Advance(count);
                if (inflated.WrittenCount > maxBytes)
                {
                    return FrameProblem.TooLarge;
                }
            }
        }
        catch (InvalidDataException)
        {
            return FrameProblem.Malformed;
        }

        message = inflated.WrittenMemory;
        return IsWhole(compressed, inflated.WrittenCount) ? FrameProblem.None : FrameProblem.Malformed;
    }

    /// <summary>The trailer of a gzip member: CRC-32, then the length modulo 2^32, both little-endian; a cut stream lacks it.</summary>
    private static bool IsWhole(ReadOnlySequence<byte> compressed, int length)
    {
        const int HeadAndTrailerBytes = 18;
        if (compressed.Length < HeadAndTrailerBytes)
        {
            return false;
        }

        Span<byte> size = stackalloc byte[sizeof(uint)];
        compressed.Slice(compressed.Length - sizeof(uint)).CopyTo(size);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)length;
    }
}
