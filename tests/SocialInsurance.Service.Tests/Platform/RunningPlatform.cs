using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Tests.Platform;

/// <summary>A real host over a real data folder with twelve people, every third of them certified silently.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private readonly string folder;

    private RunningPlatform(string folder, PlatformStorage storage, WebApplication app, MovableClock clock, RecordingLogs logs, OutboxMessages outbox)
    {
        (this.folder, Storage, App, Clock, Logs, Outbox) = (folder, storage, app, clock, logs, outbox);
        Address = ServiceHost.AddressesOf(app).Http;
        Http = Client();
    }

    public static DateOnly AsOf { get; } = new(2026, 11, 2);

    public PlatformStorage Storage { get; }

    public WebApplication App { get; }

    public MovableClock Clock { get; }

    public RecordingLogs Logs { get; }

    public OutboxMessages Outbox { get; }

    public Uri Address { get; }

    /// <summary>A browser with its own cookies.</summary>
    public HttpClient Http { get; }

    /// <summary>Quick: many people sign in here. <see cref="Staff.StaffPasswordsTests"/> looks at the slow one.</summary>
    public static IPasswordHashing Hashing { get; } = new QuickHashing();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningPlatform> StartAsync(
        Func<ServiceOptions, ServiceOptions>? options = null,
        Func<PlatformPorts, PlatformPorts>? ports = null,
        Action<WebApplication>? routes = null,
        Func<int, Beneficiary>? person = null)
    {
        var (clock, logs) = (new MovableClock(), new RecordingLogs());
        var outbox = new OutboxMessages();
        var folder = Directory.CreateTempSubdirectory("sicert-service-").FullName;
        var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = Path.Combine(folder, "data") }, clock, Token);
        await FillAsync(storage, clock, person ?? Person);
        var given = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", Clock = clock, SecondFactorFor = StaffRoles.None };
        var app = ServiceHost.Build(
            options?.Invoke(given) ?? given,
            new StubOverview(),
            (ports ?? (same => same))(PortsOf(storage, clock, outbox)),
            services =>
            {
                services.AddSingleton<IClaimAccess>(new HeaderClaims());
                services.AddSingleton<IPasswordHashing>(Hashing);
            });
        routes?.Invoke(app);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        await app.StartAsync(Token);
        return new RunningPlatform(folder, storage, app, clock, logs, outbox);
    }

    public static BeneficiaryId Id(int number) => new($"P{number:D6}");

    public static Beneficiary Person(int number) => new(
        Id(number), DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number}号"), new DateOnly(1950, 1, 1), "990101", AsOf.AddDays(20), null);

    public HttpClient Client() => new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    /// <summary>A request of a person whose claim is proven.</summary>
    public Task<HttpResponseMessage> AsPersonAsync(string path, int number, string? helper = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(HeaderClaims.Person, Id(number).Value);
        if (helper is not null)
        {
            request.Headers.Add(HeaderClaims.Helper, helper);
        }

        return Http.SendAsync(request, Token);
    }

    /// <summary>A write as our own page sends it.</summary>
    public static Task<HttpResponseMessage> SendAsync<T>(
        HttpClient client, HttpMethod method, string path, T? body, JsonTypeInfo<T>? type, params (string Name, string Value)[] headers)
        where T : class
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Sicert", "1");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        request.Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body, type!), Encoding.UTF8, "application/json");
        return client.SendAsync(request, Token);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == status, $"expected {status}, found {response.StatusCode}: {text}");
        response.Dispose();
        return JsonSerializer.Deserialize(text, type)!;
    }

    public static async Task<string> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var problem = await ReadAsync(response, ContractsJson.Default.ProblemDto, status);
        Assert.Equal((int)status, problem.Status);
        return problem.Code;
    }

    /// <summary>A caseworker's browser, signed in with a password of their own.</summary>
    public async Task<HttpClient> SignInAsync(string name, StaffRoles roles, string division = "", string team = "", string residesIn = "")
    {
        var accounts = Accounts;
        Assert.True(StaffPlace.TryCreate(division, team, residesIn, out var place));
        var oneTime = (await accounts.CreateAsync(new CaseworkerId(name), roles, new CaseworkerId("test"), place, Token)).OneTimePassword!;
        Assert.NotNull((await accounts.ChangePasswordAsync(new CaseworkerId(name), oneTime, PasswordOf(name), Token)).Account);
        return await SignInOnlyAsync(name, PasswordOf(name));
    }

    /// <summary>A browser of an account that stands already.</summary>
    public async Task<HttpClient> SignInOnlyAsync(string name, string password)
    {
        var client = Client();
        // one address may sign in so often a minute, and a test has many people behind one
        Clock.Now += TimeSpan.FromSeconds(3);
        using var signedIn = await SendAsync(client, HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest(name, password), ContractsJson.Default.SignInRequest);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return client;
    }

    public StaffFactors Factors => new(Storage.Store, Clock);

    public StaffAccounts Accounts => new(Storage.Store, Storage.Staff, Hashing, Clock);

    public static string PasswordOf(string name) => $"correct horse {name.Length} staple";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        await Storage.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static PlatformPorts PortsOf(PlatformStorage storage, TimeProvider clock, OutboxMessages outbox) => new()
    {
        Store = storage.Store,
        Reader = storage.Reader,
        Identities = storage.Identities,
        People = storage.People,
        Pseudonyms = storage.Pseudonyms,
        Templates = storage.Templates,
        AuditLog = storage.AuditLog,
        ShortLived = new MemoryShortLivedStore(clock),
        Channels = OutboxChannel.All(outbox, clock),
        PolicyAt = _ => SamplePolicy.Value,
        Receipts = storage.Receipts,
        ReceiptSigner = storage.ReceiptSigner,
        NoticeOutbox = storage.Notices,
        Notices = NoticePolicy.Default(TimeSpan.FromHours(8)),
        Contacts = new EverybodysPhone(),
        Staff = storage.Staff,
        StaffReads = storage.StaffReads,
        Cases = storage.Cases,
        Appointments = storage.OpenAppointments,
        OfferedVisits = storage.OfferedVisits,
        Benefits = storage.Benefits,
        FactMessages = storage.FactMessages,
        Supervision = storage.Supervision,
        Feedback = storage.Feedback,
        ReviewFrames = storage.ReviewFrames,
        Outbox = outbox,
        Authority = "试验市社会保险事业中心",
    };

    public static Policy Policy => SamplePolicy.Value;

    private static readonly Lazy<Policy> SamplePolicy = new(() =>
        Policy.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "province-2026.yaml"))).Policy!);

    private static async Task FillAsync(PlatformStorage storage, TimeProvider clock, Func<int, Beneficiary> person)
    {
        await new RegisterBeneficiaries(storage.Store, clock)
            .ExecuteAsync(Sha256Digest.Of("register"u8), "register", Enumerable.Range(0, 12).Select(person), Token);
        await new RecordSilentDecisions(storage.Store, clock).ExecuteAsync(
            new SilentRun(new RunId("run-1"), AsOf, new PolicyReference("test", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of("decisions"u8)),
            Enumerable.Range(0, 12).Select(number => new SilentDecision(
                Id(number), number % 3 == 0 ? DecisionOutcome.Certified : DecisionOutcome.FaceRequired, "rule", null, [])),
            Token);
    }

    private sealed class QuickHashing : IPasswordHashing
    {
        public string Hash(string password) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"salt|{password}")));

        public bool Fits(string hash, string password) => hash == Hash(password);
    }

    private sealed class EverybodysPhone : INoticeAddresses
    {
        public Task<NoticeAddress?> FindAsync(BeneficiaryId beneficiary, MessageChannelKind channel, CancellationToken cancellationToken) =>
            Task.FromResult<NoticeAddress?>(new NoticeAddress(channel, "13800001111"));
    }

    /// <summary>Stands in for the claims: a header says who it is.</summary>
    private sealed class HeaderClaims : IClaimAccess
    {
        public const string Person = "Test-Person";
        public const string Helper = "Test-Helper";

        public ValueTask<ProvenClaim?> FindAsync(HttpContext context, CancellationToken cancellationToken) => ValueTask.FromResult(
            context.Request.Headers[Person] is [{ } person]
                ? new ProvenClaim("claim", new BeneficiaryId(person), context.Request.Headers[Helper] is [{ } helper] ? helper : null)
                : null);
    }
}

/// <summary>Real timers, a date and time that the test moves. Begins on a working day at 10:00 in China.</summary>
internal sealed class MovableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
