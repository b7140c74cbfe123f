using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Service;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>
/// The person's side of the service as the contracts say, with the real host's pages and headers around it, deterministic.
/// What a page does against the contract is collected in <see cref="Faults"/>.
/// </summary>
internal sealed class FakeService : IRetireeService, IPlatformOverview
{
    internal const string Code = "123456";
    private const string Cookie = "claim";
    private readonly ConcurrentDictionary<string, byte[]> _devices = new();
    private readonly ConcurrentDictionary<string, OpenClaimRequest> _claims = new();
    private WebApplication? _app;
    private byte[] _deviceNonce = [];
    private bool _helper;
    private bool _signedIn;

    public Uri Address { get; private set; } = null!;

    public (string Number, string Name) DuePerson => ("11010519491231002X", "张秀英");

    /// <summary>What the page shows of the person.</summary>
    internal PersonStatusDto Status { get; set; } = KnownPeople.Due();

    internal List<RepresentedDto> Represented { get; } = [];

    /// <summary>How the next sessions end, in order; then certified.</summary>
    internal Queue<SessionResultDto> Results { get; } = new();

    /// <summary>Answers of capacity before a place is free.</summary>
    internal int Waits { get; set; }

    /// <summary>Status for a call that shall fail, by "METHOD path".</summary>
    internal ConcurrentDictionary<string, int> Failures { get; } = new();

    internal FakeLive Live { get; } = new();

