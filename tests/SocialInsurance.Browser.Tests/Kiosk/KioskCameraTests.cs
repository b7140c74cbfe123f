using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

public sealed class KioskCameraTests(CameraBrowser camera, BrowserFixture browserWithoutCamera)
{
    [Fact]
    public async Task Camera_denied_is_explained_with_what_to_do_and_the_human_way()
    {
        await using var service = await FakeService.StartAsync();
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device(CameraAllowed: false)));
        await test.ProveAsync();
        await test.ClickAsync("agree");

        await ExpectTroubleAsync(test, "cameraDenied", "把“摄像头”改成“允许”");
        await BrowserFixture.SaveAsync(test.Page, "kiosk-camera-denied-390-light");
        Assert.DoesNotContain("POST /api/v1/me/sessions", service.Calls);
        await test.Page.Context.GrantPermissionsAsync(["camera"]);
        await test.ClickAsync("again");
        await test.BeOnAsync("result");
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Camera_absent_is_explained_and_another_way_is_arranged()
    {
        await using var service = await FakeService.StartAsync();
        var context = await browserWithoutCamera.OpenAsync(390, 844);
        await context.GrantPermissionsAsync(["camera"]);
        await using var test = await KioskUnderTest.OpenAsync(service, context);
        await test.ProveAsync();
        await test.ClickAsync("agree");

        await ExpectTroubleAsync(test, "cameraAbsent", "没有摄像头");
        await test.ClickAsync("other-way");
        await test.BeOnAsync("otherWay");
    }

    [Theory]
    [InlineData("NotReadableError", "cameraBusy", "正在视频通话")]
    [InlineData("OverconstrainedError", "cameraAbsent", "换一部手机")]
    [InlineData("SecurityError", "cameraDenied", "允许")]
    public async Task Camera_that_fails_says_why(string error, string kind, string words)
    {
        await using var service = await FakeService.StartAsync();
        var context = await camera.OpenAsync(new Device());
        await context.AddInitScriptAsync($"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('planted', '{error}'))");
        await using var test = await KioskUnderTest.OpenAsync(service, context);
        await test.ProveAsync();
        await test.ClickAsync("agree");

        await ExpectTroubleAsync(test, kind, words);
    }

    [Fact]
    public async Task Second_camera_is_switched_to_in_the_same_session_and_the_first_goes_dark()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        var context = await camera.OpenAsync(new Device());
        await context.AddInitScriptAsync("""
            window.asked = []; window.given = [];
            const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async wanted => {
              window.asked.push(wanted.video.facingMode);
              const stream = await open({ video: true });
              window.given.push(stream.getVideoTracks()[0]);
              return stream;
            };
            navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }, { kind: 'videoinput' }, { kind: 'audioinput' }];
            """);
        await using var test = await KioskUnderTest.OpenAsync(service, context);
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-phase='live']")).ToBeVisibleAsync();

        await test.ClickAsync("switch");
        await test.Page.WaitForFunctionAsync("() => window.asked.length === 2 && window.given.length === 2 && document.querySelector('video').srcObject.getVideoTracks()[0] === window.given[1]");

        Assert.Equal(["user", "environment"], await test.Page.EvaluateAsync<string[]>("() => window.asked"));
        Assert.Equal(["ended", "live"], await test.Page.EvaluateAsync<string[]>("() => window.given.map(track => track.readyState)"));
        service.Live.NeverEnds = false;
        await test.BeOnAsync("result");
        Assert.Equal(1, service.Live.Connections);
        Assert.Empty(service.Faults);
    }

    [Fact]
    public async Task Camera_unplugged_in_the_middle_is_told_and_may_be_tried_again()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-phase='live']")).ToBeVisibleAsync();
        await test.Page.EvaluateAsync("() => document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))");

        await ExpectTroubleAsync(test, "cameraLost", "摄像头有没有接好");
        service.Live.NeverEnds = false;
        await test.ClickAsync("again");
        await test.BeOnAsync("result");
    }

    [Fact]
    public async Task Connection_broken_twice_goes_on_with_the_next_nonce()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.Drops = 2;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();
        await Expect(test.Page.GetByTestId("advice")).ToHaveTextAsync("网络断了一下，正在接着办……", new() { Timeout = 30_000 });

        await test.BeOnAsync("result");

        await Expect(test.Page.GetByTestId("result")).ToHaveAttributeAsync("data-decision", "Certified");
        Assert.Equal(3, service.Live.Connections);
        Assert.Empty(service.Faults);
    }

    [Fact]
    public async Task Connection_that_never_comes_back_ends_on_a_screen_that_tries_again()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.Drops = 100;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await Expect(test.Page.GetByTestId("trouble")).ToHaveAttributeAsync("data-kind", "connectionLost", new() { Timeout = 60_000 });
        service.Live.Drops = 0;
        await test.ClickAsync("again");
        await test.BeOnAsync("result");
    }

    [Fact]
    public async Task Decision_made_while_the_connection_was_gone_is_found()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.Drops = 100;
        service.Live.DecideWhenDropped = true;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await test.BeOnAsync("result");
        await Expect(test.Page.GetByTestId("result")).ToHaveAttributeAsync("data-decision", "Certified");
    }

    [Fact]
    public async Task Answers_that_are_slow_are_told_and_never_more_than_four_frames_wait()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.StallMs = 4000;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await Expect(test.Page.GetByText("网络有点慢，请稍等，不用重来。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await test.BeOnAsync("result");
        Assert.Equal(1, service.Live.Connections);
        Assert.InRange(service.Live.SentDuringStall, 1, 3);
        Assert.Empty(service.Faults);
    }

    [Fact]
    public async Task Capacity_used_up_waits_politely_and_goes_on_by_itself()
    {
        await using var service = await FakeService.StartAsync();
        service.Waits = 2;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ProveAsync();
        await test.ClickAsync("agree");

        await test.BeOnAsync("waiting");
        await Expect(test.Page.GetByText("请稍候，约 2 秒")).ToBeVisibleAsync();
        await test.BeOnAsync("result");
        Assert.Equal(3, service.Calls.Count(call => call == "POST /api/v1/me/sessions"));
    }

    [Theory]
    [InlineData("expired", "sessionOver")]
    [InlineData("nonceRefused", "sessionOver")]
    public async Task Session_refused_may_be_tried_again(string code, string kind)
    {
        await using var service = await FakeService.StartAsync();
        service.Live.Refusal = code;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await ExpectTroubleAsync(test, kind, "再来一次就好");
        service.Live.Refusal = null;
        await test.ClickAsync("again");
        await test.BeOnAsync("result");
    }

    [Fact]
    public async Task Service_that_shuts_down_is_met_again_with_a_new_connection()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.Refusal = "shuttingDown";
        service.Live.RefuseOnce = true;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();

        await test.BeOnAsync("result");
        Assert.Equal(2, service.Live.Connections);
    }

    [Fact]
    public async Task Preview_is_a_mirror_and_frames_are_not()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        var context = await camera.OpenAsync(new Device());
        // a camera that sees red on its left and blue on its right
        await context.AddInitScriptAsync("""
            navigator.mediaDevices.getUserMedia = async () => {
              const canvas = document.createElement('canvas')
              canvas.width = 640
              canvas.height = 480
              const brush = canvas.getContext('2d')
              setInterval(() => {
                brush.fillStyle = '#d00000'
                brush.fillRect(0, 0, 320, 480)
                brush.fillStyle = '#0000d0'
                brush.fillRect(320, 0, 320, 480)
              }, 50)
              return canvas.captureStream(15)
            }
            """);
        await using var test = await KioskUnderTest.OpenAsync(service, context);
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-action='turnLeft']")).ToBeVisibleAsync();

        var seen = await test.Page.EvaluateAsync<int[]>("""
            async frame => {
              const bytes = Uint8Array.from(atob(frame), letter => letter.charCodeAt(0))
              const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
              const canvas = new OffscreenCanvas(picture.width, picture.height)
              const brush = canvas.getContext('2d')
              brush.drawImage(picture, 0, 0)
              return [picture.width, picture.height, brush.getImageData(60, 240, 1, 1).data[0], brush.getImageData(580, 240, 1, 1).data[2]]
            }
            """, Convert.ToBase64String(service.Live.LastFrame));
        Assert.Equal([640, 480], seen[..2]);
        Assert.True(seen[2] > 150 && seen[3] > 150, $"red on the left is {seen[2]}, blue on the right is {seen[3]}");
        Assert.Equal("matrix(-1, 0, 0, 1, 0, 0)", await test.Page.Locator("video").EvaluateAsync<string>("one => getComputedStyle(one).transform"));
    }

    [Fact]
    public async Task Camera_is_switched_off_when_the_person_leaves_it()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-phase='live']")).ToBeVisibleAsync();
        await test.Page.EvaluateAsync("() => { window.track = document.querySelector('video').srcObject.getVideoTracks()[0] }");

        await test.ClickAsync("other-way");
        await test.BeOnAsync("otherWay");

        Assert.Equal("ended", await test.Page.EvaluateAsync<string>("() => window.track.readyState"));
    }

    [Fact]
    public async Task Darkness_turns_the_page_into_a_lamp_that_can_be_switched_off()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        service.Live.Advice = ("moreLight", new("光线太暗", "Too dark"));
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device(Scheme: ColorScheme.Dark)));
        await test.ReachCameraAsync();

        await Expect(test.Page.GetByTestId("light")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal("rgb(255, 255, 255)", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await test.ClickAsync("light");
        await Expect(test.Page.GetByTestId("light")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.NotEqual("rgb(255, 255, 255)", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Advice_is_spoken_by_its_clip_until_the_sound_is_switched_off()
    {
        await using var service = await FakeService.StartAsync();
        service.Live.NeverEnds = true;
        service.Live.WaitsForAction = 1;
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));
        var spoken = test.Page.WaitForRequestAsync("**/voice/zh/openMouth.mp3");
        await test.ReachCameraAsync();
        await Expect(test.Page.Locator("[data-action='openMouth']")).ToBeVisibleAsync();
        await spoken;

        Assert.Contains(test.Requests, request => request.AbsolutePath == "/voice/zh/consent.mp3");
        Assert.Empty(test.Complaints);
        await test.ClickAsync("voice");
        await Expect(test.Page.GetByTestId("voice")).ToHaveAttributeAsync("aria-pressed", "false");
        var before = test.Requests.Count(request => request.AbsolutePath.StartsWith("/voice/", StringComparison.Ordinal));
        await test.ClickAsync("other-way");
        await test.ClickAsync("kind-window");
        await test.ClickAsync("book");
        await test.BeOnAsync("booked");
        Assert.Equal(before, test.Requests.Count(request => request.AbsolutePath.StartsWith("/voice/", StringComparison.Ordinal)));
    }

    private static async Task ExpectTroubleAsync(KioskUnderTest test, string kind, string words)
    {
        await test.BeOnAsync("trouble");
        await Expect(test.Page.GetByTestId("trouble")).ToHaveAttributeAsync("data-kind", kind);
        await Expect(test.Page.GetByTestId("trouble")).ToContainTextAsync(words);
        await Expect(test.Page.Locator(".human")).ToContainTextAsync("12333");
    }
}
