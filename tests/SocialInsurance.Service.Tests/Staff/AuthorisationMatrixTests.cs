using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Staff;
using SocialInsurance.Service.Tests.Cases;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Staff;

/// <summary>Every endpoint of staff x every role x own and other region, walked from the routes of the running host.</summary>
public sealed class AuthorisationMatrixTests
{
    private const string OtherRegion = "9902";
    private const string Nobody = "nobody";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_answers_every_account_as_the_table_says()
    {
        await using var platform = await RunningPlatform.StartAsync();

        Assert.Equal(string.Empty, string.Join('\n', await DifferencesAsync(platform)));
    }

    [Fact]
    public async Task Routes_and_table_name_the_same_addresses()
    {
        await using var platform = await RunningPlatform.StartAsync();

        Assert.Equal(StaffRouteTable.Routes.Select(route => route.Name).Order(StringComparer.Ordinal), NamesOf(platform));
    }

    [Fact]
    public async Task Hole_in_the_routes_is_seen_and_lets_nobody_in()
    {
        await using var platform = await RunningPlatform.StartAsync(routes: app =>
        {
            app.MapGet("/api/v1/staff/forgotten", () => "open");
            app.MapGet("/api/v1/staff/too-wide", () => "open").ForStaff(StaffRoles.Administrator, StaffScope.Nobody);
        });

        Assert.Equal(
            ["GET /api/v1/staff/forgotten", "GET /api/v1/staff/too-wide"],
            NamesOf(platform).Except(StaffRouteTable.Routes.Select(route => route.Name)).Order(StringComparer.Ordinal));
        using var administrator = await platform.SignInAsync("admin-1", (StaffRoles)63);
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await administrator.GetAsync("/api/v1/staff/forgotten", Token), HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/api/v1/staff/too-wide", Token)).StatusCode);
        // a table that expects less than the route gives must differ
        var route = new StaffRoute("GET", "/api/v1/staff/too-wide", StaffRoles.Auditor);
        Assert.Contains("GET /api/v1/staff/too-wide as administrator: expected 403, found 200", await DifferencesAsync(platform, [route]));
        // and so must one that expects a region to be kept where the route keeps none
        Assert.Contains(
            "GET /api/v1/staff/too-wide as administrator elsewhere: expected 404, found 200",
            await DifferencesAsync(platform, [route with { Roles = StaffRoles.Administrator, Other = HttpStatusCode.NotFound }]));
    }

