using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;

namespace SocialInsurance.Service.Grpc;

/// <summary>Cancelled when the host begins to shut down: open streams end with UNAVAILABLE.</summary>
internal sealed class GrpcStopping(IHostApplicationLifetime lifetime)
{
    internal CancellationToken Token => lifetime.ApplicationStopping;
}

/// <summary>
/// The messages of a client that streams, read ahead by a bounded number: beyond it the window of HTTP/2 fills and the
/// client waits. One reader at a time. Owns the reading task, which has ended when disposal returns.
/// </summary>
internal sealed class GrpcRequests<TRequest> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
{
    private readonly GrpcCall call;
    private readonly MessageParser<TRequest> parser;
    private readonly Channel<TRequest> waiting;
    private readonly CancellationTokenSource idle;
    private readonly CancellationTokenSource reading;
    private readonly CancellationToken stopping;
    private readonly Task pump;

    /// <param name="most">messages read and not yet taken</param>
    internal GrpcRequests(GrpcCall call, MessageParser<TRequest> parser, int most, CancellationToken stopping)
    {
        this.call = call;
        this.parser = parser;
        this.stopping = stopping;
        waiting = Channel.CreateBounded<TRequest>(new BoundedChannelOptions(most) { SingleReader = true, SingleWriter = true });
        idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, call.Clock);
        reading = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, idle.Token, stopping);
        pump = PumpAsync();
    }

    /// <summary>Why the stream ended before the client ended it; Ok while it runs and after a regular end.</summary>
    internal GrpcOutcome Refusal { get; private set; } = GrpcOutcome.Ok;

    /// <summary>The next message; null at the end, whose reason is <see cref="Refusal"/>.</summary>
    internal async ValueTask<TRequest?> ReadAsync() =>
        await waiting.Reader.WaitToReadAsync(call.Aborted) && waiting.Reader.TryRead(out var message) ? message : null;

    /// <summary>A message that is here already.</summary>
    internal bool TryRead([NotNullWhen(true)] out TRequest? message) => waiting.Reader.TryRead(out message);

    public async ValueTask DisposeAsync()
    {
        await reading.CancelAsync();
        await pump;
        reading.Dispose();
        idle.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            Refusal = await ReadAllAsync();
        }
        catch (OperationCanceledException)
        {
            Refusal = WhyCancelled();
        }
        catch (IOException)
        {
            Refusal = new GrpcOutcome(GrpcStatus.Cancelled, "the client left");
        }
        finally
        {
            waiting.Writer.Complete();
        }
    }

    private async Task<GrpcOutcome> ReadAllAsync()
    {
        while (true)
        {
            idle.CancelAfter(call.IdleTimeout);
            var read = await GrpcFrames.ReadAsync(call.Requests, parser, call.Format, reading.Token);
            idle.CancelAfter(Timeout.InfiniteTimeSpan);
            if (read.Message is null)
            {
                return read.Problem == FrameProblem.EndOfStream ? GrpcOutcome.Ok : GrpcFrames.Refusal(read.Problem, call.Format.MaxMessageBytes);
            }

            await waiting.Writer.WriteAsync(read.Message, reading.Token);
        }
    }

    private GrpcOutcome WhyCancelled() =>
        call.Aborted.IsCancellationRequested ? new GrpcOutcome(GrpcStatus.Cancelled, "the client left")
        : stopping.IsCancellationRequested ? new GrpcOutcome(GrpcStatus.Unavailable, "shutting down", "SHUTTING_DOWN", TimeSpan.FromSeconds(5))
        : idle.IsCancellationRequested ? new GrpcOutcome(GrpcStatus.DeadlineExceeded, "no message for too long", "CLIENT_IDLE")
        : GrpcOutcome.Ok;
}