    /// <summary>Every call, "METHOD path", in order.</summary>
    internal ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Waits for a call that the page does not wait for: it changes its screen first.</summary>
    internal async Task CalledAsync(string call)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!Calls.Contains(call))
        {
            Assert.False(patience.IsCancellationRequested, $"expected {call}, found {string.Join(", ", Calls)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What a page did against the contract.</summary>
    internal ConcurrentQueue<string> Faults { get; } = new();

    internal AppointmentDto? Booked { get; private set; }

    internal OpenClaimRequest? LastClaim { get; private set; }

    internal string? LastProfile { get; private set; }

    internal static async Task<FakeService> StartAsync()
    {
        var fake = new FakeService();
        var options = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0" };
        fake._app = ServiceHost.Build(options, fake);
        fake._app.UseWebSockets();
        fake.Map(fake._app);
        await fake._app.StartAsync(TestContext.Current.CancellationToken);
        fake.Address = ServiceHost.AddressesOf(fake._app).Http;
        return fake;
    }

    public Task<string> NewestCodeAsync() => Task.FromResult(Code);

    public ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Service.Tests.KnownOverview.Create());

    public async ValueTask DisposeAsync()
    {
        Live.Stop();
        await _app!.DisposeAsync();
    }

    private void Map(WebApplication app)
    {
        Write(app, "POST", "/api/v1/claims", OpenClaimAsync, needsClaim: false);
        Write(app, "POST", "/api/v1/claims/{id}/proof", ProveAsync, needsClaim: false);
        Write(app, "DELETE", "/api/v1/claims/current", SignOutAsync, needsClaim: false);
        Read(app, "/api/v1/me", context => AnswerAsync(context, 200, Status, ContractsJson.Default.PersonStatusDto));
        Read(app, "/api/v1/me/accesses", context => AnswerAsync(context, 200, KnownPeople.Accesses(), ContractsJson.Default.AccessListDto));
        Read(app, "/api/v1/me/held", context => AnswerAsync(context, 200, KnownPeople.Held(), ContractsJson.Default.HeldListDto));
        Write(app, "POST", "/api/v1/me/copy", context => AnswerAsync(context, 200, KnownPeople.Held(), ContractsJson.Default.HeldListDto));
        Write(app, "POST", "/api/v1/me/erasure", context => AnswerAsync(context, 200, KnownPeople.Erased(), ContractsJson.Default.ErasedPersonDataDto));
        Read(app, "/api/v1/me/represented", context => AnswerAsync(context, 200, People(), ContractsJson.Default.RepresentedListDto));
        Read(app, "/api/v1/consent-texts/face", context => AnswerAsync(context, 200, KnownPeople.Consent(), ContractsJson.Default.ConsentTextDto), needsClaim: false);
        Write(app, "PUT", "/api/v1/me/consents/face", GiveConsentAsync);
        Write(app, "DELETE", "/api/v1/me/consents/face", WithdrawAsync);
        Write(app, "POST", "/api/v1/me/represented", AddRepresentedAsync);
        Write(app, "POST", "/api/v1/me/represented/{id}/select", SelectAsync);
        Write(app, "POST", "/api/v1/me/appointments", BookAsync, needsKey: true);
        Write(app, "POST", "/api/v1/me/devices", RegisterDeviceAsync);
        Write(app, "POST", "/api/v1/me/sessions", OpenSessionAsync, needsKey: true);
        Read(app, "/api/v1/me/sessions/{id}", SessionAsync);
        app.Map("/api/v1/sessions/{id}/frames", (RequestDelegate)(context => Live.ServeAsync(context, Faults)));
    }

    private async Task OpenClaimAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.OpenClaimRequest);
        LastClaim = request;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _claims[id] = request;
        _deviceNonce = RandomNumberGenerator.GetBytes(32);
        await AnswerAsync(context, 202, new ClaimOpenedDto(id, 300, 60, Base64Url(_deviceNonce)), ContractsJson.Default.ClaimOpenedDto);
    }

    private async Task ProveAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.ProveClaimRequest);
        var known = _claims.TryGetValue((string)context.Request.RouteValues["id"]!, out var claim);
        if (!known || !(request.Code == Code || Signed(request)))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized);
            return;
        }

        _signedIn = true;
        _helper = claim!.Role == ClaimRole.Helper;
        context.Response.Cookies.Append(Cookie, "proven", new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        await (_helper
            ? AnswerAsync(context, 200, People(), ContractsJson.Default.RepresentedListDto)
            : AnswerAsync(context, 200, Status, ContractsJson.Default.PersonStatusDto));
    }

    private bool Signed(ProveClaimRequest request)
    {
        if (request.DeviceId is null || request.Signature is null || !_devices.TryGetValue(request.DeviceId, out var key))
        {
            return false;
        }

        using var publicKey = ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(key, out _);
        return publicKey.VerifyData(_deviceNonce, FromBase64Url(request.Signature), HashAlgorithmName.SHA256);
    }

    private Task SignOutAsync(HttpContext context)
    {
        _signedIn = false;
        context.Response.Cookies.Delete(Cookie);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task GiveConsentAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.GiveConsentRequest);
        Status = Status with { FaceConsent = new GivenConsentDto(request.TextVersion, KnownPeople.Now) };
        context.Response.StatusCode = request.TextVersion == KnownPeople.Consent().Version ? 204 : 409;
    }

    private Task WithdrawAsync(HttpContext context)
    {
        Status = Status with { FaceConsent = null, HasReference = false };
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task AddRepresentedAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.AddRepresentedRequest);
        if ((request.DocumentNumber, request.Name) != DuePerson)
        {
            await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Represented.Add(new RepresentedDto("link-1", "张**", request.Kinship, StandingState.Due, new DateOnly(2026, 12, 31)));
        await AnswerAsync(context, 201, People(), ContractsJson.Default.RepresentedListDto);
    }

    private Task SelectAsync(HttpContext context)
    {
        Status = Status with { HelperName = "李*" };
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task BookAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.RequestAppointmentRequest);
        Booked = new AppointmentDto("appointment-1", request.Kind, request.PreferredOn, KnownPeople.Now);
        await AnswerAsync(context, 201, Booked, ContractsJson.Default.AppointmentDto);
    }

    private async Task RegisterDeviceAsync(HttpContext context)
    {
        var request = await BodyAsync(context, ContractsJson.Default.RegisterDeviceRequest);
        _devices["device-1"] = FromBase64Url(request.PublicKey);
        await AnswerAsync(context, 201, new DeviceRegisteredDto("device-1"), ContractsJson.Default.DeviceRegisteredDto);
    }

    private async Task OpenSessionAsync(HttpContext context)
    {
        LastProfile = (await BodyAsync(context, ContractsJson.Default.OpenSessionRequest)).Profile;
        if (Status.FaceConsent is null)
        {
            Faults.Enqueue("a session was asked for without consent");
        }

        if (Waits > 0)
        {
            Waits--;
            context.Response.Headers.RetryAfter = "2";
            var text = new TextDto("请稍候，约 2 秒", "Please wait about 2 seconds");
            await AnswerAsync(context, 503, new WaitDto("capacity", text, 2), ContractsJson.Default.WaitDto);
            return;
        }

        var result = Results.Count > 0 ? Results.Dequeue() : KnownPeople.Certified();
        await AnswerAsync(context, 201, Live.Open(result), ContractsJson.Default.SessionOpenedDto);
    }

    private Task SessionAsync(HttpContext context)
    {
        if (Live.Decided is { } decided)
        {
            return AnswerAsync(context, 200, decided, ContractsJson.Default.SessionResultDto);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private RepresentedListDto People() => new("李*", [.. Represented]);

    private void Read(WebApplication app, string path, RequestDelegate work, bool needsClaim = true) =>
        app.MapGet(path, (RequestDelegate)(context => Refusal(context, needsClaim) is { } status ? RefuseAsync(context, status) : work(context)));

    private void Write(WebApplication app, string method, string path, RequestDelegate work, bool needsClaim = true, bool needsKey = false) =>
        app.MapMethods(path, [method], (RequestDelegate)(context =>
        {
            var request = context.Request;
            if (request.Headers["X-Sicert"] != "1" || request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
            {
                Faults.Enqueue($"{method} {request.Path}: expected header X-Sicert and application/json, found '{request.Headers["X-Sicert"]}' and '{request.ContentType}'");
            }

            if (needsKey && request.Headers["Idempotency-Key"].ToString() is not { Length: >= 8 and <= 64 })
            {
                Faults.Enqueue($"{method} {request.Path}: expected an Idempotency-Key");
            }

            return Refusal(context, needsClaim) is { } status ? RefuseAsync(context, status) : work(context);
        }));

    private int? Refusal(HttpContext context, bool needsClaim)
    {
        var call = $"{context.Request.Method} {context.Request.Path}";
        Calls.Enqueue(call);
        return Failures.TryGetValue(call, out var status) ? status
            : needsClaim && !(_signedIn && context.Request.Cookies.ContainsKey(Cookie)) ? StatusCodes.Status401Unauthorized
            : null;
    }

    private static Task RefuseAsync(HttpContext context, int status) =>
        AnswerAsync(context, status, new ProblemDto("urn:socialinsurance:problem:planted", "planted", status, "planted", "0"), ContractsJson.Default.ProblemDto);

    private static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted))!;

    private static async Task AnswerAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type), context.RequestAborted);
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] FromBase64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
