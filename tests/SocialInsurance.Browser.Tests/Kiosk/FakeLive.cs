using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>The WebSocket of a session: counts frames instead of judging faces, and breaks where a test says so.</summary>
internal sealed class FakeLive
{
    private const int InFlight = 4;
    private static readonly string[] Actions = ["turnLeft", "openMouth"];
    private readonly ConcurrentBag<string> _frames = [];
    private readonly CancellationTokenSource _stop = new();
    private SessionResultDto? _result;
    private string _nonce = "";
    private int _connections;
    private int _counted;

    /// <summary>Frames that one session takes.</summary>
    internal int FramesNeeded { get; set; } = 16;

    /// <summary>The advice that every frame gets; null: what the step asks for.</summary>
    internal (string Code, TextDto Text)? Advice { get; set; }

    /// <summary>Connections that are cut without a word, after five frames each.</summary>
    internal int Drops { get; set; }

    /// <summary>Milliseconds that the answer to the sixth frame takes.</summary>
    internal int StallMs { get; set; }

    /// <summary>The session waits for an action for ever.</summary>
    internal bool NeverEnds { get; set; }

    /// <summary>The action that a session without an end waits for, from 0.</summary>
    internal int WaitsForAction { get; set; }

    /// <summary>Refuses the first message.</summary>
    internal string? Refusal { get; set; }

    internal bool RefuseOnce { get; set; }

    /// <summary>The decision is made, only the connection is gone.</summary>
    internal bool DecideWhenDropped { get; set; }

    /// <summary>Frames that came while the sixth was not answered.</summary>
    internal int SentDuringStall { get; private set; }

    internal SessionResultDto? Decided { get; private set; }

    internal int Connections => _connections;

    /// <summary>Pictures that differ from one another.</summary>
    internal int DistinctFrames => _frames.Distinct().Count();

    internal byte[] LastFrame { get; private set; } = [];

    internal SessionOpenedDto Open(SessionResultDto result)
    {
        (_result, _counted, Decided) = (result, 0, null);
        _nonce = NewNonce();
        return new SessionOpenedDto("session-1", "/api/v1/sessions/session-1/frames", _nonce, Actions.Length, result.Attempt, 12, InFlight, DateTimeOffset.UtcNow.AddMinutes(2));
    }

    internal void Stop() => _stop.Cancel();

    internal async Task ServeAsync(HttpContext context, ConcurrentQueue<string> faults)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = Interlocked.Increment(ref _connections);
        try
        {
            await ConverseAsync(socket, connection, faults);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // the page has left, or the test is over
            socket.Abort();
        }
    }

    private async Task ConverseAsync(WebSocket socket, int connection, ConcurrentQueue<string> faults)
    {
        var hello = JsonSerializer.Deserialize((await ReceiveAsync(socket)).Span, ContractsJson.Default.SocketCommandDto);
        if (hello?.Type != "hello" || hello.Nonce != _nonce || Refusal is not null)
        {
            await SendAsync(socket, new SocketMessageDto("refused", Code: Refusal ?? "nonceRefused"));
            Refusal = RefuseOnce ? null : Refusal;
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
            return;
        }

        _nonce = NewNonce();
        await SendAsync(socket, new SocketMessageDto("welcome", Nonce: _nonce, Restarted: connection > 1 && _counted > 0));
        _counted = 0;
        long last = 0;
        DateTimeOffset? stalledAt = null;
        while (true)
        {
            var frame = await ReceiveAsync(socket);
            if (frame.Length == 0 || frame.Span[0] == '{')
            {
                return;
            }

            last = Check(frame.Span, last, faults);
            if (_counted == 5 && Drops > 0)
            {
                Drops--;
                Decided = DecideWhenDropped ? _result : null;
                socket.Abort();
                return;
            }

            if (_counted == 6 && StallMs > 0)
            {
                await Task.Delay(StallMs, _stop.Token);
                stalledAt = DateTimeOffset.UtcNow;
            }

            // a frame sent before the stall ended carries an earlier clock
            SentDuringStall += stalledAt is { } until && _counted > 6 && ClockOf(frame.Span) < until ? 1 : 0;

            if (_counted >= FramesNeeded && !NeverEnds)
            {
                Decided = _result;
                await SendAsync(socket, new SocketMessageDto("done", Result: _result));
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                return;
            }

            await SendAsync(socket, Guide(last));
        }
    }

    private long Check(ReadOnlySpan<byte> message, long last, ConcurrentQueue<string> faults)
    {
        long sequence = BinaryPrimitives.ReadUInt32BigEndian(message);
        var clock = ClockOf(message);
        var jpeg = message[12..];
        if (sequence != last + 1)
        {
            faults.Enqueue($"frame: expected sequence {last + 1}, found {sequence}");
        }

        if ((DateTimeOffset.UtcNow - clock).Duration() > TimeSpan.FromMinutes(1))
        {
            faults.Enqueue($"frame {sequence}: the clock is {clock:O}");
        }

        if (jpeg is not [0xFF, 0xD8, .., 0xFF, 0xD9] || jpeg.Length > 512 * 1024)
        {
            faults.Enqueue($"frame {sequence}: expected a JPEG, found {jpeg.Length} bytes");
        }

        _counted++;
        LastFrame = jpeg.ToArray();
        _frames.Add(Convert.ToHexString(SHA256.HashData(jpeg)));
        return sequence;
    }

    private static DateTimeOffset ClockOf(ReadOnlySpan<byte> message) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)BinaryPrimitives.ReadUInt64BigEndian(message[4..]));

    private SocketMessageDto Guide(long sequence)
    {
        var reached = NeverEnds ? Math.Min(_counted, FramesNeeded * (WaitsForAction + 1.6) / 3) : _counted;
        var passed = (int)(reached * 3 / FramesNeeded) - 1;
        var action = passed >= 0 && passed < Actions.Length ? Actions[passed] : null;
        var (code, text) = Advice ?? action switch
        {
            "turnLeft" => ("turnLeft", new TextDto("请慢慢向左转头", "Turn your head slowly to the left")),
            "openMouth" => ("openMouth", new TextDto("请张一下嘴", "Open your mouth")),
            _ => ("lookHere", new TextDto("请看着镜头", "Look at the camera")),
        };
        return new SocketMessageDto(
            "guidance", sequence, Advice: text, AdviceCode: code, Action: action, Passed: Math.Max(0, passed),
            Progress: Math.Min(1, reached / FramesNeeded), Face: new BoxDto(0.3, 0.2, 0.4, 0.5));
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[1024 * 1024];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return part.MessageType == WebSocketMessageType.Close ? ReadOnlyMemory<byte>.Empty : buffer.AsMemory(0, length);
    }

    private Task SendAsync(WebSocket socket, SocketMessageDto message) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.SocketMessageDto), WebSocketMessageType.Text, true, _stop.Token);

    private static string NewNonce() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
