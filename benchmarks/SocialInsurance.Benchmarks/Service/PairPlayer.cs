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

/// <param name="Decision">null: lost</param>
/// <param name="Returns">further connections</param>
internal sealed record PairPlayed(string? Decision, int Returns, IReadOnlyList<double> LatenciesMs);

/// <summary>A browser that plays frames at a rate with at most four unanswered and comes back with the last nonce, as the page does.</summary>
internal sealed class PairPlayer(HttpClient http, BeneficiaryId person)
{
    private const int InFlight = 4;
    private const int MostReturns = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly HashSet<string?> MayReturn = ["lost", "shuttingDown", "busy", "unavailable"];

    private readonly byte[] buffer = new byte[8192];
    private readonly List<double> latencies = [];

    internal async Task<PairPlayed> PlayAsync(IReadOnlyList<byte[]> frames, double framesPerSecond)
    {
        var opened = await OpenAsync();
        var nonce = opened.Nonce;
        for (var returns = 0; returns < MostReturns; returns++)
        {
            using var socket = new ClientWebSocket();
            SocketMessageDto? end = null;
            try
            {
                socket.Options.SetRequestHeader("Cookie", $"claim={person.Value}");
                await socket.ConnectAsync(new UriBuilder(new Uri(http.BaseAddress!, opened.Socket)) { Scheme = "ws" }.Uri, default);
                await SendTextAsync(socket, $$"""{"type":"hello","nonce":"{{nonce}}"}""");
                end = await ReadAsync(socket);
                if (end?.Type == "welcome")
                {
                    nonce = end.Nonce!;
                    end = await CarryAsync(socket, frames, framesPerSecond);
                }
            }
            catch (Exception broken) when (broken is WebSocketException or IOException)
            {
                end = null;
            }

            if (end?.Result is { } result)
            {
                return new PairPlayed(result.Decision, returns, latencies);
            }

            if (end is { Type: "refused" } && !MayReturn.Contains(end.Code))
            {
                break;
            }

            await Task.Delay(Pause);
        }

        return new PairPlayed(null, MostReturns, latencies);
    }

    private async Task<SessionOpenedDto> OpenAsync()
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/sessions") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add("Cookie", $"claim={person.Value}");
            request.Headers.Add("X-Sicert", "1");
            request.Headers.Add("Idempotency-Key", key);
            try
            {
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto))!;
                }
            }
            catch (HttpRequestException)
            {
                // the line broke; the key says whether it was opened
            }

            await Task.Delay(Pause);
        }
    }

    private async Task<SocketMessageDto?> CarryAsync(ClientWebSocket socket, IReadOnlyList<byte[]> frames, double framesPerSecond)
    {
        var sent = new long[frames.Count];
        using var room = new SemaphoreSlim(InFlight);
        var end = ReceiveAsync(socket, sent, room);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < frames.Count && !end.IsCompleted; i++)
        {
            if ((i / framesPerSecond) - Stopwatch.GetElapsedTime(begin).TotalSeconds is > 0 and var early)
            {
                await Task.Delay(TimeSpan.FromSeconds(early));
            }

            await Task.WhenAny(room.WaitAsync(), end);
            if (!end.IsCompleted)
            {
                var message = new byte[12 + frames[i].Length];
                BinaryPrimitives.WriteUInt32BigEndian(message, (uint)i + 1);
                frames[i].CopyTo(message, 12);
                sent[i] = Stopwatch.GetTimestamp();
                await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
            }
        }

        if (!end.IsCompleted)
        {
            await SendTextAsync(socket, """{"type":"finish"}""");
        }

        return await end;
    }

    private async Task<SocketMessageDto?> ReceiveAsync(ClientWebSocket socket, long[] sent, SemaphoreSlim room)
    {
        while (await ReadAsync(socket) is { } message)
        {
            if (message.Type != "guidance")
            {
                return message;
            }

            if (message.Sequence is { } sequence)
            {
                latencies.Add(Stopwatch.GetElapsedTime(sent[sequence - 1]).TotalMilliseconds);
                room.Release();
            }
        }

        return null;
    }

    private async Task<SocketMessageDto?> ReadAsync(ClientWebSocket socket)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), default);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonSerializer.Deserialize(buffer.AsSpan(0, length), ContractsJson.Default.SocketMessageDto);
            }
        }
    }

    private static Task SendTextAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);
}
