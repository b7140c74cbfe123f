using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Sessions;

/// <summary>
/// Carries a live session over one WebSocket: hello, frames, guidance, result. Owner of the wire format; what a session is, is
/// <see cref="LiveSession"/>'s. Thread-safe; state is per call.
/// </summary>
internal sealed class SessionSocket(SessionDesk desk, SessionLedger ledger, SessionPlaces places, SessionRooms rooms, SessionMeter meter)
{
    private readonly SessionClosing closing = new(desk, places, meter);

    /// <summary>Sequence (4 bytes) and client clock (8 bytes), big-endian.</summary>
    internal const int HeaderBytes = 12;

    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(3);

    internal required LiveSessionOptions Options { get; init; }

    internal required TimeProvider Clock { get; init; }

    internal required Drain Drain { get; init; }

    internal async Task RunAsync(WebSocket socket, ProvenClaim claim, string id, CancellationToken stopping)
    {
        using var wire = new SocketWire(socket, Clock);
        using var reader = new SocketReader(socket, HeaderBytes + Options.MaximumFrameBytes);
        var end = await GreetAsync(socket, reader, wire, claim, id, stopping);
        if (end is { } refused)
        {
            await RefuseAsync(reader, wire, refused);
            meter.Ended(refused, null, 0, TimeSpan.Zero);
        }
    }

    /// <summary>Unread bytes would reset the connection under the client before it has read why: they are read and dropped.</summary>
    private async Task RefuseAsync(SocketReader reader, SocketWire wire, SessionEnd refused)
    {
        await wire.SendAsync(refused.Refusal());
        await wire.CloseAsync(refused);
        using var timeout = new CancellationTokenSource(FarewellTimeout, Clock);
        try
        {
            while (await reader.ReadAsync(timeout.Token) != SocketMessageKind.Closed)
            {
            }
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            // nobody reads any more
        }
    }

    private static bool IsBroken(Exception fault) =>
        fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;

    /// <summary>The first message, then the session; null when the session ran and said its own farewell.</summary>
    private async Task<SessionEnd?> GreetAsync(
        WebSocket socket, SocketReader reader, SocketWire wire, ProvenClaim claim, string id, CancellationToken stopping)
    {
        var (nonce, fault) = await HelloAsync(reader, wire, stopping);
        if (nonce is null)
        {
            return fault;
        }

        // before the nonce is used up, as with a full instance
        if (Drain.IsUnderWay)
        {
            return SessionEnd.ShuttingDown;
        }

        var occupied = false;
        try
        {
            var record = await ledger.FindAsync(id, stopping);
            if (record is null || !SessionDesk.IsOf(record, claim))
            {
                return SessionEnd.UnknownSession;
            }

            if (await desk.FindDecidedAsync(record, stopping) is { } decided)
            {
                return await UseAsync(id, nonce, stopping) ?? await SayAgainAsync(wire, decided);
            }

            if (record.ExpiresAt <= Clock.GetUtcNow())
            {
                return SessionEnd.Expired;
            }

            // before the nonce is used up: who finds no place comes again with it
            if (!(occupied = places.Occupy(id)))
            {
                return SessionEnd.Busy;
            }

            if (await UseAsync(id, nonce, stopping) is { } refused)
            {
                return refused;
            }

            record = await ledger.ConnectAsync(id, stopping);
            if (record is null)
            {
                return SessionEnd.UnknownSession;
            }

            await using var live = new LiveSession(record, await desk.BeginAsync(record, stopping), Options, meter, Clock) { Watch = desk.Watch };
            occupied = false;
            await CarryAsync(live, socket, reader, wire, stopping);
            return null;
        }
        catch (ShortLivedStoreUnavailableException)
        {
            return SessionEnd.Unavailable;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return SessionEnd.ShuttingDown;
        }
        finally
        {
            if (occupied)
            {
                places.Hold(id);
            }
        }
    }

    private async Task<SessionEnd?> UseAsync(string id, string nonce, CancellationToken cancellationToken) =>
        await ledger.UseNonceAsync(id, nonce, cancellationToken) ? null : SessionEnd.NonceRefused;

    /// <summary>A session that ended while the connection was broken.</summary>
    private static async Task<SessionEnd?> SayAgainAsync(SocketWire wire, SessionResultDto result)
    {
        await wire.SendAsync(SessionMessages.Done(result));
        await wire.CloseAsync(SessionEnd.Complete);
        return null;
    }

