using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using SocialInsurance.Contracts.Grpc.V1;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>A partner that pushes, a window that opens claims and a caseworker who writes notes, until the service is gone.</summary>
internal sealed class ServiceClients : IDisposable
{
    private const int EventsAtOnce = 3;
    private readonly ServiceScene scene;
    private readonly HttpClient staff;
    private readonly HttpClient partner;

    public ServiceClients(ServiceScene scene)
    {
        this.scene = scene;
        staff = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), ConnectTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = scene.Http, Timeout = TimeSpan.FromSeconds(30) };
        partner = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = scene.Grpc, Timeout = TimeSpan.FromSeconds(30) };
        staff.DefaultRequestHeaders.Add("X-Sicert", "1");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<bool> IsServingAsync()
    {
        try
        {
            using var answer = await staff.GetAsync("/healthz", Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<JsonElement> HealthAsync()
    {
        using var answer = await staff.GetAsync("/healthz", Cancel);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).Clone();
    }

    /// <summary>Somebody at the window says that a person is alive.</summary>
    public Task<HttpResponseMessage> ClaimAsync(string person) => staff.PostAsJsonAsync("/api/v1/staff/people/alive", new { beneficiaryId = person }, Cancel);

    public Task<HttpResponseMessage> ReadAsync(string path) => staff.GetAsync(path, Cancel);

    public async Task SignInAsync()
    {
        using var answer = await staff.PostAsJsonAsync("/api/v1/staff/sign-in", new { account = ServiceScene.Account, password = ServiceScene.Password }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Writes until the connection breaks.</summary>
    public Task WriteAsync(WriterBook book) => Task.WhenAll(
        UntilGoneAsync(() => PushAsync(book.Events)), UntilGoneAsync(() => ClaimAsync(book.Claims)), UntilGoneAsync(() => NoteAsync(book)));

    /// <summary>Writes until told to stop, whatever happens to single connections.</summary>
    public Task KeepWritingAsync(WriterBook book, CancellationToken enough)
    {
        return Task.WhenAll(KeepAsync(() => PushAsync(book.Events)), KeepAsync(() => ClaimAsync(book.Claims)), KeepAsync(() => NoteAsync(book)));

        async Task KeepAsync(Func<Task> write)
        {
            while (!enough.IsCancellationRequested)
            {
                await UntilGoneAsync(() => enough.IsCancellationRequested ? Task.FromException(new IOException("enough")) : write());
            }
        }
    }

    public void Dispose()
    {
        staff.Dispose();
        partner.Dispose();
    }

    private static async Task UntilGoneAsync(Func<Task> write)
    {
        try
        {
            while (true)
            {
                await write();
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException or JsonException && !Cancel.IsCancellationRequested)
        {
            // what was on its way stays unanswered
        }
    }

    private async Task PushAsync(WriterLedger ledger)
    {
        var ids = Enumerable.Range(0, EventsAtOnce).Select(_ => $"e-{ledger.Next()}").ToList();
        ids.ForEach(ledger.Sent.Add);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/socialinsurance.v1.Feeds/PushAll")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. ids.SelectMany(id => Frame(EventOf(id)))]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", scene.PartnerKey);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await partner.SendAsync(request, Cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(Cancel);
        if (answer.TrailingHeaders.TryGetValues("grpc-status", out var status) && status.Single() == "0")
        {
            var report = PushReport.Parser.ParseFrom(body.AsSpan(5));
            Assert.Equal(EventsAtOnce, report.Summary.Accepted);
            ids.ForEach(ledger.Acknowledged.Add);
        }
    }

    private async Task ClaimAsync(WriterLedger ledger)
    {
        var person = ServiceScene.Id(ServiceScene.People - ledger.Next());
        ledger.Sent.Add(person);
        using var answer = await staff.PostAsJsonAsync("/api/v1/staff/people/alive", new { beneficiaryId = person }, Cancel);
        await answer.Content.ReadAsByteArrayAsync(Cancel);
        Acknowledge(ledger, person, answer);
    }

    private async Task NoteAsync(WriterBook book)
    {
        var number = book.Notes.Next();
        var (person, file) = scene.OpenCases[number % scene.OpenCases.Count];
        using var read = await staff.GetAsync($"/api/v1/staff/cases/{file}", Cancel);
        using var document = JsonDocument.Parse(await read.Content.ReadAsByteArrayAsync(Cancel));
        if (!read.IsSuccessStatusCode)
        {
            await Task.Delay(100, Cancel);
            return;
        }

        var version = document.RootElement.GetProperty("case").GetProperty("version").GetInt32();
        var text = string.Create(CultureInfo.InvariantCulture, $"记事 {number}");
        book.NotedPeople.Add(person);
        book.Notes.Sent.Add(text);
        using var answer = await staff.PostAsJsonAsync($"/api/v1/staff/cases/{file}/notes", new { version, text }, Cancel);
        await answer.Content.ReadAsByteArrayAsync(Cancel);
        Acknowledge(book.Notes, text, answer);
    }

    private static void Acknowledge(WriterLedger ledger, string what, HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            ledger.Acknowledged.Add(what);
        }
        else
        {
            Assert.True(answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, $"found {answer.StatusCode}");
        }
    }

    private static FeedEvent EventOf(string id) => new()
    {
        EventId = id,
        Kind = FeedEvent.Types.Kind.Activity,
        Source = "bus_card",
        DocumentNumber = "H00000077",
        Name = "试验者000077号",
        OccurredOn = "2026-10-20",
    };

    private static byte[] Frame(FeedEvent message)
    {
        var bytes = message.ToByteArray();
        var frame = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, 5);
        return frame;
    }
}
