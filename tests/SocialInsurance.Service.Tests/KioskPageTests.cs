using System.Net;
using System.Text.RegularExpressions;

namespace SocialInsurance.Service.Tests;

public sealed class KioskPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/kiosk", true)]
    [InlineData("/kiosk/", true)]
    [InlineData("/kiosk/?kiosk=1", true)]
    [InlineData("/", false)]
    [InlineData("/kiosks", false)]
    [InlineData("/api/v1/overview", false)]
    public async Task Camera_is_open_to_the_kiosk_page_alone(string address, bool open)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync(address, Token);

        var policy = Assert.Single(response.Headers.GetValues("Permissions-Policy"));
        Assert.StartsWith(open ? "camera=(self), " : "camera=(), ", policy, StringComparison.Ordinal);
        Assert.Contains("microphone=()", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/kiosk", "text/html")]
    [InlineData("/kiosk-worker.js", "text/javascript")]
    [InlineData("/kiosk.webmanifest", "application/manifest+json")]
    [InlineData("/icons/kiosk-192.png", "image/png")]
    [InlineData("/voice/zh/turnLeft.mp3", "audio/mpeg")]
    public async Task File_of_the_shell_is_served_with_its_type(string address, string type)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Http.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("moveCloser"), InlineData("moveBack"), InlineData("moreLight"), InlineData("lessLight"), InlineData("lookHere")]
    [InlineData("holdStill"), InlineData("onePersonOnly"), InlineData("turnLeft"), InlineData("turnRight"), InlineData("nod")]
    [InlineData("openMouth"), InlineData("blink"), InlineData("wellDone"), InlineData("waitPlease")]
    public async Task Advice_of_a_session_has_a_clip_under_25_kilobytes(string code)
    {
        await using var service = await RunningService.StartAsync();

        var clip = await service.Http.GetByteArrayAsync($"/voice/zh/{code}.mp3", Token);

        Assert.InRange(clip.Length, 1_000, 25_000);
    }

    [Fact]
    public async Task Kiosk_page_holds_nothing_inline_and_names_no_other_origin()
    {
        await using var service = await RunningService.StartAsync();

        var html = await service.Http.GetStringAsync("/kiosk/", Token);

        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|style=|onload=|https?://", html);
        foreach (Match file in Regex.Matches(html, "(?:src|href)=\"(/[^\"]+)\""))
        {
            using var response = await service.Http.GetAsync(file.Groups[1].Value, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
