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

    /// <summary>The frame says that it is compressed, the call does not, or its flag is neither 0 nor 1.</summary>
    Compressed = 3,

    /// <summary>The frame names a length above the limit, or inflates beyond it; nothing beyond the limit was buffered.</summary>
    TooLarge = 4,

    /// <summary>The bytes are not a message of the expected type, or not gzip.</summary>
    Malformed = 5,
}

internal readonly record struct FrameRead<T>(FrameProblem Problem, T? Message)
    where T : class;

/// <param name="MaxMessageBytes">of a message, on the wire and inflated</param>
/// <param name="IsGzip">the call's <c>grpc-encoding</c> is gzip: frames may be compressed</param>
internal readonly record struct FrameFormat(int MaxMessageBytes, bool IsGzip = false);

/// <summary>Length-prefixed messages: 1 byte compressed flag, 4 bytes length big-endian, the message.</summary>
internal static class GrpcFrames
{
    internal const int HeaderBytes = 5;

    /// <summary>Reads one frame; of a refused frame nothing beyond its header is consumed.</summary>
    internal static async ValueTask<FrameRead<T>> ReadAsync<T>(
        PipeReader reader, MessageParser<T> parser, FrameFormat format, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var head = await reader.ReadAtLeastAsync(HeaderBytes, cancellationToken);
        if (head.Buffer.Length < HeaderBytes)
        {
            var problem = head.Buffer.IsEmpty ? FrameProblem.EndOfStream : FrameProblem.Truncated;
            reader.AdvanceTo(head.Buffer.End);
            return new FrameRead<T>(problem, null);
        }

        var (flag, length) = ParseHeader(head.Buffer);
        reader.AdvanceTo(head.Buffer.GetPosition(HeaderBytes));
        if (flag > (format.IsGzip ? 1 : 0))
        {
            return new FrameRead<T>(FrameProblem.Compressed, null);
        }

        return length > (uint)format.MaxMessageBytes
            ? new FrameRead<T>(FrameProblem.TooLarge, null)
            : await ReadMessageAsync(reader, parser, (int)length, flag == 1 ? format.MaxMessageBytes : null, cancellationToken);
    }

    /// <summary>Writes one uncompressed frame and flushes it.</summary>
    internal static async ValueTask WriteAsync(PipeWriter writer, IMessage message, CancellationToken cancellationToken)
    {
        Write(writer, message);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>Writes one uncompressed frame; the caller flushes.</summary>
    internal static void Write(PipeWriter writer, IMessage message)
    {
        var header = writer.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)message.CalculateSize());
        writer.Advance(HeaderBytes);
        message.WriteTo(writer);
    }

    /// <summary>The status with which a refused frame ends its call.</summary>
    internal static GrpcOutcome Refusal(FrameProblem problem, int maxMessageBytes) => problem switch
    {
        FrameProblem.EndOfStream => new GrpcOutcome(GrpcStatus.Internal, "no request message", "FRAME_MISSING"),
        FrameProblem.Truncated => new GrpcOutcome(GrpcStatus.Internal, "the stream ended inside a frame", "FRAME_TRUNCATED"),
        FrameProblem.Compressed => new GrpcOutcome(GrpcStatus.Internal, "compressed frame in a call whose grpc-encoding is identity", "FRAME_COMPRESSED"),
        FrameProblem.TooLarge => new GrpcOutcome(GrpcStatus.ResourceExhausted, $"message over {maxMessageBytes} bytes", "MESSAGE_TOO_LARGE"),
        FrameProblem.Malformed => new GrpcOutcome(GrpcStatus.Internal, "the frame holds no message of the expected type", "FRAME_MALFORMED"),
        FrameProblem.None => throw new InvalidOperationException("a frame without problem carries its message"),
    };

    /// <param name="inflateTo">null: the message is not compressed</param>
    private static async ValueTask<FrameRead<T>> ReadMessageAsync<T>(
        PipeReader reader, MessageParser<T> parser, int length, int? inflateTo, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        // a read of at least nothing would wait for the next frame
        if (length == 0)
        {
            return Parse(parser, ReadOnlySequence<byte>.Empty, inflateTo);
        }

        var body = await reader.ReadAtLeastAsync(length, cancellationToken);
        if (body.Buffer.Length < length)
        {
            reader.AdvanceTo(body.Buffer.End);
            return new FrameRead<T>(FrameProblem.Truncated, null);
        }

        var message = body.Buffer.Slice(0, length);
        var read = Parse(parser, message, inflateTo);
        reader.AdvanceTo(message.End);
        return read;
    }

    private static FrameRead<T> Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> bytes, int? inflateTo)
        where T : class, IMessage<T>
    {
        if (inflateTo is { } most)
        {
            var problem = GrpcGzip.TryInflate(bytes, most, out var inflated);
            if (problem != FrameProblem.None)
            {
                return new FrameRead<T>(problem, null);
            }

            bytes = new ReadOnlySequence<byte>(inflated);
        }

        try
        {
            return new FrameRead<T>(FrameProblem.None, parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            return new FrameRead<T>(FrameProblem.Malformed, null);
        }
    }

    private static (byte Flag, uint Length) ParseHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return (header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }
}
