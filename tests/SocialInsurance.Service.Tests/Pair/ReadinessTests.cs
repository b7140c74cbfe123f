using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Tests.Platform;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage.Tests;

namespace SocialInsurance.Service.Tests.Pair;

/// <summary>What a balancer is told, and what an instance that was asked to end still does.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instance_asked_to_end_is_alive_and_not_ready_and_closes_its_connections()
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { DrainFor = TimeSpan.FromMinutes(5) });
        Assert.Equal((HttpStatusCode.OK, ReadyState.Ready), await ReadyAsync(platform));

        platform.App.Services.GetRequiredService<Drain>().Begin();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ReadyState.Draining), await ReadyAsync(platform));
        using var alive = await platform.Http.GetAsync("/healthz", Token);
        Assert.Equal((HttpStatusCode.OK, (bool?)true), (alive.StatusCode, alive.Headers.ConnectionClose));
        using var served = await platform.Http.GetAsync("/api/v1/receipts/keys", Token);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Host_stops_by_itself_after_its_drain()
    {
        using var asked = new CancellationTokenSource();
        await using var app = ServiceHost.Build(
            new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", DrainFor = TimeSpan.FromMilliseconds(200) }, new StubOverview());
        var serving = ServiceHost.ServeAsync(app, _ => asked.Cancel(), asked.Token);
        await serving.WaitAsync(Token);
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_no_place_to_send_people()
    {
        await using var service = await RunningService.StartAsync();
        service.Overview.Fault = new IOException("disk gone");
        using var answer = await service.Http.GetAsync("/readyz", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("\"status\":\"storeAway\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shared_store_that_stands_still_is_said_turns_nobody_away_and_is_answered_politely_in_bounded_time()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var store = await RedisShortLivedStore.OpenAsync(
            new RedisStoreOptions { EndPoint = redis.EndPoint, Password = RedisServer.Password, OperationTimeout = TimeSpan.FromMilliseconds(300) }, Token);
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { ShortLived = store });
        using (var paused = System.Diagnostics.Process.Start("kill", ["-STOP", $"{redis.ProcessId}"]))
        {
            await paused.WaitForExitAsync(Token);
        }

        try
        {
            using var answer = await platform.Http.GetAsync("/readyz", Token);
            var ready = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ReadinessDto, Token);
            Assert.Equal((HttpStatusCode.OK, SharedState.Away), (answer.StatusCode, ready!.Sessions));
            using var refused = await RunningPlatform.SendAsync(
                platform.Http, HttpMethod.Post, "/api/v1/staff/sign-in", new Contracts.Staff.SignInRequest("somebody", "something"), ContractsJson.Default.SignInRequest);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        }
        finally
        {
            using var resumed = System.Diagnostics.Process.Start("kill", ["-CONT", $"{redis.ProcessId}"]);
            await resumed.WaitForExitAsync(Token);
        }
    }

    private static async Task<(HttpStatusCode Status, ReadyState Ready)> ReadyAsync(RunningPlatform platform)
    {
        using var answer = await platform.Http.GetAsync("/readyz", Token);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ReadinessDto, Token))!.Status);
    }
}
