using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Grpc;
using SocialInsurance.Service.Tests.Partners;
using SocialInsurance.Service.Tests.Person;
using SocialInsurance.Service.Tests.Platform;
using SocialInsurance.Service.Tests.Sessions;

namespace SocialInsurance.Service.Tests.Leaks;

/// <summary>
/// What persons, staff, partners and sessions do, with every secret known beforehand, and then everything that came out beside the
/// answers to them: no number, name, telephone, code, password, key, nonce or score may be in it.
/// </summary>
public sealed class LeakTests(LivePlatform live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_metrics_traces_and_problems_of_a_whole_run_hold_nothing_that_was_planted()
    {
        using var told = new Telltales();
        var scanner = new LeakScanner();
        List<string> metrics = [], problems = [];
        await PersonsAsync(told, scanner, metrics, problems);
        await StaffAsync(told, scanner, metrics, problems);
        await PartnersAsync(told, scanner, metrics, problems);
        var messages = await SessionAsync(told, scanner, metrics);

        Assert.True(scanner.Planted >= 25, $"only {scanner.Planted} secrets were planted");
        Assert.True(told.Logs.Count >= 5 && told.Traces.Count > 20 && problems.Count > 5, $"{told.Logs.Count} lines, {told.Traces.Count} traces, {problems.Count} problems");
        Assert.Equal([], scanner.Search("logs", told.Logs));
        Assert.Equal([], scanner.Search("traces", told.Traces));
        Assert.Equal([], scanner.Search("metrics", metrics));
        Assert.Equal([], scanner.Search("problems", problems));
        // a score is a number like any other: the words beside it are looked for
        Assert.All(told.Logs.Concat(told.Traces).Concat(metrics).Concat(problems).Concat(messages), text => Assert.DoesNotMatch("(?i)score|similarity|threshold|padMean|likelihood", text));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("value")]
    [InlineData("scope")]
    [InlineData("exception")]
    [InlineData("tag")]
    [InlineData("escaped")]
    [InlineData("base64")]
    [InlineData("hexadecimal")]
    public async Task Secret_that_is_planted_into_the_host_is_found(string how)
    {
        const string Secret = "张小明13900000001";
        using var told = new Telltales();
        var scanner = new LeakScanner();
        scanner.Plant("name", Secret);
        await using var service = await RunningService.StartAsync();
        told.Watch(service.App.Services);
        var log = service.App.Services.GetRequiredService<ILogger<LeakTests>>();
        switch (how)
        {
            case "text": log.LogWarning("refused 张小明13900000001 again"); break;
            case "value": log.Log(LogLevel.Warning, default, new Dictionary<string, object?> { ["who"] = Secret }, null, (_, _) => "refused"); break;
            case "scope": using (log.BeginScope("of {Who}", Secret)) { log.LogWarning("refused"); } break;
            case "exception": log.LogError(new InvalidOperationException("outer", new IOException(Secret)), "fault"); break;
            case "tag": using (var source = new ActivitySource("planted")) { source.StartActivity("work")!.SetTag("who", Secret).Dispose(); } break;
            case "escaped": log.LogWarning("{Text}", System.Text.Json.JsonSerializer.Serialize(Secret)); break;
            case "base64": log.LogWarning("{Text}", Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret + "!"))); break;
            case "hexadecimal": log.LogWarning("{Text}", Convert.ToHexStringLower(Encoding.UTF8.GetBytes("." + Secret))); break;
        }

        Assert.NotEmpty(scanner.Search("logs", told.Logs).Concat(scanner.Search("traces", told.Traces)));
    }

    /// <summary>A person and a helper, from the code to the appointment, and a telephone that fails with the number in its message.</summary>
    private static async Task PersonsAsync(Telltales told, LeakScanner scanner, List<string> metrics, List<string> problems)
    {
        await using var platform = await PersonPlatform.StartAsync();
        told.Watch(platform.Service.App.Services);
        var secrets = await PersonPrivacyTests.WalkAsync(platform);
        secrets.ForEach(secret => scanner.Plant("of a person or helper", secret));
        using var page = new PersonPage(platform);
        foreach (var (path, body) in new[]
        {
            ("/api/v1/claims", $$"""{"documentNumber":"{{secrets[0]}}","name":"张小明","role":"king"}"""),
            ("/api/v1/claims/x/proof", $$"""{"code":"{{secrets[0]}}"}"""),
            ("/api/v1/me/represented", $$"""{"documentNumber":"{{secrets[0]}}","name":"张小明","kinship":"child"}"""),
            ("/api/v1/me/devices", $$"""{"publicKey":"{{secrets[0]}}"}"""),
        })
        {
            using var answer = await page.SendRawAsync(HttpMethod.Post, path, body, "application/json");
            await NoteProblemAsync(answer, problems);
        }

        metrics.Add(await platform.Service.Http.GetStringAsync("/metrics", Token));
    }

    /// <summary>Right and wrong passwords, one-time passwords, a search by number, and requests that are refused.</summary>
    private static async Task StaffAsync(Telltales told, LeakScanner scanner, List<string> metrics, List<string> problems)
    {
        await using var platform = await RunningPlatform.StartAsync();
        told.Watch(platform.App.Services);
        using var caseworker = await platform.SignInAsync("cw-leak", StaffRoles.Caseworker | StaffRoles.Administrator);
        scanner.Plant("password", RunningPlatform.PasswordOf("cw-leak"));
        var made = await RunningPlatform.ReadAsync(
            await RunningPlatform.SendAsync(caseworker, HttpMethod.Post, "/api/v1/staff/accounts", new CreateStaffAccountRequest("cw-other", ["caseworker"]), ContractsJson.Default.CreateStaffAccountRequest),
            ContractsJson.Default.StaffAccountCreatedDto,
            HttpStatusCode.Created);
        scanner.Plant("one-time password", made.OneTimePassword);
        scanner.Plant("wrong password", "my dog is called Rex 77");
        await NoteProblemAsync(
            await RunningPlatform.SendAsync(platform.Http, HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest("cw-leak", "my dog is called Rex 77"), ContractsJson.Default.SignInRequest), problems);
        foreach (var number in Enumerable.Range(1, 4))
        {
            scanner.Plant("document number", $"H{number:D8}");
            scanner.Plant("name", $"试验者{number}号");
            using var found = await RawAsync(caseworker, "/api/v1/staff/people/search", $$"""{"documentNumber":"H{{number:D8}}"}""");
            using var refused = await RawAsync(caseworker, "/api/v1/staff/people/search", $$"""{"documentNumber":["H{{number:D8}}"]}""");
            await NoteProblemAsync(refused, problems);
        }

        scanner.Plant("telephone", "13800001111");
        metrics.Add(await platform.Http.GetStringAsync("/metrics", Token));
    }

    /// <summary>A key that lets in, one that does not, and a question about somebody by number and name.</summary>
    private static async Task PartnersAsync(Telltales told, LeakScanner scanner, List<string> metrics, List<string> problems)
    {
        await using var service = await PartnerService.StartAsync();
        told.Watch(service.Running.App.Services);
        var (_, key) = await service.AddAsync();
        scanner.Plant("partner's key", key);
        scanner.Plant("name", PartnerService.Name);
        scanner.Plant("purpose", "秘密目的");
        foreach (var (with, document) in new[] { (key, PartnerService.Certified), (key + "x", PartnerService.Due), (key, "no document at all 13900000001") })
        {
            var ended = await service.Running.CallAsync(
                "/socialinsurance.v1.Verification/GetStatus",
                GrpcCalls.Frame(new GetStatusRequest { DocumentNumber = document, Purpose = "秘密目的", ConsentReference = "c-1", Name = PartnerService.Name }),
                GrpcCalls.Key(with));
            problems.Add($"{ended.Status} {ended.Message} {ended.Reason}");
        }

        metrics.Add(await service.Running.Http.GetStringAsync("/metrics", Token));
    }

    /// <summary>A live session with real models and scores, and one with a broken frame; what the server said in them.</summary>
    private async Task<IReadOnlyList<string>> SessionAsync(Telltales told, LeakScanner scanner, List<string> metrics)
    {
        await using var host = await live.StartAsync();
        told.Watch(host.App.Services);
        var person = await live.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);
        var opened = await client.OpenAsync();
        await client.HelloAsync(opened);
        await client.PlayAsync(LivePlatform.Clip.Take(24));
        using var broken = new SessionClient(host.Http, person);
        var second = await broken.OpenAsync();
        await broken.HelloAsync(second);
        await broken.SendFrameAsync(1, [1, 2, 3]);
        await broken.ReadEndAsync();
        foreach (var (kind, secret) in new[]
        {
            ("person", person.Value), ("nonce", opened.Nonce), ("nonce", second.Nonce), ("claim", "claim-one-of-this-person"),
        })
        {
            scanner.Plant(kind, secret);
        }

        using var http = new HttpClient { BaseAddress = host.Http };
        metrics.Add(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token));
        var lines = string.Join('\n', host.Logs.Lines);
        Assert.Contains("5101", lines, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_session_ends", metrics[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", lines, StringComparison.Ordinal);
        Assert.All((string[])[opened.SessionId, second.SessionId], id => Assert.DoesNotContain(id, lines + metrics[^1], StringComparison.OrdinalIgnoreCase));
        return [.. client.Received, .. broken.Received];
    }

    private static Task<HttpResponseMessage> RawAsync(HttpClient client, string path, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Sicert", "1");
        return client.SendAsync(request, Token);
    }

    private static async Task NoteProblemAsync(HttpResponseMessage answer, List<string> problems)
    {
        Assert.True((int)answer.StatusCode >= 400, $"expected a refusal, found {answer.StatusCode}");
        problems.Add(await answer.Content.ReadAsStringAsync(Token));
    }
}
