using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Grpc;

/// <summary>One served method.</summary>
/// <param name="path"><c>/package.Service/Method</c></param>
internal abstract class GrpcMethod(string path)
{
    internal string Path { get; } = path;

    /// <summary>Reads the request, runs the handler, writes the answers; the transport writes the trailers.</summary>
    internal abstract ValueTask<GrpcOutcome> InvokeAsync(HttpContext context, int maxMessageBytes, CancellationToken cancellationToken);

    /// <summary>The one request message of a call whose client does not stream.</summary>
    protected static async ValueTask<GrpcReply<T>> ReadSingleAsync<T>(
        PipeReader reader, MessageParser<T> parser, int maxMessageBytes, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var first = await GrpcFrames.ReadAsync(reader, parser, maxMessageBytes, cancellationToken);
        if (first.Message is null)
        {
            return Refusal<T>(first.Problem, maxMessageBytes);
        }

        var rest = await reader.ReadAsync(cancellationToken);
        var extra = !rest.Buffer.IsEmpty;
        reader.AdvanceTo(rest.Buffer.End);
        return extra
            ? GrpcReply<T>.Refuse(GrpcStatus.Internal, "more bytes after the one request message")
            : GrpcReply<T>.Of(first.Message);
    }

    private static GrpcReply<T> Refusal<T>(FrameProblem problem, int maxMessageBytes)
        where T : class => problem switch
        {
            FrameProblem.EndOfStream => GrpcReply<T>.Refuse(GrpcStatus.Internal, "no request message"),
            FrameProblem.Truncated => GrpcReply<T>.Refuse(GrpcStatus.Internal, "the stream ended inside a frame"),
            FrameProblem.Compressed => GrpcReply<T>.Refuse(GrpcStatus.Unimplemented, "compressed frame; expected identity"),
            FrameProblem.TooLarge => GrpcReply<T>.Refuse(GrpcStatus.ResourceExhausted, $"message over {maxMessageBytes} bytes"),
            FrameProblem.Malformed => GrpcReply<T>.Refuse(GrpcStatus.Internal, "the frame holds no message of the expected type"),
            FrameProblem.None => throw new InvalidOperationException("a frame without problem carries its message"),
        };
}

/// <summary>One request, one answer.</summary>
internal sealed class GrpcUnaryMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    Func<TRequest, CancellationToken, ValueTask<GrpcReply<TResponse>>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override async ValueTask<GrpcOutcome> InvokeAsync(HttpContext context, int maxMessageBytes, CancellationToken cancellationToken)
    {
        var request = await ReadSingleAsync(context.Request.BodyReader, parser, maxMessageBytes, cancellationToken);
        if (request.Message is null)
        {
            return request.Outcome;
        }

        var reply = await handler(request.Message, cancellationToken);
        if (reply.Message is not null)
        {
            await GrpcFrames.WriteAsync(context.Response.BodyWriter, reply.Message, cancellationToken);
        }

        return reply.Outcome;
    }
}

/// <summary>One request, any number of answers.</summary>
internal sealed class GrpcServerStreamMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    Func<TRequest, Func<TResponse, CancellationToken, ValueTask>, CancellationToken, ValueTask<GrpcOutcome>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override async ValueTask<GrpcOutcome> InvokeAsync(HttpContext context, int maxMessageBytes, CancellationToken cancellationToken)
    {
        var request = await ReadSingleAsync(context.Request.BodyReader, parser, maxMessageBytes, cancellationToken);
        return request.Message is null
            ? request.Outcome
            : await handler(request.Message, (answer, ct) => GrpcFrames.WriteAsync(context.Response.BodyWriter, answer, ct), cancellationToken);
    }
}
