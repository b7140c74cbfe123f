using System.Net;
using System.Text.RegularExpressions;

namespace SocialInsurance.Service.Tests;

public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/favicon.svg")]
    [InlineData("/api/v1/overview")]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/no/such/address")]
    public async Task Answer_of_any_kind_carries_the_security_headers(string address)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync(address, Token);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Address_that_is_no_page_is_a_page_for_a_browser_and_readable_json_for_a_program()
    {
        await using var service = await RunningService.StartAsync();
        using var browser = new HttpRequestMessage(HttpMethod.Get, "/no/such/address");
        browser.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");

        using var page = await service.Http.SendAsync(browser, Token);
        using var json = await service.Http.GetAsync("/no/such/address", Token);
        using var icon = await service.Http.GetAsync("/favicon.ico", Token);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var html = await page.Content.ReadAsStringAsync(Token);
        Assert.Contains("没有找到这个页面", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<style|style=|address\"", html);
        foreach (var file in Regex.Matches(html, "(?:src|href)=\"(/assets/[^\"]+)\"").Select(match => match.Groups[1].Value))
        {
            using var served = await service.Http.GetAsync(file, Token);
            Assert.Equal((HttpStatusCode.OK, file), (served.StatusCode, file));
        }

        using var itself = await service.Http.GetAsync("/missing/", Token);
        Assert.Equal(HttpStatusCode.NotFound, itself.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (json.StatusCode, json.Content.Headers.ContentType?.MediaType));
        Assert.Contains("没有这个地址", await json.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (icon.StatusCode, icon.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task First_page_names_only_files_that_are_served_and_kept_for_a_year()
    {
        await using var service = await RunningService.StartAsync();

        var html = await service.Http.GetStringAsync("/", Token);

        Assert.Contains("<title>社会保险待遇领取资格认证</title>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|style=|onload=|https?://", html);
        var files = Regex.Matches(html, "(?:src|href)=\"(/assets/[^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Contains(files, file => file.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".css", StringComparison.Ordinal));
        foreach (var file in files)
        {
            using var response = await service.Http.GetAsync(file, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("max-age=31536000", Assert.Single(response.Headers.GetValues("Cache-Control")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task First_page_is_asked_for_again_each_time_and_answers_304_when_unchanged()
    {
        await using var service = await RunningService.StartAsync();
        using var first = await service.Http.GetAsync("/", Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await service.Http.SendAsync(again, Token);

        Assert.Equal("no-cache", first.Headers.CacheControl!.ToString());
        Assert.Equal("text/html", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Page_asked_by_head_has_the_length_and_no_body()
    {
        await using var service = await RunningService.StartAsync();
        var length = (await service.Http.GetByteArrayAsync("/", Token)).Length;

        using var head = await service.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Token);

        Assert.Equal(length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("br", true)]
    [InlineData("gzip, br;q=0.5", true)]
    [InlineData("br;q=0", false)]
    [InlineData("gzip", false)]
    public async Task Page_is_compressed_only_for_a_client_that_accepts_it(string accepted, bool compressed)
    {
        await using var service = await RunningService.StartAsync();
        var plain = await service.Http.GetByteArrayAsync("/", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var response = await service.Http.SendAsync(request, Token);

        var body = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal(compressed, response.Content.Headers.ContentEncoding.Contains("br"));
        Assert.Equal(compressed, body.Length < plain.Length);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
    }

    [Theory]
    [InlineData("/public/index.html")]
    [InlineData("/../ServiceHost.cs")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("/assets/")]
    public async Task File_outside_the_list_does_not_exist(string address)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
