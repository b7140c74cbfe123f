using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Service.Grpc;

/// <summary>One call, as its method sees it. Owned by the transport; lives as long as the call.</summary>
/// <param name="aborted">the deadline has passed or the client has left</param>
internal sealed class GrpcCall(HttpContext context, FrameFormat format, ServiceOptions options, Partner? caller, CancellationToken aborted)
{
    internal PipeReader Requests => context.Request.BodyReader;

    internal PipeWriter Answers => context.Response.BodyWriter;

    internal FrameFormat Format => format;

    internal CancellationToken Aborted => aborted;

    internal TimeProvider Clock => options.Clock;

    /// <summary>How long a stream waits for the client's next message.</summary>
    internal TimeSpan IdleTimeout => options.GrpcIdleTimeout;

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">the method is open to everybody: a bug</exception>
    internal Partner Caller => caller ?? throw new InvalidOperationException("A method without a scope has no caller");

    /// <summary>Metadata of the request, in lower case; null when absent. Never logged.</summary>
    internal string? Metadata(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    internal ValueTask WriteAsync(Google.Protobuf.IMessage message) => GrpcFrames.WriteAsync(Answers, message, aborted);
}