    [Fact]
    public async Task Write_without_the_header_or_with_another_kind_of_body_is_refused_everywhere()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var everybody = await platform.SignInAsync("everybody", (StaffRoles)63);
        foreach (var route in StaffRouteTable.Routes.Where(route => route.Method != "GET"))
        {
            using var bare = await everybody.SendAsync(Request(route, id, ownPage: false), Token);
            Assert.True(bare.StatusCode == HttpStatusCode.Forbidden, $"{route.Name}: {bare.StatusCode}");
            if (route is { Body: not null, Door: Door.Roles })
            {
                using var form = await everybody.SendAsync(Request(route, id, type: "text/plain"), Token);
                Assert.True(form.StatusCode == HttpStatusCode.UnsupportedMediaType, $"{route.Name}: {form.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Lists_hold_only_what_lies_in_the_region()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var own = await platform.SignInAsync("own", StaffRoles.Caseworker, "9901");
        using var other = await platform.SignInAsync("other", StaffRoles.Caseworker, OtherRegion);
        foreach (var query in new[] { string.Empty, "?division=99", "?division=9901", "?division=990101" })
        {
            Assert.Contains(id.ToString(), await own.GetStringAsync($"/api/v1/staff/cases{query}", Token), StringComparison.Ordinal);
            Assert.DoesNotContain(id.ToString(), await other.GetStringAsync($"/api/v1/staff/cases{query}", Token), StringComparison.Ordinal);
        }

        Assert.Contains("\"open\":1", await own.GetStringAsync("/api/v1/staff/cases/counts", Token), StringComparison.Ordinal);
        Assert.Contains("\"open\":0", await other.GetStringAsync("/api/v1/staff/cases/counts", Token), StringComparison.Ordinal);
        var search = StaffRouteTable.Routes.Single(route => route.Pattern.EndsWith("/search", StringComparison.Ordinal));
        Assert.Contains("P000001", await TextAsync(own, Request(search, id)), StringComparison.Ordinal);
        Assert.DoesNotContain("P000001", await TextAsync(other, Request(search, id)), StringComparison.Ordinal);
        var many = StaffRouteTable.Routes.Single(route => route.Pattern.EndsWith("/assignments", StringComparison.Ordinal));
        Assert.Contains("\"code\":\"caseUnknown\"", await TextAsync(other, Request(many, id)), StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_states_who_may_do_what()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Service.README.md"));
        foreach (var route in StaffRouteTable.Routes.Where(route => route.Door == Door.Roles))
        {
            Assert.Contains($"| `{route.Name}` | {WordsOf(route.Roles)} |", readme, StringComparison.Ordinal);
        }
    }

    internal static string WordsOf(StaffRoles roles) => string.Join(", ", Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant()));

    private static List<string> NamesOf(RunningPlatform platform) =>
    [
        .. platform.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/staff", StringComparison.OrdinalIgnoreCase))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<List<string>> DifferencesAsync(RunningPlatform platform, IReadOnlyList<StaffRoute>? table = null)
    {
        var id = await CaseSamples.OpenAsync(platform, 1);
        var receipt = await CaseSamples.ReceiptAsync(platform);
        var complaint = await CaseSamples.ComplaintAsync(platform);
        List<string> differences = [];
        foreach (var persona in await PersonasAsync(platform))
        {
            foreach (var route in (table ?? StaffRouteTable.Routes).Where(route => route.Door != Door.Anybody || persona.Name == Nobody))
            {
                using var answer = await persona.Browser.SendAsync(Request(route, id, receipt, complaint), Token);
                var found = (int)answer.StatusCode;
                var expected = Expected(route, persona);
                var fits = expected is { } status ? found == (int)status : found is < 500 and not (401 or 403 or 404);
                if (!fits)
                {
                    differences.Add($"{route.Name} as {persona.Name}: expected {(expected is { } s ? (int)s : "an answer")}, found {found}");
                }
            }

            persona.Browser.Dispose();
        }

        return differences;
    }

    /// <summary>Null: let in, whatever the address then answers.</summary>
    private static HttpStatusCode? Expected(StaffRoute route, Persona persona) => (route.Door, persona) switch
    {
        (Door.Anybody, _) => route.Pattern.EndsWith("sign-out", StringComparison.Ordinal) ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest,
        (_, { Roles: null }) => HttpStatusCode.Unauthorized,
        (Door.Password, _) => null,
        (_, { Half: true }) => HttpStatusCode.Forbidden,
        (Door.SignedIn, _) => null,
        (_, { MustChange: true }) => HttpStatusCode.Forbidden,
        _ when (route.Roles & persona.Roles) == 0 => HttpStatusCode.Forbidden,
        (_, { Elsewhere: true }) => route.Other ?? route.Own,
        _ => route.Own,
    };

    private static async Task<List<Persona>> PersonasAsync(RunningPlatform platform)
    {
        var unique = Guid.CreateVersion7().ToString("N")[20..];
        List<Persona> personas = [new(Nobody, null, false, false, platform.Client())];
        foreach (var role in Enum.GetValues<StaffRoles>())
        {
            var name = role.ToString().ToLowerInvariant();
            personas.Add(new(name, role, false, false, await platform.SignInAsync($"{name}-{unique}", role, "9901")));
            personas.Add(new($"{name} elsewhere", role, true, false, await platform.SignInAsync($"{name}-far-{unique}", role, OtherRegion)));
        }

        const StaffRoles All = (StaffRoles)63;
        var oneTime = (await platform.Accounts.CreateAsync(new CaseworkerId($"new-{unique}"), All, new CaseworkerId("test"), Token)).OneTimePassword!;
        personas.Add(new("new", All, false, true, await platform.SignInOnlyAsync($"new-{unique}", oneTime)));
        personas.Add(new("half", All, false, false, await HalfAsync(platform, $"half-{unique}", All)) { Half = true });
        var closed = await platform.SignInAsync($"closed-{unique}", All);
        Assert.NotNull((await platform.Accounts.CloseAsync(new CaseworkerId($"closed-{unique}"), new CaseworkerId("test"), Token)).Account);
        personas.Add(new("closed", null, false, false, closed));
        return personas;
    }

    /// <summary>Has a second factor and showed the password only.</summary>
    private static async Task<HttpClient> HalfAsync(RunningPlatform platform, string name, StaffRoles roles)
    {
        (await platform.SignInAsync(name, roles)).Dispose();
        var secret = (await platform.Factors.BeginAsync(new CaseworkerId(name), null, Token)).Secret!;
        Assert.NotNull((await platform.Factors.ConfirmAsync(new CaseworkerId(name), Totp.CodeAt(secret, Totp.StepAt(platform.Clock.Now)), Token)).Account);
        return await platform.SignInOnlyAsync(name, RunningPlatform.PasswordOf(name));
    }

    private static HttpRequestMessage Request(StaffRoute route, CaseId id, string? receipt = null, string? complaint = null, bool ownPage = true, string type = "application/json")
    {
        string Fill(string text) => text
            .Replace("{caseId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{account}", "nobody-here", StringComparison.Ordinal)
            .Replace("{frameId}", "f1", StringComparison.Ordinal)
            .Replace("{feedbackId}", complaint ?? "none", StringComparison.Ordinal)
            .Replace("{receiptId}", receipt ?? "none", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(route.Method), Fill(route.Pattern));
        if (ownPage)
        {
            request.Headers.Add("X-Sicert", "1");
        }

        request.Headers.Add("Idempotency-Key", "key-00000001");
        request.Content = route.Body is null ? null : new StringContent(Fill(route.Body), Encoding.UTF8, type);
        return request;
    }

    private static async Task<string> TextAsync(HttpClient browser, HttpRequestMessage request)
    {
        using var answer = await browser.SendAsync(request, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    /// <param name="Roles">null: not signed in</param>
    private sealed record Persona(string Name, StaffRoles? Roles, bool Elsewhere, bool MustChange, HttpClient Browser)
    {
        /// <summary>The second factor is missing.</summary>
        public bool Half { get; init; }
    }
}
