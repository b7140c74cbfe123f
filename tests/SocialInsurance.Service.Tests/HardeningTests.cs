using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests;

/// <summary>What must hold for every address, walked from the routes of the running host.</summary>
public sealed partial class HardeningTests
{
    private const string PublicName = "rz.example.org";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_carries_the_security_headers_whatever_it_answers()
    {
        await using var platform = await RunningPlatform.StartAsync();
        foreach (var (method, path, _) in AddressesOf(platform))
        {
            using var answer = await platform.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Token);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.True(
                policy.StartsWith("default-src 'none';", StringComparison.Ordinal)
                && policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
                && !policy.Contains("unsafe", StringComparison.Ordinal)
                && !policy.Contains("://", StringComparison.Ordinal),
                $"{method} {path}: {policy}");
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Contains("microphone=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"), $"{method} {path}: HSTS over http");
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), $"{method} {path}: CORS");
            Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Under_an_https_origin_there_is_hsts_and_every_cookie_is_bound_to_the_host()
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { PublicOrigin = $"https://{PublicName}" });
        var oneTime = (await platform.Accounts.CreateAsync(new("cw-1"), StaffRoles.Caseworker, new("test"), Token)).OneTimePassword!;
        using var page = await GetAsync(platform, "/", PublicName);
        Assert.Contains("max-age=31536000", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        using var signedIn = await SignInAsync(platform, oneTime);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var cookies = signedIn.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        foreach (var cookie in cookies)
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.All(["; path=/", "; secure", "; samesite=strict", "; httponly"], part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(PublicName, true)]
    [InlineData("RZ.EXAMPLE.ORG", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:99", true)]
    [InlineData("localhost:8080", true)]
    [InlineData(PublicName + ":8443", false)]
    [InlineData(PublicName + ".attacker.example", false)]
    [InlineData("attacker.example", false)]
    [InlineData("127.0.0.1.attacker.example", false)]
    public async Task Host_that_is_not_ours_gets_nothing(string host, bool answers)
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { PublicOrigin = $"https://{PublicName}" });
        using var answer = await GetAsync(platform, "/api/v1/overview", host);
        Assert.Equal(answers ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("rz.example.org")]
    [InlineData("https://rz.example.org/path")]
    [InlineData("https://user@rz.example.org")]
    [InlineData("ftp://rz.example.org")]
    public void Origin_of_another_form_is_refused(string origin) => Assert.Single(new ServiceOptions { PublicOrigin = origin }.Validate());

    [Fact]
    public async Task Every_write_refuses_a_body_over_the_limit_and_a_post_of_another_site()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var everybody = await platform.SignInAsync("everybody", (StaffRoles)63);
        var writes = AddressesOf(platform).Where(address => address.Method == "POST").ToList();
        Assert.True(writes.Count(write => write.TakesBody) > 30, $"{writes.Count} writes");
        foreach (var (method, path, takesBody) in writes)
        {
            // an address that takes none never reads it
            using var large = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json") };
            large.Headers.Add("X-Sicert", "1");
            large.Headers.ConnectionClose = true; // what was not read ends the connection anyway
            using var tooLarge = takesBody ? await SendAsync(everybody, large) : null;
            Assert.True(tooLarge is null || (int)tooLarge.StatusCode is >= 400 and < 500, $"{method} {path}: {tooLarge?.StatusCode}");

            // what a form of another site can send with the victim's cookies, if SameSite were not there; a form knows GET and POST
            foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
            {
                using var foreign = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}", Encoding.UTF8, type) };
                foreign.Headers.Add("Origin", "https://attacker.example");
                using var refused = await everybody.SendAsync(foreign, Token);
                Assert.True((int)refused.StatusCode is 400 or 401 or 403 or 404 or 415 or 429, $"{method} {path} as {type}: {refused.StatusCode}");
            }
        }
    }

    [Fact]
    public void No_served_file_names_a_third_party_origin()
    {
        var assembly = typeof(ServiceHost).Assembly;
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith("web/", StringComparison.Ordinal)).ToList();
        Assert.True(files.Count > 10, $"{files.Count} files");
        List<string> found = [];
        foreach (var file in files.Where(name => Path.GetExtension(name) is ".html" or ".js" or ".css" or ".svg" or ".json" or ".webmanifest"))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            found.AddRange(ThirdParties(reader.ReadToEnd()).Select(address => $"{file}: {address}"));
        }

        Assert.Equal(string.Empty, string.Join('\n', found.Distinct()));
        // the search sees what it looks for
        Assert.Equal(["https://cdn.example.org/x.js", "//fonts.example.org/a.css"], ThirdParties("""<script src="https://cdn.example.org/x.js"></script><link href="//fonts.example.org/a.css">"""));
    }

    /// <summary>Addresses with a host in any text that a browser could load; names of XML namespaces and documentation links load nothing.</summary>
    private static IEnumerable<string> ThirdParties(string text) => Origins().Matches(text).Select(match => match.Groups[1].Value)
        .Where(address => !Harmless.Any(known => address.StartsWith(known, StringComparison.Ordinal)));

    private static readonly string[] Harmless = ["http://www.w3.org/", "https://vuejs.org/error-reference/", "https://element-plus.org/", "https://github.com/", "https://echarts.apache.org/"];

    [GeneratedRegex("""["'`(]((?:(?:https?|wss?):)?//[a-zA-Z0-9][a-zA-Z0-9-]*\.[a-zA-Z0-9./?=&_%:-]+)""")]
    private static partial Regex Origins();

    private static List<(string Method, string Path, bool TakesBody)> AddressesOf(RunningPlatform platform) =>
    [
        .. platform.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => (method, PathOf(endpoint), endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null)))
            .Distinct()
            .Order(),
    ];

    private static string PathOf(RouteEndpoint endpoint) => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "x").TrimStart('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    /// <summary>Null when the host hung up on what it does not want to read.</summary>
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient browser, HttpRequestMessage request)
    {
        try
        {
            return await browser.SendAsync(request, Token);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Task<HttpResponseMessage> GetAsync(RunningPlatform platform, string path, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        return platform.Http.SendAsync(request, Token);
    }

    private static Task<HttpResponseMessage> SignInAsync(RunningPlatform platform, string password) => RunningPlatform.SendAsync(
        platform.Http, HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest("cw-1", password), ContractsJson.Default.SignInRequest, ("Host", PublicName));
}
