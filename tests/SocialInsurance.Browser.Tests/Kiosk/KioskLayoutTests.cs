using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>Every screen measured for elderly readers, and its picture kept under artifacts/screenshots.</summary>
public sealed class KioskLayoutTests(CameraBrowser camera)
{
    // text that is seen; a mark beside it that readers of the page do not hear may be smaller than nobody's finger
    private const string SmallestText = """
        () => Math.min(...[...document.querySelectorAll('main *, header *, footer *')]
          .filter(one => !one.closest('svg, .visually-hidden') && one.getClientRects().length
            && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
          .map(one => parseFloat(getComputedStyle(one).fontSize)))
        """;

    private const string TightestLine = """
        () => Math.min(...[...document.querySelectorAll('main *, header *, footer *')]
          .filter(one => !one.closest('svg, .visually-hidden') && one.getClientRects().length
            && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
          .map(one => parseFloat(getComputedStyle(one).lineHeight) / parseFloat(getComputedStyle(one).fontSize)))
        """;

    private const string SmallTargets = """
        () => [...document.querySelectorAll('button, a[href], input, summary')]
          .filter(one => one.getClientRects().length && !one.classList.contains('skip'))
          .map(one => ({ box: one.getBoundingClientRect(), name: one.dataset.testid ?? one.textContent.trim() }))
          .filter(one => one.box.width < 60 || one.box.height < 60)
          .map(one => `${one.name}: ${one.box.width} x ${one.box.height}`)
        """;

    private const string Overflowing = """
        () => [...document.querySelectorAll('main *, header *, footer *')]
          .filter(one => one.getClientRects().length && !one.closest('svg, .stage, .visually-hidden, .attract-mark'))
          .filter(one => { const r = one.getBoundingClientRect(); return r.right > innerWidth + 0.5 || r.left < -0.5
            || (one.matches('button, .choice-title, .choice-hint, p, h1, h2, dd') && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline') })
          .map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)
        """;

    public static TheoryData<string> Screens => [.. KioskScreens.All.Keys];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Screen_on_a_phone_is_large_reachable_and_without_violation_in_light_and_dark(string screen)
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await KioskScreens.ReachAsync(screen, test, service);

        await JudgeAsync(test.Page, screen, "390-light");
        await test.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await JudgeAsync(test.Page, screen, "390-dark");
        Assert.True(await test.Page.EvaluateAsync<double>(SmallestText) >= 18, $"the smallest text is {await test.Page.EvaluateAsync<double>(SmallestText)} px");
        Assert.True(await test.Page.EvaluateAsync<double>(TightestLine) >= 1.295, $"the tightest line is {await test.Page.EvaluateAsync<double>(TightestLine)}");
        None(await test.Page.EvaluateAsync<string[]>(SmallTargets));
        Assert.All(test.Complaints, complaint => Assert.Contains("status of 503", complaint, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Screen_on_a_machine_is_large_reachable_and_without_violation_in_light_and_dark(string screen)
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), "?kiosk=1");
        await test.ClickAsync("attract");
        await KioskScreens.ReachAsync(screen, test, service);

        await JudgeAsync(test.Page, screen, "1080-light");
        await test.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await JudgeAsync(test.Page, screen, "1080-dark");
        Assert.True(await test.Page.EvaluateAsync<double>(SmallestText) >= 24, "text on a machine is 24 px or more");
        None(await test.Page.EvaluateAsync<string[]>(SmallTargets));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Screen_with_text_of_30_px_does_not_overflow(string screen)
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("size-largest");
        await KioskScreens.ReachAsync(screen, test, service);

