using Google.Protobuf;

namespace SocialInsurance.Service.Grpc;

/// <summary>Any number of requests, one answer after the last.</summary>
internal sealed class GrpcClientStreamMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    int waiting,
    GrpcStopping stopping,
    Func<GrpcRequests<TRequest>, GrpcCall, ValueTask<GrpcReply<TResponse>>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override bool StreamsRequests => true;

    internal override async ValueTask<GrpcOutcome> InvokeAsync(GrpcCall call)
    {
        await using var requests = new GrpcRequests<TRequest>(call, parser, waiting, stopping.Token);
        var reply = await handler(requests, call);
        if (reply.Message is not null)
        {
            await call.WriteAsync(reply.Message);
        }

        return reply.Outcome;
    }
}

/// <summary>Any number of requests and answers, in the order that the handler likes.</summary>
internal sealed class GrpcBidirectionalMethod<TRequest, TResponse>(
    string path,
    MessageParser<TRequest> parser,
    int waiting,
    GrpcStopping stopping,
    Func<GrpcRequests<TRequest>, GrpcAnswers<TResponse>, GrpcCall, ValueTask<GrpcOutcome>> handler) : GrpcMethod(path)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    internal override bool StreamsRequests => true;

    internal override async ValueTask<GrpcOutcome> InvokeAsync(GrpcCall call)
    {
        await using var requests = new GrpcRequests<TRequest>(call, parser, waiting, stopping.Token);
        return await handler(requests, new GrpcAnswers<TResponse>(call), call);
    }
}

/// <summary>Answers of a stream. A client that does not read them makes the writer wait. Not thread-safe.</summary>
internal readonly struct GrpcAnswers<TResponse>(GrpcCall call)
    where TResponse : class, IMessage<TResponse>
{
    internal ValueTask WriteAsync(TResponse answer) => call.WriteAsync(answer);

    /// <summary>Many answers, one flush.</summary>
    internal async ValueTask WriteAsync(IEnumerable<TResponse> answers)
    {
        foreach (var answer in answers)
        {
            GrpcFrames.Write(call.Answers, answer);
        }

        await call.Answers.FlushAsync(call.Aborted);
    }
}
