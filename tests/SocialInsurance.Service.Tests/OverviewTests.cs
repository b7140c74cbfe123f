using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Service.Tests;

public sealed class OverviewTests
{
    private const string Address = "/api/v1/overview";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_asked_gives_the_numbers_of_the_port()
    {
        await using var service = await RunningService.StartAsync();

        var read = await service.Http.GetFromJsonAsync(Address, ContractsJson.Default.OverviewDto, Token);

        Assert.Equivalent(KnownOverview.Create(), read, strict: true);
    }

    [Fact]
    public async Task Overview_on_the_wire_uses_the_names_of_the_contract()
    {
        await using var service = await RunningService.StartAsync();

        using var json = JsonDocument.Parse(await service.Http.GetStringAsync(Address, Token));

        var root = json.RootElement;
        Assert.Equal("2026-10-31T01:30:00+00:00", root.GetProperty("generatedAt").GetString());
        Assert.Equal("2026-10-31", root.GetProperty("asOf").GetString());
        Assert.Equal(0.9377, root.GetProperty("silent").GetProperty("certifiedShareOfDue").GetDouble());
        Assert.Equal(256, root.GetProperty("silent").GetProperty("records").GetProperty("rejected").GetInt64());
        Assert.Equal("医疗保障局", root.GetProperty("silent").GetProperty("feeds")[0].GetProperty("authority").GetString());
        Assert.Equal("red", root.GetProperty("review").GetProperty("byKind")[0].GetProperty("colour").GetString());
        Assert.Equal("Certified", root.GetProperty("explained").GetProperty("outcome").GetString());
        Assert.Equal(KnownOverview.RootHash, root.GetProperty("audit").GetProperty("rootHash").GetString());
    }

    [Fact]
    public async Task Overview_before_the_first_run_has_nulls_and_empty_lists()
    {
        await using var service = await RunningService.StartAsync();
        service.Overview.Answer = KnownOverview.CreateEmpty();

        using var json = JsonDocument.Parse(await service.Http.GetStringAsync(Address, Token));

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("asOf").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("explained").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("silent").GetProperty("feeds").GetArrayLength());
    }

    [Fact]
    public async Task Overview_unchanged_since_the_last_reading_is_not_sent_again()
    {
        await using var service = await RunningService.StartAsync();
        using var first = await service.Http.GetAsync(Address, Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await service.Http.SendAsync(again, Token);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Overview_changed_since_the_last_reading_is_sent_in_full()
    {
        await using var service = await RunningService.StartAsync();
        using var first = await service.Http.GetAsync(Address, Token);
        service.Overview.Answer = KnownOverview.Create() with { Beneficiaries = 20_414 };
        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await service.Http.SendAsync(again, Token);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(20_414, (await second.Content.ReadFromJsonAsync(ContractsJson.Default.OverviewDto, Token))!.Beneficiaries);
    }

    [Fact]
    public async Task Overview_read_by_a_crowd_reads_the_stores_once()
    {
        await using var service = await RunningService.StartAsync(lifetime: TimeSpan.FromMinutes(5));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Http.GetStringAsync(Address, Token)));

        Assert.Equal(1, service.Overview.Reads);
    }

    [Fact]
    public async Task Overview_asked_with_brotli_is_compressed()
    {
        await using var service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.AcceptEncoding.Add(new("br"));

        using var response = await service.Http.SendAsync(request, Token);

        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.True((await response.Content.ReadAsByteArrayAsync(Token)).Length < 1500);
    }

    [Fact]
    public void Overview_with_an_outcome_number_is_refused()
    {
        const string json = """{"beneficiary":"B-1","outcome":2,"rule":"r","reasonZh":"z","reasonEn":"e","evidence":[]}""";

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ExplainedDecisionDto>(json, ContractsJson.Default.Options));
    }
}
