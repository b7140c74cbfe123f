using System.Net;
using System.Net.Http.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Health;

namespace SocialInsurance.Service.Tests;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_while_the_stores_answer_is_serving()
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync("/healthz", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"status\":\"serving\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_while_the_stores_fail_is_not_serving()
    {
        await using var service = await RunningService.StartAsync();
        service.Overview.Fault = new IOException("disk gone");

        using var response = await service.Http.GetAsync("/healthz", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var health = await response.Content.ReadFromJsonAsync(ContractsJson.Default.HealthDto, Token);
        Assert.Equal(ServingState.NotServing, health!.Status);
        Assert.Equal("0.1.0", health.Version);
    }
}
