using System.Threading.Channels;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.LiveSessions;

namespace SocialInsurance.Service.Sessions;

/// <summary>Sends one message to the client; false when the client cannot be reached.</summary>
internal delegate ValueTask<bool> SendMessage(SocketMessageDto message);

/// <summary>
/// One connection of a live session, whatever carries it: frames in, guidance out, one at a time and in order. At most a few frames
/// wait; one more ends it. Frames are offered by one caller, <see cref="RunAsync"/> runs beside it; <see cref="End"/> is safe on any thread.
/// </summary>
internal sealed class LiveSession(SessionRecord record, LiveFace face, LiveSessionOptions options, SessionMeter meter, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Frames that a bad line may spoil before the picture is taken for none.</summary>
    private const int MaximumUnreadable = 8;

    /// <summary>Nobody may be surprised by the end.</summary>
    private static readonly TimeSpan WarnedBefore = TimeSpan.FromSeconds(15);

    private readonly Channel<LiveFrame> _frames = Channel.CreateUnbounded<LiveFrame>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly long _began = clock.GetTimestamp();
    private long _heard = clock.GetTimestamp();
    private long _sequence;
    private int _inFlight;
    private int _unreadable;
    private int _end;

    /// <summary>Null where recorded frames are what is asked for.</summary>
    internal InjectionWatch? Watch { get; init; }

    internal SessionRecord Record => record;

    internal LiveFace Face => face;

    /// <summary>Why it ended; <see cref="SessionEnd.Open"/> until then.</summary>
    internal SessionEnd Ended => (SessionEnd)Volatile.Read(ref _end);

    /// <summary>Frames looked at.</summary>
    internal int Frames { get; private set; }

    internal TimeSpan Age => clock.GetElapsedTime(_began);

    /// <summary>The first reason counts.</summary>
    internal void End(SessionEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, (int)SessionEnd.Open) == (int)SessionEnd.Open)
        {
            _frames.Writer.TryComplete();
        }
    }

    /// <summary>Takes a copy of a frame, or ends the session: nothing is queued without bound.</summary>
    /// <param name="sequence">from 1, strictly rising</param>
    /// <param name="clientClockMs">see <see cref="LiveFrame"/></param>
    internal void Offer(long sequence, ReadOnlySpan<byte> jpeg, long? clientClockMs = null)
    {
        Touch();
        if (sequence <= _sequence)
        {
            End(SessionEnd.BadSequence);
        }
        else if (Interlocked.Increment(ref _inFlight) > options.MaximumInFlight)
        {
            End(SessionEnd.TooManyInFlight);
        }
        else
        {
            _sequence = sequence;
            var frame = LiveFrame.Copy(jpeg, sequence, clock.GetTimestamp(), clientClockMs);
            if (!_frames.Writer.TryWrite(frame))
            {
                frame.Return();
            }
        }
    }

    /// <summary>Something whole arrived.</summary>
    internal void Touch() => Volatile.Write(ref _heard, clock.GetTimestamp());

    /// <summary>Answers frames until the session ends; every frame is given back.</summary>
    internal async Task RunAsync(SendMessage send, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource();
        await using var stop = stopping.Register(() => End(SessionEnd.ShuttingDown));
        var watch = WatchAsync(send, over.Token);
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(CancellationToken.None))
            {
                await AnswerAsync(frame, send);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            End(stopping.IsCancellationRequested ? SessionEnd.ShuttingDown : SessionEnd.Internal);
            meter.Fault(fault);
        }
        finally
        {
            while (_frames.Reader.TryRead(out var left))
            {
                left.Return();
            }

            await over.CancelAsync();
            await watch;
        }
    }

    public ValueTask DisposeAsync() => face.DisposeAsync();

    private async Task AnswerAsync(LiveFrame frame, SendMessage send)
    {
        FrameReading reading;
        try
        {
            // frames before a finish still count
            if (Ended is not (SessionEnd.Open or SessionEnd.Finished))
            {
                return;
            }

            Watch?.Time(face, frame);
            reading = await face.AddAsync(frame.Jpeg);
            await (Watch?.CompareAsync(face, record.Id) ?? Task.CompletedTask);
        }
        finally
        {
            frame.Return();
        }

        Frames++;
        Interlocked.Decrement(ref _inFlight);
        if (reading.Verdict == FrameVerdict.Refused || (reading.Verdict == FrameVerdict.Unreadable && ++_unreadable > MaximumUnreadable))
        {
            End(SessionEnd.BadFrame);
            return;
        }

        var sent = await send(SessionMessages.Guide(frame.Sequence, reading));
        meter.Frame(reading, clock.GetElapsedTime(frame.Received));
        if (reading.IsComplete || !sent)
        {
            End(reading.IsComplete ? SessionEnd.Complete : SessionEnd.Lost);
        }
    }

    private async Task WatchAsync(SendMessage send, CancellationToken over)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Min(500, options.IdleTimeout.TotalMilliseconds / 10)), clock);
        var (idleWarned, endWarned) = (false, false);
        try
        {
            while (Ended == SessionEnd.Open && await tick.WaitForNextTickAsync(over))
            {
                var idle = clock.GetElapsedTime(Volatile.Read(ref _heard));
                var left = record.ExpiresAt - clock.GetUtcNow();
                if (idle >= options.IdleTimeout || left <= TimeSpan.Zero)
                {
                    End(left <= TimeSpan.Zero ? SessionEnd.Expired : SessionEnd.Idle);
                }
                else if (!idleWarned && idle >= 0.6 * options.IdleTimeout)
                {
                    idleWarned = await send(SessionMessages.Warn("IdleWarning"));
                }
                else if (!endWarned && left <= WarnedBefore && Age >= WarnedBefore)
                {
                    endWarned = await send(SessionMessages.Warn("ExpiringSoon"));
                }

                idleWarned &= idle >= 0.6 * options.IdleTimeout;
            }
        }
        catch (OperationCanceledException)
        {
            // the session is over
        }
    }
}
