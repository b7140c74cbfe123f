using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Benchmarks;

/// <summary>How one client fared.</summary>
/// <param name="WaitSeconds">told to wait instead; null when admitted</param>
/// <param name="End">decision, or code of the refusal</param>
/// <param name="LatenciesMs">from a frame sent to its guidance received, in order</param>
internal sealed record PlayedSession(int? WaitSeconds, string End, IReadOnlyList<double> LatenciesMs);

/// <summary>A browser that plays recorded frames: at a given rate with at most four unanswered, or one by one as fast as answers come.</summary>
internal sealed class ServicePlayer(Uri http, BeneficiaryId person) : IDisposable
{
    private const int InFlight = 4;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = http };
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[8192];

    /// <param name="framesPerSecond">null: the next frame goes when the one before is answered</param>
    /// <param name="before">done before each frame is sent; null: nothing</param>
    internal async Task<PlayedSession> PlayAsync(IReadOnlyList<byte[]> frames, double? framesPerSecond, Func<int, Task>? before = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/sessions") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Cookie", $"claim={person.Value}");
        request.Headers.Add("X-Sicert", "1");
        using var answer = await _http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            var wait = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.WaitDto);
            return new PlayedSession(wait!.WaitSeconds, wait.Code, []);
        }

        answer.EnsureSuccessStatusCode();
        var opened = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto))!;
        _socket.Options.SetRequestHeader("Cookie", $"claim={person.Value}");
        await _socket.ConnectAsync(new UriBuilder(new Uri(http, opened.Socket)) { Scheme = "ws" }.Uri, default);
        await SendTextAsync($$"""{"type":"hello","nonce":"{{opened.Nonce}}"}""");
        await ReadAsync();
        return await CarryAsync(frames, framesPerSecond, before);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _http.Dispose();
    }

    private async Task<PlayedSession> CarryAsync(IReadOnlyList<byte[]> frames, double? framesPerSecond, Func<int, Task>? before)
    {
        var sent = new long[frames.Count];
        var latencies = new List<double>(frames.Count);
        using var room = new SemaphoreSlim(framesPerSecond is null ? 1 : InFlight);
        var end = ReceiveAsync(sent, latencies, room);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < frames.Count && !end.IsCompleted; i++)
        {
            if (framesPerSecond is { } rate && (i / rate) - Stopwatch.GetElapsedTime(begin).TotalSeconds is > 0 and var early)
            {
                await Task.Delay(TimeSpan.FromSeconds(early));
            }

            await Task.WhenAny(room.WaitAsync(), end);
            if (!end.IsCompleted)
            {
                await (before?.Invoke(i) ?? Task.CompletedTask);
                var message = Frame((uint)i + 1, frames[i]);
                sent[i] = Stopwatch.GetTimestamp();
                await _socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
            }
        }

        if (!end.IsCompleted)
        {
            await SendTextAsync("""{"type":"finish"}""");
        }

        return new PlayedSession(null, await end, latencies);
    }

    private async Task<string> ReceiveAsync(long[] sent, List<double> latencies, SemaphoreSlim room)
    {
        while (await ReadAsync() is { } message)
        {
            if (message.Type != "guidance")
            {
                return message.Result?.Decision ?? message.Code ?? "?";
            }

            if (message.Sequence is { } sequence)
            {
                latencies.Add(Stopwatch.GetElapsedTime(sent[sequence - 1]).TotalMilliseconds);
                room.Release();
            }
        }

        return "closed";
    }

    private async Task<SocketMessageDto?> ReadAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), default);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonSerializer.Deserialize(_buffer.AsSpan(0, length), ContractsJson.Default.SocketMessageDto);
            }
        }
    }

    private Task SendTextAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    private static byte[] Frame(uint sequence, byte[] jpeg)
    {
        var message = new byte[12 + jpeg.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, sequence);
        jpeg.CopyTo(message, 12);
        return message;
    }
}
