using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Staff;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Frames of whole sessions with the real models: kept after the third refusal only, and shown to the caseworker.</summary>
public sealed class ReviewFrameHttpTests(LivePlatform platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Third_refusal_keeps_frames_of_the_session_for_the_caseworker_and_the_first_two_keep_none()
    {
        await using var app = await StartAsync(["openMouth", "turnRight", "turnLeft"]);
        var address = ServiceHost.AddressesOf(app).Http;
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(address, person);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Empty(await platform.Storage.Cases.ListOfAsync(person, Cancel));
            await client.HelloAsync(await client.OpenAsync());
            Assert.Equal(attempt == 3 ? "ReferToCaseworker" : "RetryAllowed", (await client.PlayAsync(LivePlatform.Clip))!.Result!.Decision);
        }

        var file = Assert.Single(await platform.Storage.Cases.ListOfAsync(person, Cancel));
        using var caseworker = await SignInAsync(address, "cw-frames", StaffPlace.Everywhere);
        using var answer = await caseworker.GetAsync($"/api/v1/staff/cases/{file.Id}", Cancel);
        var face = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.CaseFileDto, Cancel))!.Face!;
        Assert.InRange(face.MatchScore!.Value, face.MatchThreshold!.Value, 1);
        Assert.NotNull(face.PadScore);
        Assert.NotEmpty(face.Reasons);
        Assert.Equal(("best", "challenge", "openMouth"), (face.Frames[0].Kind, face.Frames[1].Kind, face.Frames[1].Action));
        foreach (var frame in face.Frames)
        {
            using var picture = await caseworker.GetAsync($"/api/v1/staff/cases/{file.Id}/frames/{frame.FrameId}", Cancel);
            Assert.Equal((HttpStatusCode.OK, "image/jpeg", true), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType, picture.Headers.CacheControl!.NoStore));
            var jpeg = await picture.Content.ReadAsByteArrayAsync(Cancel);
            Assert.Contains(LivePlatform.Clip, sent => sent.AsSpan().SequenceEqual(jpeg));
        }

        var read = await platform.Storage.StaffReads.ListReadsAsync(person.Value, 100, Cancel);
        Assert.Equal(face.Frames.Count, read.Count(one => one.Kind == StaffReadKind.Frames));
        await AssertHiddenAsync(address, caseworker, file, face.Frames[0].FrameId);
    }

    [Fact]
    public async Task Certified_session_keeps_nothing()
    {
        await using var app = await StartAsync(LivePlatform.ClipOrder);
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(ServiceHost.AddressesOf(app).Http, person);
        var before = await platform.Storage.ReviewFrames.CountAsync(Cancel);
        await client.HelloAsync(await client.OpenAsync());
        Assert.Equal("Certified", (await client.PlayAsync(LivePlatform.Clip))!.Result!.Decision);
        Assert.Equal(before, await platform.Storage.ReviewFrames.CountAsync(Cancel));
    }

    /// <summary>Another region, a number that is none, and after the case is closed: nothing is there.</summary>
    private async Task AssertHiddenAsync(Uri address, HttpClient caseworker, CaseRow file, string frame)
    {
        Assert.True(StaffPlace.TryCreate("31", null, null, out var shanghai));
        using var elsewhere = await SignInAsync(address, "cw-elsewhere", shanghai);
        foreach (var (asking, number) in new[] { (elsewhere, frame), (caseworker, "99"), (caseworker, "-1"), (caseworker, "x") })
        {
            using var hidden = await asking.GetAsync($"/api/v1/staff/cases/{file.Id}/frames/{number}", Cancel);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }

        var handle = new HandleCase(platform.Storage.Store, CaseSurroundings.Default, TimeProvider.System);
        var me = new CaseworkerId("cw-frames");
        Assert.Null((await handle.ExecuteAsync(file.Id, null, new CaseCommand.Assign(me), Cancel)).Refusal);
        Assert.Null((await handle.ExecuteAsync(file.Id, null, new CaseCommand.Close(me, CaseConclusion.FindingRefuted, "本人到窗口办理"), Cancel)).Refusal);
        var erased = await new EraseReviewFrames(platform.Storage.Store, platform.Storage.Templates.ReviewFrames, TimeProvider.System).ExecuteAsync(new DateOnly(2000, 1, 1), Cancel);
        Assert.Equal(1, erased.CaseClosed);
        using var gone = await caseworker.GetAsync($"/api/v1/staff/cases/{file.Id}/frames/{frame}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private async Task<WebApplication> StartAsync(string[] challenge)
    {
        var storage = platform.Storage;
        var ports = platform.Ports() with
        {
            Cases = storage.Cases, Benefits = storage.Benefits, Staff = storage.Staff, StaffReads = storage.StaffReads, ReviewFrames = storage.ReviewFrames,
        };
        var options = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", SecondFactorFor = StaffRoles.None, Sessions = new LiveSessionOptions { FixedChallengeForTests = challenge } };
        var app = LivePlatform.Build(options, ports);
        await app.StartAsync(Cancel);
        return app;
    }

    private async Task<HttpClient> SignInAsync(Uri address, string name, StaffPlace place)
    {
        var accounts = new StaffAccounts(platform.Storage.Store, platform.Storage.Staff, new StaffPasswords(), TimeProvider.System);
        var oneTime = (await accounts.CreateAsync(new CaseworkerId(name), StaffRoles.Caseworker, new CaseworkerId("test"), place, Cancel)).OneTimePassword!;
        Assert.NotNull((await accounts.ChangePasswordAsync(new CaseworkerId(name), oneTime, RunningPlatform.PasswordOf(name), Cancel)).Account);
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        using var signedIn = await RunningPlatform.SendAsync(
            client, HttpMethod.Post, "/api/v1/staff/sign-in", new SignInRequest(name, RunningPlatform.PasswordOf(name)), ContractsJson.Default.SignInRequest);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return client;
    }
}
