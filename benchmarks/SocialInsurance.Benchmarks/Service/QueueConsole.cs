using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Benchmarks;

/// <summary>A host over a filled store and a caseworker signed in to it: the queue as the console asks for it.</summary>
internal sealed class QueueConsole : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private QueueConsole(WebApplication app, HttpClient http) => (_app, _http) = (app, http);

    internal static async Task<QueueConsole> OpenAsync(PlatformStorage storage, string repoRoot)
    {
        var policy = Policy.Load(await File.ReadAllBytesAsync(Path.Combine(repoRoot, "samples", "policies", "province-2026.yaml"))).Policy!;
        var ports = new PlatformPorts
        {
            Store = storage.Store,
            Reader = storage.Reader,
            Identities = storage.Identities,
            People = storage.People,
            Pseudonyms = storage.Pseudonyms,
            Templates = storage.Templates,
            AuditLog = storage.AuditLog,
            ShortLived = new MemoryShortLivedStore(TimeProvider.System),
            Channels = [],
            PolicyAt = _ => policy,
            Staff = storage.Staff,
            StaffReads = storage.StaffReads,
            Cases = storage.Cases,
            Benefits = storage.Benefits,
        };
        var app = ServiceHost.Build(new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", SecondFactorFor = StaffRoles.None }, new ServiceScene.NoOverview(), ports, _ => { });
        await app.StartAsync();
        var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = ServiceHost.AddressesOf(app).Http };
        http.DefaultRequestHeaders.Add("X-Sicert", "1");
        var console = new QueueConsole(app, http);
        await console.SignInAsync(new StaffAccounts(storage.Store, storage.Staff, app.Services.GetRequiredService<IPasswordHashing>(), TimeProvider.System));
        return console;
    }

    /// <summary>One window of 100 lines; names opened and masked, JSON written and sent.</summary>
    internal async Task ListAsync(string sort, int offset)
    {
        using var answer = await _http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/api/v1/staff/cases?sort={sort}&offset={offset}&limit=100"), UriKind.Relative));
        var text = await answer.Content.ReadAsByteArrayAsync();
        var rows = answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("cases").GetArrayLength() : -1;
        if (rows != 100)
        {
            throw new InvalidOperationException($"expected 100 lines, found {rows} ({(int)answer.StatusCode})");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task SignInAsync(StaffAccounts accounts)
    {
        const string Password = "a long enough sentence of the benchmark";
        var name = new CaseworkerId("queue-race");
        var oneTime = (await accounts.CreateAsync(name, StaffRoles.Caseworker, new CaseworkerId("benchmark"), default)).OneTimePassword!;
        if ((await accounts.ChangePasswordAsync(name, oneTime, Password, default)).Account is null)
        {
            throw new InvalidOperationException("the account was not opened");
        }

        using var signedIn = await _http.PostAsJsonAsync("/api/v1/staff/sign-in", new SignInRequest(name.Value, Password), ContractsJson.Default.SignInRequest);
        signedIn.EnsureSuccessStatusCode();
    }
}
