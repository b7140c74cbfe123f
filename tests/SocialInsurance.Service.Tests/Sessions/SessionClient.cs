using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>A browser's side of a live session, spelled out so that a test can break any part of it.</summary>
public sealed class SessionClient(Uri http, BeneficiaryId person, string claim = "claim-one-of-this-person") : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = http };

    public string CookieHeader { get; set; } = $"{CookieClaims.Cookie}={person.Value}.{claim}";

    public ClientWebSocket Socket { get; private set; } = new();

    /// <summary>Every text that the server sent.</summary>
    public List<string> Received { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> PostAsync(string body = """{"profile":"standard"}""", string contentType = "application/json", bool own = true, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/sessions") { Content = new StringContent(body, Encoding.UTF8, contentType) };
        if (CookieHeader.Length > 0)
        {
            request.Headers.Add("Cookie", CookieHeader);
        }

        if (own)
        {
            request.Headers.Add("X-Sicert", "1");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _http.SendAsync(request, Cancel);
    }

    public async Task<SessionOpenedDto> OpenAsync(string profile = "standard")
    {
        using var answer = await PostAsync($$"""{"profile":"{{profile}}"}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Cancel))!;
    }

    public async Task<HttpResponseMessage> ReadResultAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/me/sessions/{id}");
        request.Headers.Add("Cookie", CookieHeader);
        return await _http.SendAsync(request, Cancel);
    }

    public async Task ConnectAsync(SessionOpenedDto opened, Uri? elsewhere = null, string? origin = null)
    {
        Socket.Dispose();
        Socket = new ClientWebSocket();
        Socket.Options.SetRequestHeader("Cookie", CookieHeader);
        if (origin is not null)
        {
            Socket.Options.SetRequestHeader("Origin", origin);
        }

        await Socket.ConnectAsync(new UriBuilder(new Uri(elsewhere ?? http, opened.Socket)) { Scheme = "ws" }.Uri, Cancel);
    }

    /// <summary>Connects and says hello; the answer, welcome or not.</summary>
    public async Task<SocketMessageDto> HelloAsync(SessionOpenedDto opened, string? nonce = null, Uri? elsewhere = null)
    {
        await ConnectAsync(opened, elsewhere);
        await SendTextAsync($$"""{"type":"hello","nonce":"{{nonce ?? opened.Nonce}}"}""");
        return (await ReadAsync())!;
    }

    public Task SendTextAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancel);

    public Task SendFrameAsync(uint sequence, byte[] jpeg)
    {
        var message = new byte[12 + jpeg.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, sequence);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(4), 1_700_000_000_000 + sequence);
        jpeg.CopyTo(message, 12);
        return Socket.SendAsync(message, WebSocketMessageType.Binary, true, Cancel);
    }

    /// <summary>The next message; null when the server has closed or the connection is gone.</summary>
    public async Task<SocketMessageDto?> ReadAsync()
    {
        var buffer = new byte[8192];
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await Socket.ReceiveAsync(buffer.AsMemory(length), Cancel);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                Received.Add(Encoding.UTF8.GetString(buffer, 0, length));
                return JsonSerializer.Deserialize(buffer.AsSpan(0, length), ContractsJson.Default.SocketMessageDto);
            }
        }
    }

    /// <summary>The next message that is no guidance; null when there is none.</summary>
    public async Task<SocketMessageDto?> ReadEndAsync()
    {
        SocketMessageDto? message;
        do
        {
            message = await ReadAsync();
        }
        while (message?.Type == "guidance");
        return message;
    }

    /// <summary>Plays frames with at most four unanswered, then asks for the end; the last message.</summary>
    /// <param name="each">called with every guidance</param>
    public Task<SocketMessageDto?> PlayAsync(IEnumerable<byte[]> frames, Action<SocketMessageDto>? each = null, bool finish = true) =>
        PlayFromAsync(1, frames, each, finish);

    public async Task<SocketMessageDto?> PlayFromAsync(uint first, IEnumerable<byte[]> frames, Action<SocketMessageDto>? each = null, bool finish = true)
    {
        var sequence = first - 1;
        var unanswered = 0;
        foreach (var frame in frames)
        {
            while (unanswered >= 4)
            {
                var message = await ReadAsync();
                if (message?.Type != "guidance")
                {
                    return message;
                }

                unanswered -= message.Sequence is null ? 0 : 1;
                each?.Invoke(message);
            }

            await SendFrameAsync(++sequence, frame);
            unanswered++;
        }

        while (true)
        {
            if (unanswered == 0 && !finish)
            {
                return null;
            }

            if (unanswered == 0)
            {
                await SendTextAsync("""{"type":"finish"}""");
            }

            var message = await ReadAsync();
            if (message?.Type != "guidance")
            {
                return message;
            }

            unanswered -= message.Sequence is null ? 0 : 1;
            each?.Invoke(message);
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        _http.Dispose();
    }
}
