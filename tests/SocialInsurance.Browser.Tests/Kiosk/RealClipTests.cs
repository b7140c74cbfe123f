using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>
/// People before the camera of a real browser, real models behind the page, the clip's own person as reference: who turns the head is
/// certified, a recording that is shown to the camera never is. The clips are evaluation data and stand beside the checkout.
/// </summary>
[Collection(BeforeRealModels.Name)]
public sealed class RealClipTests
{
    /// <summary>Pictures a second in the clips.</summary>
    private const int ClipRate = 10;

    [Fact]
    public async Task Living_person_who_turns_the_head_is_certified()
    {
        var clip = ClipOf("live_a", 0);
        await using var service = await DemoService.StartAsync("--portrait", clip.Portrait, "--challenge", "turnLeft");
        await using var camera = await CameraBrowser.LaunchAsync(clip.Video);
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await test.ReachCameraAsync();
        var decisions = await FollowAsync(test);

        Assert.True(decisions[^1].Decision == "Certified", string.Join(" | ", decisions));
    }

    [Theory]
    [InlineData("replay_b", 0)]
    [InlineData("replay_c", 40)]
    [InlineData("replay_d", 20)]
    public async Task Recording_shown_to_the_camera_is_never_certified_and_ends_at_a_person(string name, int referenceFrame)
    {
        var clip = ClipOf(name, referenceFrame);
        await using var service = await DemoService.StartAsync("--portrait", clip.Portrait, "--challenge", "turnLeft");
        await using var camera = await CameraBrowser.LaunchAsync(clip.Video);
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await test.ReachCameraAsync();
        var decisions = await FollowAsync(test);

        Assert.DoesNotContain(decisions, one => one.Decision == "Certified");
        Assert.Equal("ReferToCaseworker", decisions[^1].Decision);
    }

    /// <summary>Every decision up to the last; a try that may be repeated is.</summary>
    private static async Task<List<(string Decision, string Advice)>> FollowAsync(KioskUnderTest test)
    {
        List<(string Decision, string Advice)> decisions = [];
        while (true)
        {
            await test.BeOnAsync("result", timeoutMs: 300_000);
            var advice = test.Page.GetByTestId("reasons");
            decisions.Add((
                (await test.Page.GetByTestId("result").GetAttributeAsync("data-decision"))!,
                await advice.CountAsync() == 0 ? string.Empty : await advice.InnerTextAsync()));
            if (decisions[^1].Decision != "RetryAllowed")
            {
                return decisions;
            }

            await test.ClickAsync("again");
            await Expect(test.Page.GetByTestId("result")).ToHaveCountAsync(0);
        }
    }

    /// <summary>The clip as a camera file and one of its pictures, from 0, as the reference.</summary>
    private static (string Video, string Portrait) ClipOf(string name, int referenceFrame)
    {
        var video = Path.GetFullPath(Path.Combine(BrowserFixture.Setting("SamplesFolder"), "..", "..", "shared", "data", "clips", name + ".mjpeg"));
        Assert.SkipUnless(File.Exists(video), "the evaluation clips are not beside this checkout; nobody stood before the camera");
        var pictures = CameraClip.PicturesOf(video);
        var folder = Directory.CreateTempSubdirectory("sicert-clip-").FullName;
        var portrait = Path.Combine(folder, "reference.jpg");
        File.WriteAllBytes(portrait, pictures[referenceFrame]);
        return (CameraClip.WriteForCamera(pictures, ClipRate, folder), portrait);
    }
}
