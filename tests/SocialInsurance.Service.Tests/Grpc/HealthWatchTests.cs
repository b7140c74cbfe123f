using SocialInsurance.Contracts.Grpc.Health.V1;
using ServingStatus = SocialInsurance.Contracts.Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class HealthWatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Watch_tells_the_present_state_and_every_change()
    {
        await using var service = await RunningService.StartAsync();
        using var response = await OpenAsync(service, "");
        await using var stream = await response.Content.ReadAsStreamAsync(Token);

        Assert.Equal(ServingStatus.Serving, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
        service.Overview.Fault = new IOException("disk gone");
        Assert.Equal(ServingStatus.NotServing, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
        service.Overview.Fault = null;
        Assert.Equal(ServingStatus.Serving, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_of_an_unknown_service_says_so_and_stays()
    {
        await using var service = await RunningService.StartAsync();
        using var response = await OpenAsync(service, "no.such.Service");
        await using var stream = await response.Content.ReadAsStreamAsync(Token);

        Assert.Equal(ServingStatus.ServiceUnknown, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_open_at_shutdown_is_told_and_ended()
    {
        await using var service = await RunningService.StartAsync();
        using var response = await OpenAsync(service, "");
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        Assert.Equal(ServingStatus.Serving, (await GrpcCalls.ReadHealthAsync(stream))!.Status);

        await service.App.StopAsync(Token);

        Assert.Equal(ServingStatus.NotServing, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
        Assert.Null(await GrpcCalls.ReadHealthAsync(stream));
        Assert.Equal(14, GrpcCalls.StatusOf(response));
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_left_by_its_client_is_counted_as_cancelled()
    {
        await using var service = await RunningService.StartAsync();
        using (var response = await OpenAsync(service, ""))
        await using (var stream = await response.Content.ReadAsStreamAsync(Token))
        {
            Assert.Equal(ServingStatus.Serving, (await GrpcCalls.ReadHealthAsync(stream))!.Status);
        }

        const string expected = "socialinsurance_grpc_calls_total{method=\"/grpc.health.v1.Health/Watch\",status=\"Cancelled\"} 1\n";
        while (!(await service.Http.GetStringAsync("/metrics", Token)).Contains(expected, StringComparison.Ordinal))
        {
            await Task.Delay(20, Token);
        }
    }

    private static Task<HttpResponseMessage> OpenAsync(RunningService service, string name) =>
        service.Grpc.SendAsync(
            GrpcCalls.Request(GrpcCalls.Watch, GrpcCalls.Frame(new HealthCheckRequest { Service = name })),
            HttpCompletionOption.ResponseHeadersRead,
            Token);
}
