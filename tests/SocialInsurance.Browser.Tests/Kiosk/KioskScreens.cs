using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>The way to every screen, for tests that look at each of them.</summary>
internal static class KioskScreens
{
    /// <summary>Screen to look at, and what leads there from the first page.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<KioskUnderTest, FakeService, Task>> All =
        new Dictionary<string, Func<KioskUnderTest, FakeService, Task>>
        {
            ["welcome"] = (_, _) => Task.CompletedTask,
            ["who"] = async (test, _) =>
            {
                await test.ClickAsync("self");
                await test.SayWhoAsync();
            },
            ["who-slips"] = async (test, _) =>
            {
                await test.ClickAsync("helper");
                await test.ClickAsync("next");
            },
            ["code"] = (test, _) => ReachCodeAsync(test),
            ["people"] = (test, service) => ReachPeopleAsync(test, service),
            ["add-person"] = async (test, service) =>
            {
                await ReachPeopleAsync(test, service);
                await test.ClickAsync("add");
            },
            ["standing-silent"] = (test, service) => StandAsync(test, service, KnownPeople.Silent()),
            ["standing-caseworker"] = (test, service) => StandAsync(test, service, KnownPeople.WithCaseworker()),
            ["standing-not-due"] = (test, service) => StandAsync(test, service, KnownPeople.NotDue() with { FaceConsent = KnownPeople.Returning().FaceConsent }),
            ["standing-no-reference"] = (test, service) => StandAsync(test, service, KnownPeople.WithoutReference()),
            ["records"] = async (test, service) =>
            {
                await StandAsync(test, service, KnownPeople.Silent());
                await test.ClickAsync("records");
                await Expect(test.Page.Locator(".records li")).ToHaveCountAsync(2);
            },
            ["held"] = async (test, service) =>
            {
                await StandAsync(test, service, KnownPeople.Silent());
                await test.ClickAsync("held");
                await Expect(test.Page.GetByTestId("held-kinds").Locator("li")).ToHaveCountAsync(4);
                await test.ClickAsync("erase-ask");
                await Expect(test.Page.GetByTestId("erase")).ToBeVisibleAsync();
            },
            ["consent"] = async (test, _) =>
            {
                await test.ProveAsync();
                await test.BeOnAsync("consent");
                await Expect(test.Page.GetByTestId("agree")).ToBeVisibleAsync();
            },
            ["camera"] = async (test, service) =>
            {
                service.Live.NeverEnds = true;
                await test.ReachCameraAsync();
                await Expect(test.Page.Locator("[data-action='turnLeft']")).ToBeVisibleAsync();
            },
            ["camera-lit"] = async (test, service) =>
            {
                service.Live.NeverEnds = true;
                service.Live.Advice = ("moreLight", new("光线太暗，请开灯或走到亮一点的地方", "It is too dark: please turn on a light"));
                await test.ReachCameraAsync();
                await Expect(test.Page.Locator(".camera.lit")).ToBeVisibleAsync();
            },
            ["waiting"] = async (test, service) =>
            {
                service.Waits = 1000;
                await test.ProveAsync();
                await test.BeOnAsync("consent");
                await test.ClickAsync("agree");
                await test.BeOnAsync("waiting");
            },
            ["result-certified"] = async (test, service) =>
            {
                await EndAsync(test, service, KnownPeople.Certified());
                await Expect(test.Page.GetByTestId("remember").Or(test.Page.GetByTestId("done")).First).ToBeVisibleAsync();
            },
            ["result-retry"] = (test, service) => EndAsync(test, service, KnownPeople.Retry()),
            ["result-referred"] = (test, service) => EndAsync(test, service, KnownPeople.Referred()),
            ["other-way"] = (test, service) => ArrangeAsync(test, service),
            ["booked"] = async (test, service) =>
            {
                await ArrangeAsync(test, service);
                await test.ClickAsync("book");
                await test.BeOnAsync("booked");
            },
            ["trouble-offline"] = async (test, service) =>
            {
                service.Failures["POST /api/v1/claims"] = 503;
                await test.ClickAsync("self");
                await test.SayWhoAsync();
                await test.ClickAsync("next");
                await test.BeOnAsync("trouble");
            },
        };

    internal static async Task ReachAsync(string screen, KioskUnderTest test, FakeService service)
    {
        await All[screen](test, service);

        // what moves into place has arrived
        await test.Page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().filter(one => one.effect.getComputedTiming().iterations === 1).map(one => one.finished))");
    }

    private static async Task ReachCodeAsync(KioskUnderTest test)
    {
        await test.ClickAsync("self");
        await test.SayWhoAsync();
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
    }

    private static async Task ReachPeopleAsync(KioskUnderTest test, FakeService service)
    {
        service.Represented.Add(new("link-1", "张**", "child", Contracts.Person.StandingState.Due, new DateOnly(2026, 12, 31)));
        service.Represented.Add(new("link-2", "王*", "spouse", Contracts.Person.StandingState.Certified, new DateOnly(2027, 8, 31)));
        await test.ClickAsync("helper");
        await test.SayWhoAsync("110105197003070018", "李强");
        await test.Page.GetByTestId("phone").FillAsync("13900000001");
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
        await test.TypeOnPadAsync(FakeService.Code);
        await test.BeOnAsync("people");
    }

    private static async Task StandAsync(KioskUnderTest test, FakeService service, Contracts.Person.PersonStatusDto status)
    {
        service.Status = status;
        await test.ProveAsync();
        await test.BeOnAsync("standing");
    }

    private static async Task EndAsync(KioskUnderTest test, FakeService service, Contracts.Sessions.SessionResultDto result)
    {
        service.Live.FramesNeeded = 4;
        service.Results.Enqueue(result);
        await test.ReachCameraAsync();
        await test.BeOnAsync("result");
    }

    private static async Task ArrangeAsync(KioskUnderTest test, FakeService service)
    {
        await StandAsync(test, service, KnownPeople.WithoutReference());
        await test.ClickAsync("other-way");
        await test.ClickAsync("kind-homeVisit");
    }
}
