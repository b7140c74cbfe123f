using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Tests.Support.Injection;

/// <summary>A program in the place of our page: it may say and send whatever it likes, in whatever order. One socket at a time.</summary>
/// <param name="cookie">whole header; empty: none</param>
public sealed class InjectionClient(Uri http, string cookie) : IDisposable
{
    private const int InFlight = 4;

    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = http };
    private readonly byte[] buffer = new byte[16 * 1024];
    private ClientWebSocket socket = new();

    /// <summary>Of the last <c>done</c>, comma-separated.</summary>
    public string Reasons { get; private set; } = string.Empty;

    /// <summary>The session; null with the HTTP status when none was opened.</summary>
    public async Task<(SessionOpenedDto? Opened, string End)> OpenAsync(bool fromPage = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/sessions") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        Mark(request, fromPage);
        using var answer = await client.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? ((await answer.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto))!, string.Empty)
            : (null, $"http{(int)answer.StatusCode}");
    }

    /// <summary>What a plain request for a path is answered.</summary>
    public async Task<string> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Mark(request, fromPage: true);
        using var answer = await client.SendAsync(request);
        return $"http{(int)answer.StatusCode}";
    }

    /// <summary>Null when a socket is there, else why not.</summary>
    public async Task<string?> ConnectAsync(string path, string? origin = null)
    {
        socket.Dispose();
        socket = new ClientWebSocket();
        if (cookie.Length > 0)
        {
            socket.Options.SetRequestHeader("Cookie", cookie);
        }

        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(http, path)) { Scheme = "ws" }.Uri, default);
            return null;
        }
        catch (WebSocketException)
        {
            return "noSocket";
        }
    }

    /// <summary>Connects and says hello; null when welcomed, else why not.</summary>
    public async Task<string?> HelloAsync(SessionOpenedDto opened, string nonce)
    {
        if (await ConnectAsync(opened.Socket) is { } refused)
        {
            return refused;
        }

        await SendTextAsync(JsonSerializer.Serialize(new SocketCommandDto("hello", nonce), ContractsJson.Default.SocketCommandDto));
        var message = await ReadAsync();
        Welcome = message?.Type == "welcome" ? message : null;
        return Welcome is null ? EndOf(message) : null;
    }

    /// <summary>The action that each guidance asked for; null: none yet.</summary>
    public List<string?> Asked { get; } = [];

    /// <summary>The last welcome.</summary>
    public SocketMessageDto? Welcome { get; private set; }

    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendBytesAsync(byte[] bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    public Task SendFrameAsync(uint sequence, long clockMs, byte[] jpeg)
    {
        var message = new byte[12 + jpeg.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, sequence);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(4), clockMs);
        jpeg.CopyTo(message, 12);
        return SendBytesAsync(message);
    }

    /// <summary>Frames with at most four unanswered, then the wish to end: a decision, or the code of the refusal.</summary>
    /// <param name="clockOf">stamp of the frame with this index</param>
    public async Task<string> PlayAsync(IReadOnlyList<byte[]> frames, Func<int, long> clockOf)
    {
        var unanswered = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            while (unanswered >= InFlight)
            {
                var message = await ReadAsync();
                if (message?.Type != "guidance")
                {
                    return EndOf(message);
                }

                unanswered -= message.Sequence is null ? 0 : 1;
                Asked.Add(message.Action);
            }

            await SendFrameAsync((uint)i + 1, clockOf(i), frames[i]);
            unanswered++;
        }

        await SendTextAsync("""{"type":"finish"}""");
        return await ReadEndAsync();
    }

    /// <summary>What is said last: a decision, the code of a refusal, or <c>closed</c>.</summary>
    public async Task<string> ReadEndAsync()
    {
        SocketMessageDto? message;
        do
        {
            message = await ReadAsync();
        }
        while (message?.Type is "guidance" or "welcome");
        return EndOf(message);
    }

    public void Dispose()
    {
        socket.Dispose();
        client.Dispose();
    }

    private string EndOf(SocketMessageDto? message)
    {
        Reasons = string.Join(',', message?.Result?.Reasons.Select(reason => reason.Code) ?? []);
        return message?.Result?.Decision ?? message?.Code ?? "closed";
    }

    private void Mark(HttpRequestMessage request, bool fromPage)
    {
        if (cookie.Length > 0)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (fromPage)
        {
            request.Headers.Add("X-Sicert", "1");
        }
    }

    private async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        try
        {
            await socket.SendAsync(bytes, type, true, default);
        }
        catch (WebSocketException)
        {
            // already refused: the next read says why
        }
    }

    private async Task<SocketMessageDto?> ReadAsync()
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), default);
            }
            catch (WebSocketException)
            {
                return null;
            }

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
}
