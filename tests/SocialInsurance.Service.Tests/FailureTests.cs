using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;

namespace SocialInsurance.Service.Tests;

public sealed class FailureTests
{
    // a planted citizen number: region 000000 does not exist
    private const string Secret = "000000195001010010 planted in the exception";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_unknown_gives_problem_details()
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync("/api/v1/nothing", Token);

        var problem = await ReadProblemAsync(response, HttpStatusCode.NotFound);
        Assert.Equal("not-found", problem.Code);
        Assert.Equal("urn:socialinsurance:problem:not-found", problem.Type);
        Assert.Contains("没有这个地址", problem.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/overview")]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/")]
    public async Task Method_unknown_gives_problem_details_and_names_the_allowed_ones(string address)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.PostAsync(address, new StringContent("x"), Token);

        Assert.Equal("method-not-allowed", (await ReadProblemAsync(response, HttpStatusCode.MethodNotAllowed)).Code);
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Exception_unhandled_shows_its_text_neither_to_the_client_nor_to_the_log()
    {
        await using var service = await RunningService.StartAsync(configure: app =>
            app.MapGet("/fault/{number}", IResult (string number) => throw new InvalidOperationException(Secret)));

        using var response = await service.Http.GetAsync("/fault/000000195001010010", Token);

        var body = await response.Content.ReadAsStringAsync(Token);
        var problem = await ReadProblemAsync(response, HttpStatusCode.InternalServerError);
        Assert.Equal("internal", problem.Code);
        Assert.DoesNotContain("planted", body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Logs.Lines, line => line.Contains("0000001950", StringComparison.Ordinal));
        Assert.Contains(service.Logs.Lines, line =>
            line.StartsWith("5001 ", StringComparison.Ordinal)
            && line.Contains("System.InvalidOperationException", StringComparison.Ordinal)
            && line.Contains("/fault/{number}", StringComparison.Ordinal)
            && line.Contains(problem.TraceId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exception_after_the_answer_began_ends_the_connection()
    {
        await using var service = await RunningService.StartAsync(configure: app => app.MapGet("/half", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half an answer", Token);
            await context.Response.Body.FlushAsync(Token);
            throw new InvalidOperationException(Secret);
        }));

        await Assert.ThrowsAsync<HttpRequestException>(() => service.Http.GetStringAsync("/half", Token));
    }

    [Fact]
    public async Task Body_over_the_limit_gives_problem_details()
    {
        await using var service = await RunningService.StartAsync(configure: app => app.MapPost("/take", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Token);
        }));

        using var response = await service.Http.PostAsync("/take", new ByteArrayContent(new byte[64 * 1024 + 1]), Token);

        Assert.Equal("too-large", (await ReadProblemAsync(response, HttpStatusCode.RequestEntityTooLarge)).Code);
    }

    [Fact]
    public async Task Stores_that_fail_give_problem_details_and_recover()
    {
        await using var service = await RunningService.StartAsync();
        service.Overview.Fault = new IOException(Secret);

        using var failed = await service.Http.GetAsync("/api/v1/overview", Token);
        service.Overview.Fault = null;
        using var recovered = await service.Http.GetAsync("/api/v1/overview", Token);

        Assert.Equal("unavailable", (await ReadProblemAsync(failed, HttpStatusCode.ServiceUnavailable)).Code);
        Assert.Equal(HttpStatusCode.OK, recovered.StatusCode);
        Assert.DoesNotContain(service.Logs.Lines, line => line.Contains("planted", StringComparison.Ordinal));
        Assert.Contains(service.Logs.Lines, line => line.StartsWith("5003 ", StringComparison.Ordinal));
        Assert.Contains(service.Logs.Lines, line => line.StartsWith("5004 ", StringComparison.Ordinal));
    }

    private static async Task<ProblemDto> ReadProblemAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
        var problem = await response.Content.ReadFromJsonAsync(ContractsJson.Default.ProblemDto, Token);
        Assert.Equal((int)expected, problem!.Status);
        Assert.NotEmpty(problem.TraceId);
        return problem;
    }
}
