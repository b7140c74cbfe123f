using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>The machine in a hall: it resets itself, reads cards and remembers nobody. And the page's own clocks and storage.</summary>
public sealed class KioskMachineTests(CameraBrowser camera)
{
    private const string Machine = "?kiosk=1";

    [Fact]
    public async Task Machine_untouched_warns_then_ends_the_claim_and_is_as_if_nobody_had_been_there()
    {
        await using var service = await FakeService.StartAsync();
        service.Status = KnownPeople.Silent();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine, clock: true);
        await test.ClickAsync("attract");
        await test.ClickAsync("size-large");
        await test.ProveAsync();
        await test.BeOnAsync("standing");

        await test.Page.Clock.RunForAsync(46_000);
        await Expect(test.Page.GetByTestId("idle")).ToContainTextAsync(new Regex("1[345] 秒后会自动退出"));
        await BrowserFixture.SaveAsync(test.Page, "kiosk-idle-1080-light");
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "再等一会儿" }).ClickAsync();
        await Expect(test.Page.GetByTestId("idle")).ToHaveCountAsync(0);
        await test.BeOnAsync("standing");
        await test.Page.Clock.RunForAsync(61_000);

        await test.BeOnAsync("attract");
        await service.CalledAsync("DELETE /api/v1/claims/current");
        Assert.DoesNotContain("张", await test.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await test.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length"));
        Assert.Empty(await test.Page.EvaluateAsync<string[]>("async () => (await indexedDB.databases()).map(one => one.name)"));
        Assert.Empty(await test.Page.Context.CookiesAsync());
        Assert.Equal("30px", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).fontSize"));
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Machine_before_a_face_does_not_reset_in_the_middle_of_a_session()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine, clock: true);
        await test.ClickAsync("attract");
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-action='turnLeft']")).ToBeVisibleAsync();

        for (var second = 0; second < 70; second += 5)
        {
            await test.Page.Clock.RunForAsync(5_000);
            await test.BeOnAsync("camera");
        }

        await Expect(test.Page.GetByTestId("idle")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Answer_for_the_last_person_never_reaches_the_next()
    {
        await using var service = await FakeService.StartAsync();
        var context = await camera.OpenAsync(Device.Machine);
        await using var test = await KioskUnderTest.OpenAsync(service, context, Machine);
        var release = new TaskCompletionSource();
        await test.Page.RouteAsync("**/proof", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await test.ClickAsync("attract");
        await test.ProveAsync();
        await test.ClickAsync("leave");
        await test.BeOnAsync("attract");
        release.SetResult();
        await test.ClickAsync("attract");
        await test.ClickAsync("self");
        await test.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await test.BeOnAsync("who");
        await Expect(test.Page.GetByTestId("number")).ToHaveValueAsync("");
        await Expect(test.Page.GetByTestId("name")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Card_laid_on_the_reader_fills_number_and_name()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine);

        await BurstAsync(test, "11010519491231002X,张秀英");

        await test.BeOnAsync("who");
        await Expect(test.Page.GetByTestId("number")).ToHaveValueAsync("110105 1949 1231 002X");
        await Expect(test.Page.GetByTestId("name")).ToHaveValueAsync("张秀英");
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
        Assert.Equal("11010519491231002X", service.LastClaim!.DocumentNumber);
    }

    [Fact]
    public async Task Card_laid_down_while_a_field_has_the_focus_leaves_no_stray_letters()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine);
        await test.ClickAsync("attract");
        await test.ClickAsync("self");
        await test.Page.GetByTestId("name").FocusAsync();

        await BurstAsync(test, "11010519491231002X");

        await Expect(test.Page.GetByTestId("number")).ToHaveValueAsync("110105 1949 1231 002X");
        await Expect(test.Page.GetByTestId("name")).ToHaveValueAsync("");
        await test.BeOnAsync("who");
    }

    [Fact]
    public async Task Machine_offers_no_memory_no_link_away_and_no_telephone_link()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine);
        await test.ClickAsync("attract");

        await KioskWalkTests.WalkAsync(test);

        await Expect(test.Page.GetByTestId("remember")).ToHaveCountAsync(0);
        await Expect(test.Page.Locator("a[href]:not(.skip)")).ToHaveCountAsync(0);
        await test.ClickAsync("done");
        await test.BeOnAsync("attract");
    }

    [Fact]
    public async Task Fields_ask_the_browser_to_remember_nothing()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), Machine);
        await test.ClickAsync("attract");
        await test.ClickAsync("helper");

        var kept = await test.Page.Locator("input").EvaluateAllAsync<string[]>("all => all.map(one => one.autocomplete)");

        Assert.Equal(3, kept.Length);
        Assert.All(kept, one => Assert.Equal("off", one));
    }

    [Fact]
    public async Task Page_on_a_phone_leaves_after_five_quiet_minutes_with_a_warning()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()), clock: true);
        await test.ProveAsync();
        await test.BeOnAsync("consent");

        await test.Page.Clock.RunForAsync(245_000);
        await Expect(test.Page.GetByTestId("idle")).ToBeVisibleAsync();
        await test.Page.Clock.RunForAsync(60_000);

        await test.BeOnAsync("welcome");
        await service.CalledAsync("DELETE /api/v1/claims/current");
    }

    [Fact]
    public async Task Claim_over_on_the_server_begins_again_kindly()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.BeOnAsync("consent");
        service.Failures["PUT /api/v1/me/consents/face"] = 401;
        await test.ClickAsync("agree");

        await Expect(test.Page.GetByTestId("trouble")).ToHaveAttributeAsync("data-kind", "signedOut");
        await test.ClickAsync("again");
        await test.BeOnAsync("welcome");
    }

    [Fact]
    public async Task Page_reloaded_in_the_middle_goes_on_where_the_person_was()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.BeOnAsync("consent");

        await test.GoAsync();

        await test.BeOnAsync("consent");
    }

    [Fact]
    public async Task Shell_is_kept_for_the_day_without_a_network_and_nothing_of_a_person()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.Page.EvaluateAsync("() => navigator.serviceWorker.ready");
        await KioskWalkTests.WalkAsync(test);

        var kept = await test.Page.EvaluateAsync<string[]>("""
            async () => {
              const all = []
              for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname)
              return all
            }
            """);
        Assert.Contains("/kiosk/", kept);
        Assert.Contains(kept, path => path.StartsWith("/assets/kiosk-", StringComparison.Ordinal));
        Assert.DoesNotContain(kept, path => path.StartsWith("/api", StringComparison.Ordinal));

        await test.Page.Context.SetOfflineAsync(true);
        await test.GoAsync();
        await test.BeOnAsync("welcome");
        await Expect(test.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("现在没有网络");
        await Expect(test.Page.Locator(".human")).ToContainTextAsync("12333");
        await BrowserFixture.SaveAsync(test.Page, "kiosk-offline-390-light");
    }

    [Fact]
    public async Task Manifest_and_icons_make_the_page_installable()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        var sizes = await test.Page.EvaluateAsync<string[]>("""
            async () => {
              const answer = await fetch(document.querySelector('link[rel=manifest]').href)
              const manifest = await answer.json()
              const all = [answer.headers.get('content-type'), manifest.display, manifest.start_url]
              for (const icon of manifest.icons) {
                const picture = await createImageBitmap(await (await fetch(icon.src)).blob())
                all.push(`${icon.sizes} ${picture.width}x${picture.height}`)
              }
              return all
            }
            """);

        Assert.Equal(["application/manifest+json; charset=utf-8", "standalone", "/kiosk/", "192x192 192x192", "512x512 512x512", "512x512 512x512"], sizes);
    }

    [Fact]
    public async Task Script_in_a_name_from_the_service_stays_text()
    {
        await using var service = await FakeService.StartAsync();
        service.Status = KnownPeople.WithCaseworker() with { MaskedName = "<img src=x onerror=alert(1)>" };
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.BeOnAsync("standing");

        await Expect(test.Page.GetByTestId("standing")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        Assert.Empty(test.Complaints);
    }

    private static async Task BurstAsync(KioskUnderTest test, string text)
    {
        // one call in the page: as fast as a reader types
        await test.Page.EvaluateAsync("""
            text => {
              for (const key of [...text, 'Enter']) {
                const target = document.activeElement ?? document.body
                const typed = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
                if (typed && key !== 'Enter' && target instanceof HTMLInputElement) {
                  target.value += key
                  target.dispatchEvent(new InputEvent('input', { bubbles: true }))
                }
              }
            }
            """, text);
    }
}
