using Google.Protobuf;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Service.Grpc;

/// <summary>One served method.</summary>
/// <param name="path"><c>/package.Service/Method</c></param>
internal abstract class GrpcMethod(string path)
{
    internal string Path { get; } = path;

    /// <summary>What a partner needs to call it; None: open to everybody, without a key.</summary>
    internal PartnerScope Scope { get; init; } = PartnerScope.None;

    /// <summary>Largest message of its requests, bytes; null: that of the options.</summary>
    internal int? MaxMessageBytes { get; init; }

    /// <summary>Whether requests may come slowly, one after the other.</summary>
    internal abstract bool StreamsRequests { get; }

    /// <summary>Reads the requests, runs the handler, writes the answers; the transport writes the trailers.</summary>
    internal abstract ValueTask<GrpcOutcome> InvokeAsync(GrpcCall call);

    /// <summary>The one request message of a call whose client does not stream.</summary>
    protected static async ValueTask<GrpcReply<T>> ReadSingleAsync<T>(GrpcCall call, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var first = await GrpcFrames.ReadAsync(call.Requests, parser, call.Format, call.Aborted);
        if (first.Message is null)
        {
            return GrpcReply<T>.Refuse(GrpcFrames.Refusal(first.Problem, call.Format.MaxMessageBytes));
        }

        var rest = await call.Requests.ReadAsync(call.Aborted);
        var extra = !rest.Buffer.IsEmpty;
        call.Requests.AdvanceTo(rest.Buffer.End);
        return extra
            ? GrpcReply<T>.Refuse(GrpcStatus.Internal, "more bytes after the one request message", "FRAME_EXTRA")
            : GrpcReply<T>.Of(first.Message);
    }
}

/// <summary>One request, one answer.</summary>
internal sealed class GrpcUnaryMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    Func<TRequest, GrpcCall, ValueTask<GrpcReply<TResponse>>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override bool StreamsRequests => false;

    internal override async ValueTask<GrpcOutcome> InvokeAsync(GrpcCall call)
    {
        var request = await ReadSingleAsync(call, parser);
        if (request.Message is null)
        {
            return request.Outcome;
        }

        var reply = await handler(request.Message, call);
        if (reply.Message is not null)
        {
            await call.WriteAsync(reply.Message);
        }

        return reply.Outcome;
    }
}

/// <summary>One request, any number of answers.</summary>
internal sealed class GrpcServerStreamMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    Func<TRequest, Func<TResponse, ValueTask>, GrpcCall, ValueTask<GrpcOutcome>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override bool StreamsRequests => false;

    internal override async ValueTask<GrpcOutcome> InvokeAsync(GrpcCall call)
    {
        var request = await ReadSingleAsync(call, parser);
        return request.Message is null ? request.Outcome : await handler(request.Message, answer => call.WriteAsync(answer), call);
    }
}
