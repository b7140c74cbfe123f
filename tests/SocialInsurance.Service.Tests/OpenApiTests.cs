using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SocialInsurance.Service.Tests;

public sealed class OpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_lists_every_route_that_is_not_a_page()
    {
        await using var service = await RunningService.StartAsync();

        using var document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi/v1.json", Token));

        var routes = service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription != true)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Order(StringComparer.Ordinal);
        var listed = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["/api/v1/overview", "/healthz", "/metrics", "/readyz"], listed);
        Assert.Equal(routes, listed);
    }

    [Fact]
    public async Task Document_describes_the_overview_in_full()
    {
        await using var service = await RunningService.StartAsync();

        using var document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi/v1.json", Token));

        var root = document.RootElement;
        Assert.StartsWith("3.1", root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.False(root.TryGetProperty("servers", out var servers) && servers.GetArrayLength() != 0);
        var schemas = root.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ["asOf", "audit", "beneficiaries", "explained", "face", "generatedAt", "policyVersion", "review", "silent"],
            schemas.GetProperty("OverviewDto").GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.True(root.GetProperty("paths").GetProperty("/api/v1/overview").GetProperty("get").GetProperty("responses").TryGetProperty("503", out _));
    }
}
