using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>The whole product in a real browser: the demonstration's host, its real models, and a face that moves before the camera.</summary>
[Collection(BeforeRealModels.Name)]
public sealed partial class ProductWalkTests(CameraBrowser camera)
{
    [Fact]
    public async Task Newcomer_certifies_on_the_page_gets_a_receipt_that_anybody_can_check_and_leaves_no_personal_data_in_the_log()
    {
        await using var service = await DemoService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await KioskWalkTests.WalkAsync(test);
        await test.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Setting("ArtifactsFolder"), "product-certified-390.png"), FullPage = true });
        await test.ClickAsync("receipt");
        await Expect(test.Page.Locator("main")).ToContainTextAsync(Token());
        await test.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Setting("ArtifactsFolder"), "product-receipt-390.png"), FullPage = true });

        var token = Token().Match(await test.Page.Locator("main").InnerTextAsync()).Value;
        using var anybody = new HttpClient { BaseAddress = service.Address };
        using var checkedBy = await anybody.PostAsJsonAsync("/api/v1/receipts/verify", new { token }, TestContext.Current.CancellationToken);
        Assert.Equal("genuine", (await checkedBy.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("state").GetString());
        Assert.True(test.Complaints.Count == 0, string.Join("\n", test.Complaints));
        Assert.All(test.Requests, request => Assert.Equal(service.Address.Authority, request.Authority));
        Assert.DoesNotContain(test.Requests, request => request.ToString().Contains(service.DuePerson.Number, StringComparison.Ordinal));
        Assert.Equal(0, await service.StopAsync());
        var log = await service.Log;
        Assert.DoesNotContain(service.DuePerson.Number, log, StringComparison.Ordinal);
        Assert.DoesNotContain(service.DuePerson.Name, log, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"SICERT1\.[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
