using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Sessions;

/// <summary>The sessions of the pages, for callers that carry frames in another way: one answer a frame. Thread-safe.</summary>
internal sealed class LiveSessionHost(
    SessionDesk desk,
    SessionLedger ledger,
    SessionPlaces places,
    SessionRooms rooms,
    SessionMeter meter,
    LiveSessionOptions options,
    TimeProvider clock,
    Drain drain,
    IHostApplicationLifetime lifetime) : ILiveSessionHost
{
    private readonly SessionClosing closing = new(desk, places, meter);

    private SessionMeter Meter => meter;

    private SessionRooms Rooms => rooms;

    private CancellationToken Stopping => lifetime.ApplicationStopping;

    public async Task<SessionOpening> OpenAsync(SessionOwner owner, BeneficiaryId beneficiary, OpenSessionRequest request, CancellationToken cancellationToken)
    {
        if ((drain.IsUnderWay ? Drain.TryElsewhere : places.WaitForPlace()) is { } full)
        {
            return new SessionOpening(OpeningProblem.PlacesTaken, null, full);
        }

        var answer = await desk.OpenAsync(ClaimOf(owner, beneficiary), beneficiary, request.Profile, cancellationToken);
        if (answer.Replaced is { } replaced)
        {
            rooms.End(replaced);
            places.Leave(replaced, finished: false);
        }

        return answer.Opened is { } opened ? new SessionOpening(OpeningProblem.None, opened)
            : answer.Wait is { } wait ? new SessionOpening(OpeningProblem.PlacesTaken, null, wait)
            : new SessionOpening(OpeningProblem.NotPossible, null);
    }

    public async Task<ILiveSession?> AttachAsync(SessionOwner owner, string sessionId, string nonce, CancellationToken cancellationToken)
    {
        var record = await OwnAsync(owner, sessionId, cancellationToken);
        if (record is null || record.ExpiresAt <= clock.GetUtcNow() || await desk.FindDecidedAsync(record, cancellationToken) is not null || !places.Occupy(sessionId))
        {
            return null;
        }

        // from here on the place is the running session's, or is held for who may come again
        Attached? attached = null;
        try
        {
            return attached = await ConnectAsync(sessionId, nonce, cancellationToken);
        }
        finally
        {
            if (attached is null)
            {
                places.Hold(sessionId);
            }
        }
    }

    /// <summary>The nonce is used up last: who finds no place comes again with it. Null when it is none of the session's, or the session is gone.</summary>
    private async Task<Attached?> ConnectAsync(string sessionId, string nonce, CancellationToken cancellationToken)
    {
        if (!await ledger.UseNonceAsync(sessionId, nonce, cancellationToken) || await ledger.ConnectAsync(sessionId, cancellationToken) is not { } connected)
        {
            return null;
        }

        var live = new LiveSession(connected, await desk.BeginAsync(connected, cancellationToken), options, meter, clock) { Watch = desk.Watch };
        try
        {
            rooms.Enter(live);
            return new Attached(live, SessionMessages.Welcome(connected, await ledger.IssueNonceAsync(connected, cancellationToken)), this);
        }
        catch
        {
            rooms.Leave(live);
            await live.DisposeAsync();
            throw;
        }
    }

    public async Task<SessionLookup> FindResultAsync(SessionOwner owner, string sessionId, CancellationToken cancellationToken)
    {
        if (await OwnAsync(owner, sessionId, cancellationToken) is not { } record)
        {
            return default;
        }

        return new SessionLookup(true, await desk.FindDecidedAsync(record, cancellationToken));
    }

    /// <summary>Null when there is no such session, or another owner's.</summary>
    private async Task<SessionRecord?> OwnAsync(SessionOwner owner, string sessionId, CancellationToken cancellationToken) =>
        sessionId.Length is > 0 and <= 64 && sessionId.All(char.IsAsciiHexDigitLower)
        && await ledger.FindAsync(sessionId, cancellationToken) is { } record
        && SessionDesk.IsOf(record, ClaimOf(owner, new BeneficiaryId(record.Beneficiary)))
            ? record
            : null;

    private static ProvenClaim ClaimOf(SessionOwner owner, BeneficiaryId beneficiary) => new(owner.Value, beneficiary, null);

    private sealed class Attached : ILiveSession
    {
        private readonly Channel<SocketMessageDto> answers = Channel.CreateUnbounded<SocketMessageDto>(new UnboundedChannelOptions { SingleReader = true });
        private readonly LiveSession live;
        private readonly LiveSessionHost host;
        private readonly Task running;

        internal Attached(LiveSession live, SocketMessageDto welcome, LiveSessionHost host)
        {
            (this.live, this.host, Welcome) = (live, host, welcome);
            running = RunAsync();
        }

        public SocketMessageDto Welcome { get; }

        public ValueTask<SocketMessageDto> FeedAsync(long sequence, long clientClockMs, ReadOnlyMemory<byte> jpeg, CancellationToken cancellationToken)
        {
            live.Offer(sequence, jpeg.Span);
            return AnswerAsync(sequence, cancellationToken);
        }

        public ValueTask<SocketMessageDto> FinishAsync(CancellationToken cancellationToken)
        {
            live.End(SessionEnd.Finished);
            return AnswerAsync(long.MaxValue, cancellationToken);
        }

        public async ValueTask CancelAsync(CancellationToken cancellationToken)
        {
            live.End(SessionEnd.Cancelled);
            await running.WaitAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            live.End(SessionEnd.Lost);
            await running;
            await live.DisposeAsync();
        }

        /// <summary>The guidance to this frame, or the end; the frame that completes the session is answered by the result.</summary>
        private async ValueTask<SocketMessageDto> AnswerAsync(long sequence, CancellationToken cancellationToken)
        {
            while (true)
            {
                var message = await answers.Reader.ReadAsync(cancellationToken);
                if (message.Type != "guidance" || (message.Sequence >= sequence && message.AdviceCode != SessionMessages.CompleteCode))
                {
                    return message;
                }
            }
        }

        private async Task RunAsync()
        {
            try
            {
                await live.RunAsync(message => ValueTask.FromResult(answers.Writer.TryWrite(message)), host.Stopping);
                var (end, message) = await host.closing.LastMessageAsync(live);
                host.Meter.Ended(end, message.Result?.Decision, live.Frames, live.Age);
                answers.Writer.TryWrite(message);
            }
            finally
            {
                host.Rooms.Leave(live);
                host.closing.LeavePlace(live);
                answers.Writer.TryComplete();
            }
        }
    }
}