        Assert.Equal("30px", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).fontSize"));
        await BrowserFixture.SaveAsync(test.Page, $"kiosk-{screen}-390-largest");
        None(await test.Page.EvaluateAsync<string[]>(Overflowing));
        await test.ClickAsync("language");
        None(await test.Page.EvaluateAsync<string[]>(Overflowing));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Screen_on_a_phone_at_twice_its_size_does_not_overflow(string screen)
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device(195, 422)));
        await KioskScreens.ReachAsync(screen, test, service);

        await BrowserFixture.SaveAsync(test.Page, $"kiosk-{screen}-195");
        None(await test.Page.EvaluateAsync<string[]>(Overflowing));
        await test.ClickAsync("language");
        None(await test.Page.EvaluateAsync<string[]>(Overflowing));
    }

    [Fact]
    public async Task Reader_with_colours_of_the_own_still_sees_the_mark_the_step_and_what_is_chosen()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ForcedColors = ForcedColors.Active });
        var back = await StyleAsync(".bar", "backgroundColor");

        Assert.NotEqual(back, await StyleAsync(".bar-mark path", "stroke"));
        Assert.Equal("solid", await StyleAsync(".promise", "borderTopStyle"));
        Assert.NotEqual(await StyleAsync("[data-testid='size-large']", "backgroundColor"), await StyleAsync("[data-testid='size-standard']", "backgroundColor"));
        await test.ClickAsync("self");
        await test.BeOnAsync("who");
        Assert.NotEqual(await StyleAsync(".steps rect:not(.done)", "fill"), await StyleAsync(".steps rect.done", "fill"));
        Assert.Equal(await StyleAsync("main h1", "color"), await StyleAsync(".steps rect.done", "fill"));

        Task<string> StyleAsync(string of, string what) => test.Page.Locator(of).First.EvaluateAsync<string>("(one, what) => getComputedStyle(one)[what]", what);
    }

    [Fact]
    public async Task English_screen_writes_its_days_and_marks_in_english()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("language");
        await KioskScreens.ReachAsync("people", test, service);

        var words = await test.Page.Locator("main .choices").InnerTextAsync();
        Assert.Contains("Child of this person · Due now · certify before 31\u00A0December 2026", words, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[\uFF00-\uFFEF\u3000-\u303F]|\d{4}-\d{2}", words);
    }

    /// <summary>One page never has two orders of day and month, and a day is not torn apart.</summary>
    [Fact]
    public async Task English_screens_write_days_and_instants_one_way()
    {
        await using var service = await FakeService.StartAsync();
        service.Status = KnownPeople.WithCaseworker();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()), "?lang=en");
        await test.ProveAsync();
        await test.BeOnAsync("standing");
        await Expect(test.Page.Locator(".note").First).ToHaveTextAsync("Arranged: At home, 25 November 2026");
        await test.ClickAsync("records");
        await Expect(test.Page.Locator(".records li").First).ToContainTextAsync("20 Nov 2026, 09:30");
    }

    [Fact]
    public async Task English_days_to_choose_from_stand_in_one_line_each()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()), "?lang=en");
        await KioskScreens.ReachAsync("other-way", test, service);
        var days = test.Page.Locator(".chips.wide .chip");
        await Expect(days).ToHaveCountAsync(7);
        Assert.All((await days.AllInnerTextsAsync()).Skip(1), day => Assert.Matches(@"^\w{3},? \d{1,2} \w{3,4}$", day));
        var heights = await days.EvaluateAllAsync<double[]>("all => all.map(one => { const range = document.createRange(); range.selectNodeContents(one.querySelector('span')); return range.getBoundingClientRect().height })");
        Assert.All(heights, height => Assert.Equal(heights[0], height, 0.5));
    }

    [Fact]
    public async Task Attract_screen_has_no_violation()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(Device.Machine), "?kiosk=1");

        await JudgeAsync(test.Page, "attract", "1080-light");
        None(await test.Page.EvaluateAsync<string[]>(SmallTargets));
    }

    [Fact]
    public async Task Size_chosen_is_kept_for_the_next_visit()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await test.ClickAsync("size");
        await test.GoAsync(newTab: true);

        Assert.Equal("24px", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).fontSize"));
    }

    private static async Task JudgeAsync(IPage page, string screen, string look)
    {
        await BrowserFixture.SaveAsync(page, $"kiosk-{screen}-{look}");
        var found = await page.RunAxe();
        Assert.True(found.Passes.Length > 15, "axe has run");
        None(found.Violations.Select(Describe));
        None(await page.EvaluateAsync<string[]>(Overflowing));
    }

    private static void None(IEnumerable<string> found)
    {
        var all = string.Join('\n', found);
        Assert.True(all.Length == 0, all);
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id} ({violation.Impact}): {string.Join(" | ", violation.Nodes.Select(node => node.Html))}";
}