    private async Task CarryAsync(LiveSession live, WebSocket socket, SocketReader reader, SocketWire wire, CancellationToken stopping)
    {
        rooms.Enter(live);
        using var hangUp = new CancellationTokenSource();
        try
        {
            await wire.SendAsync(SessionMessages.Welcome(live.Record, await ledger.IssueNonceAsync(live.Record, stopping)));
            var receiving = ReceiveAsync(reader, live, hangUp.Token);
            await live.RunAsync(wire.SendAsync, stopping);
            var (end, decision) = await CloseAsync(live, wire);
            meter.Ended(end, decision, live.Frames, live.Age);
            hangUp.CancelAfter(FarewellTimeout);
            await receiving;
        }
        finally
        {
            rooms.Leave(live);
            closing.LeavePlace(live);
            if (socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
            {
                socket.Abort();
            }
        }
    }

    /// <summary>The last message, then the farewell.</summary>
    private async Task<(SessionEnd End, string? Decision)> CloseAsync(LiveSession live, SocketWire wire)
    {
        var (end, message) = await closing.LastMessageAsync(live);
        await wire.SendAsync(message);
        await wire.CloseAsync(end);
        return (end, message.Result?.Decision);
    }

    /// <summary>The nonce of the first message, or what was wrong with it. Cancelling a read breaks the socket: the client is told first and given time to go.</summary>
    private async Task<(string? Nonce, SessionEnd Fault)> HelloAsync(SocketReader reader, SocketWire wire, CancellationToken stopping)
    {
        using var hangUp = new CancellationTokenSource();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = reader.ReadAsync(hangUp.Token).AsTask();
        await Task.WhenAny(reading, Task.Delay(Options.HelloTimeout, Clock, waiting.Token));
        await waiting.CancelAsync();
        var late = reading.IsCompleted ? SessionEnd.Open : stopping.IsCancellationRequested ? SessionEnd.ShuttingDown : SessionEnd.HelloTimeout;
        if (late != SessionEnd.Open)
        {
            await wire.SendAsync(late.Refusal());
            await wire.CloseAsync(late);
            hangUp.CancelAfter(FarewellTimeout);
        }

        try
        {
            var kind = await reading;
            return late != SessionEnd.Open ? (null, late) : kind switch
            {
                SocketMessageKind.Text when Parse(reader.Payload) is { Type: "hello", Nonce: { Length: > 0 } nonce } => (nonce, SessionEnd.Open),
                SocketMessageKind.Closed => (null, SessionEnd.Lost),
                SocketMessageKind.TooLarge => (null, SessionEnd.TooLarge),
                SocketMessageKind.Text or SocketMessageKind.Binary => (null, SessionEnd.BadMessage),
            };
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            return (null, late != SessionEnd.Open ? late : SessionEnd.Lost);
        }
    }

    /// <summary>Reads to the client's farewell; what comes after the session's end is read and dropped.</summary>
    private static async Task ReceiveAsync(SocketReader reader, LiveSession live, CancellationToken hangUp)
    {
        try
        {
            while (true)
            {
                var kind = await reader.ReadAsync(hangUp);
                if (kind == SocketMessageKind.Closed)
                {
                    break;
                }

                if (live.Ended == SessionEnd.Open)
                {
                    Take(kind, reader.Payload, live);
                }
            }
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            // broken, or the farewell took too long
        }

        live.End(SessionEnd.Lost);
    }

    private static void Take(SocketMessageKind kind, ReadOnlySpan<byte> payload, LiveSession live)
    {
        if (kind == SocketMessageKind.Binary && payload.Length > HeaderBytes)
        {
            live.Offer(BinaryPrimitives.ReadUInt32BigEndian(payload), payload[HeaderBytes..], BinaryPrimitives.ReadInt64BigEndian(payload[sizeof(uint)..]));
            return;
        }

        live.Touch();
        live.End(kind == SocketMessageKind.TooLarge ? SessionEnd.TooLarge : kind == SocketMessageKind.Text ? Parse(payload)?.Type switch
        {
            "finish" => SessionEnd.Finished,
            "cancel" => SessionEnd.Cancelled,
            _ => SessionEnd.BadMessage,
        }
        : SessionEnd.BadMessage);
    }

    private static SocketCommandDto? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ContractsJson.Default.SocketCommandDto);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
