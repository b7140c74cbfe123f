using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

public sealed class KioskWalkTests(CameraBrowser camera)
{
    [Fact]
    public async Task Walk_from_welcome_over_consent_and_camera_ends_certified()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await WalkAsync(test);

        await Expect(test.Page.GetByText("下次请在2027年11月20日前认证")).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("receipt")).ToHaveAttributeAsync("href", "/receipt?id=receipt-1");
        Assert.True(service.Live.DistinctFrames >= 8, $"a moving face gives pictures that differ; found {service.Live.DistinctFrames}");
        Assert.Equal("standard", service.LastProfile);
        Assert.Empty(service.Faults);
        Assert.Empty(test.Complaints);
        Assert.All(test.Requests, request => Assert.Equal(service.Address.Authority, request.Authority));
    }

    /// <summary>The walk that any service must carry, the real one with real models too.</summary>
    internal static async Task WalkAsync(KioskUnderTest test)
    {
        await test.ReachCameraAsync();
        var result = test.Page.GetByTestId("result");
        await test.BeOnAsync("result", timeoutMs: 150_000);

        // the clip moves when it moves: on a busy machine it may be asked for what it has just shown, and tries again as a person would
        for (var attempt = 1; attempt < 3 && await result.GetAttributeAsync("data-decision") == "RetryAllowed"; attempt++)
        {
            await test.ClickAsync("again");
            await Expect(result).ToHaveCountAsync(0);
            await test.BeOnAsync("result", timeoutMs: 150_000);
        }

        await Expect(result).ToHaveAttributeAsync("data-decision", "Certified");
    }

    [Fact]
    public async Task Person_remembered_certifies_in_three_screens_without_a_code()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await WalkAsync(test);
        await test.ClickAsync("remember");
        await Expect(test.Page.GetByText("记住了，下次更快。")).ToBeVisibleAsync();
        await test.ClickAsync("done");
        await test.GoAsync(newTab: true);

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("张**，您好");
        await test.ClickAsync("known");
        await test.BeOnAsync("camera");
        await test.BeOnAsync("result");

        Assert.Equal("11010519491231002X", service.LastClaim!.DocumentNumber);
        Assert.Empty(service.Faults);
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Person_certified_silently_learns_that_nothing_is_to_do_and_why()
    {
        await using var service = await FakeService.StartAsync();
        service.Status = KnownPeople.Silent();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await test.ProveAsync();
        await test.BeOnAsync("standing");

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("您已通过数据比对认证，无需操作");
        await Expect(test.Page.GetByTestId("evidence")).ToContainTextAsync(new Regex("医院就诊记录.*2026年9月12日.*本人到场.*老年公交卡", RegexOptions.Singleline));
        await Expect(test.Page.GetByTestId("certify")).ToHaveCountAsync(0);
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "谁查过我的信息" }).ClickAsync();
        await Expect(test.Page.Locator(".records")).ToContainTextAsync("市民政局");
    }

    [Fact]
    public async Task Person_sees_what_is_held_takes_a_copy_and_erases_what_law_allows()
    {
        await using var service = await FakeService.StartAsync();
        service.Status = KnownPeople.Silent();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.ClickAsync("held");
        await Expect(test.Page.GetByTestId("held-kinds")).ToContainTextAsync("撤回同意立即删除");
        var download = await test.Page.RunAndWaitForDownloadAsync(() => test.ClickAsync("copy"));
        Assert.Equal("my-data.json", download.SuggestedFilename);
        await test.ClickAsync("erase-ask");
        await Expect(test.Page.GetByRole(AriaRole.Group, new() { Name = "删除我的信息" })).ToContainTextAsync("不能应要求删除");
        await test.ClickAsync("erase");
        await Expect(test.Page.GetByTestId("erased")).ToContainTextAsync("您的待遇不受影响");
        await Expect(test.Page.GetByTestId("held-kinds").Locator("li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Relative_is_identified_first_then_adds_a_person_and_holds_the_phone()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("helper");
        await test.SayWhoAsync("110105197003070018", "李强");
        await test.Page.GetByTestId("phone").FillAsync("13900000001");
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
        await test.TypeOnPadAsync(FakeService.Code);
        await test.BeOnAsync("people");

        await test.ClickAsync("add");
        await test.SayWhoAsync(name: "张秀兰");
        await test.Page.GetByLabel("子女").CheckAsync();
        await test.ClickAsync("save");
        await Expect(test.Page.GetByText("没有核对上")).ToBeVisibleAsync();
        await test.Page.GetByTestId("name").FillAsync(service.DuePerson.Name);
        await test.ClickAsync("save");
        await test.ClickAsync("represented");
        await test.BeOnAsync("consent");
        await Expect(test.Page.GetByText("请把下面的话念给 张** 听")).ToBeVisibleAsync();
        await test.ClickAsync("agree");
        await Expect(test.Page.GetByText("正在为 张** 认证，请本人面对镜头。")).ToBeVisibleAsync();
        await test.BeOnAsync("result");

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("张** 认证成功");
        await Expect(test.Page.GetByTestId("remember")).ToHaveCountAsync(0);
        Assert.Equal("13900000001", service.LastClaim!.Phone);
        Assert.Equal("elderly", service.LastProfile);
        Assert.Empty(service.Faults);
        await test.ClickAsync("next-person");
        await test.BeOnAsync("people");
    }

    [Fact]
    public async Task Person_who_refuses_the_face_arranges_another_way_without_a_camera()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.BeOnAsync("consent");

        await test.ClickAsync("way-homeVisit");
        await Expect(test.Page.GetByTestId("kind-homeVisit")).ToHaveAttributeAsync("aria-pressed", "true");
        await test.ClickAsync("book");
        await test.BeOnAsync("booked");

        Assert.Equal("homeVisit", service.Booked!.Kind);
        Assert.Null(service.Booked.PreferredOn);
        Assert.DoesNotContain("PUT /api/v1/me/consents/face", service.Calls);
        Assert.Empty(service.Faults);
    }

    [Fact]
    public async Task Ways_beside_the_face_have_the_same_weight()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.BeOnAsync("consent");
        await Expect(test.Page.GetByTestId("agree")).ToBeVisibleAsync();

        var looks = await test.Page.Locator(".choices.equal .choice").EvaluateAllAsync<string[]>("""
            all => all.map(one => {
              const s = getComputedStyle(one), t = getComputedStyle(one.querySelector('.choice-title'))
              return [one.offsetWidth, s.backgroundColor, s.borderColor, s.borderWidth, s.color, t.fontSize, t.fontWeight].join(' ')
            })
            """);

        Assert.Equal(4, looks.Length);
        Assert.Single(looks.Distinct());
    }

    [Fact]
    public async Task Three_tries_end_with_a_person_and_an_appointment()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.FramesNeeded = 6;
        service.Results.Enqueue(KnownPeople.Retry(1));
        service.Results.Enqueue(KnownPeople.Retry(2));
        service.Results.Enqueue(KnownPeople.Referred());
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await test.BeOnAsync("result");
        await Expect(test.Page.GetByTestId("reasons")).ToContainTextAsync("光线太暗，请开灯");
        await Expect(test.Page.GetByText("还可以再试 2 次")).ToBeVisibleAsync();
        await test.ClickAsync("again");
        await Expect(test.Page.GetByText("还可以再试 1 次")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await test.ClickAsync("again");
        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Name = "接下来由工作人员帮您" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(test.Page.GetByTestId("again")).ToHaveCountAsync(0);
        await test.ClickAsync("other-way");
        await test.ClickAsync("kind-video");
        await test.ClickAsync("book");
        await test.BeOnAsync("booked");

        Assert.Equal("video", service.Booked!.Kind);
        Assert.Equal("elderly", service.LastProfile);
        Assert.Empty(service.Faults);
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Code_wrong_is_told_kindly_and_may_be_typed_again()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("self");
        await test.SayWhoAsync();
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
        await test.TypeOnPadAsync("999999");

        await Expect(test.Page.GetByText("这个数字不对，请再看看短信。")).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("code")).ToHaveValueAsync("");
        await test.TypeOnPadAsync(FakeService.Code);
        await test.BeOnAsync("consent");
    }

    [Fact]
    public async Task Number_with_a_slip_is_told_before_anything_is_sent()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("self");
        await test.SayWhoAsync("110105194912310021");
        await Expect(test.Page.GetByTestId("number")).ToHaveValueAsync("110105 1949 1231 0021");
        await test.ClickAsync("next");

        await Expect(test.Page.GetByText("号码好像有一位不对，请再核对一遍。")).ToBeVisibleAsync();
        Assert.DoesNotContain("POST /api/v1/claims", service.Calls);
    }

    [Fact]
    public async Task Page_in_English_walks_the_same_way()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ClickAsync("language");
        await Expect(test.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Hello. Certify today?");

        await WalkAsync(test);

        await Expect(test.Page.GetByText("Next time, please certify before 20 November 2027")).ToBeVisibleAsync();
        Assert.DoesNotContain(test.Requests, request => request.AbsolutePath.StartsWith("/voice/", StringComparison.Ordinal));
        Assert.Empty(test.Complaints);
    }
}
