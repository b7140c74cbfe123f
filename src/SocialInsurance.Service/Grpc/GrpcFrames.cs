using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace SocialInsurance.Service.Grpc;

/// <summary>What a read of one frame found.</summary>
internal enum FrameProblem
{
    /// <summary>A whole message.</summary>
    None = 0,

    /// <summary>The stream ended between frames.</summary>
    EndOfStream = 1,

    /// <summary>The stream ended inside a frame.</summary>
    Truncated = 2,

    /// <summary>The frame is compressed; only identity is spoken.</summary>
    Compressed = 3,

    /// <summary>The frame names a length above the limit; nothing of it was buffered.</summary>
    TooLarge = 4,

    /// <summary>The bytes are not a message of the expected type.</summary>
    Malformed = 5,
}

internal readonly record struct FrameRead<T>(FrameProblem Problem, T? Message)
    where T : class;

/// <summary>Length-prefixed messages: 1 byte compressed flag, 4 bytes length big-endian, the message.</summary>
internal static class GrpcFrames
{
    internal const int HeaderBytes = 5;

    /// <summary>Reads one frame; of a refused frame nothing beyond its header is consumed.</summary>
    internal static async ValueTask<FrameRead<T>> ReadAsync<T>(
        PipeReader reader, MessageParser<T> parser, int maxMessageBytes, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var head = await reader.ReadAtLeastAsync(HeaderBytes, cancellationToken);
        if (head.Buffer.Length < HeaderBytes)
        {
            var problem = head.Buffer.IsEmpty ? FrameProblem.EndOfStream : FrameProblem.Truncated;
            reader.AdvanceTo(head.Buffer.End);
            return new FrameRead<T>(problem, null);
        }

        var (compressed, length) = ParseHeader(head.Buffer);
        reader.AdvanceTo(head.Buffer.GetPosition(HeaderBytes));
        if (compressed != 0)
        {
            return new FrameRead<T>(FrameProblem.Compressed, null);
        }

        return length > (uint)maxMessageBytes
            ? new FrameRead<T>(FrameProblem.TooLarge, null)
            : await ReadMessageAsync(reader, parser, (int)length, cancellationToken);
    }

    /// <summary>Writes one uncompressed frame and flushes it.</summary>
    internal static async ValueTask WriteAsync(PipeWriter writer, IMessage message, CancellationToken cancellationToken)
    {
        WriteHeader(writer, message.CalculateSize());
        message.WriteTo(writer);
        await writer.FlushAsync(cancellationToken);
    }

    private static async ValueTask<FrameRead<T>> ReadMessageAsync<T>(
        PipeReader reader, MessageParser<T> parser, int length, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (length == 0)
        {
            return new FrameRead<T>(FrameProblem.None, parser.ParseFrom(ReadOnlySequence<byte>.Empty));
        }

        var body = await reader.ReadAtLeastAsync(length, cancellationToken);
        if (body.Buffer.Length < length)
        {
            reader.AdvanceTo(body.Buffer.End);
            return new FrameRead<T>(FrameProblem.Truncated, null);
        }

        var message = body.Buffer.Slice(0, length);
        try
        {
            return new FrameRead<T>(FrameProblem.None, parser.ParseFrom(message));
        }
        catch (InvalidProtocolBufferException)
        {
            return new FrameRead<T>(FrameProblem.Malformed, null);
        }
        finally
        {
            reader.AdvanceTo(message.End);
        }
    }

    private static (byte Compressed, uint Length) ParseHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return (header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }

    private static void WriteHeader(PipeWriter writer, int length)
    {
        var header = writer.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        writer.Advance(HeaderBytes);
    }
}
