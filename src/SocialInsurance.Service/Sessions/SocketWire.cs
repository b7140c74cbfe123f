using System.Net.WebSockets;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Service.Sessions;

/// <summary>Sends messages one at a time; a client that does not read them in time is lost. Thread-safe.</summary>
internal sealed class SocketWire(WebSocket socket, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <returns>false when the client cannot be reached any more</returns>
    internal async ValueTask<bool> SendAsync(SocketMessageDto message)
    {
        await _gate.WaitAsync();
        try
        {
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            {
                return false;
            }

            using var timeout = new CancellationTokenSource(SendTimeout, clock);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.SocketMessageDto);
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
            return true;
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Says why the server closes; the client's own farewell is waited for by whoever reads.</summary>
    internal async ValueTask CloseAsync(SessionEnd end)
    {
        using var timeout = new CancellationTokenSource(SendTimeout, clock);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(StatusOf(end), end.Code(), timeout.Token);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // the client was faster
        }
    }

    public void Dispose() => _gate.Dispose();

    private static WebSocketCloseStatus StatusOf(SessionEnd end) => end switch
    {
        SessionEnd.Complete or SessionEnd.Finished or SessionEnd.Expired or SessionEnd.Cancelled => WebSocketCloseStatus.NormalClosure,
        SessionEnd.ShuttingDown or SessionEnd.Busy or SessionEnd.Unavailable or SessionEnd.Lost => WebSocketCloseStatus.EndpointUnavailable,
        SessionEnd.TooLarge => WebSocketCloseStatus.MessageTooBig,
        SessionEnd.Internal => WebSocketCloseStatus.InternalServerError,
        SessionEnd.Open or SessionEnd.Idle or SessionEnd.Superseded or SessionEnd.BadFrame or SessionEnd.BadSequence or SessionEnd.TooManyInFlight
            or SessionEnd.BadMessage or SessionEnd.HelloTimeout or SessionEnd.UnknownSession or SessionEnd.NonceRefused or SessionEnd.NoFrames =>
            WebSocketCloseStatus.PolicyViolation,
    };
}
