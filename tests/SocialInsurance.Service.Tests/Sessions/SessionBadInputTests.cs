using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>What a script would try: each time a clear end, nothing decided, the next person served.</summary>
public sealed class SessionBadInputTests(LivePlatform platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BadMessages => new()
    {
        { "nonsense", "badMessage" },
        { """{"type":"dance"}""", "badMessage" },
        { """{"type":"hello","nonce":"again"}""", "badMessage" },
        { "null", "badMessage" },
        { new string('[', 900), "badMessage" },
        { new string('[', 5_000), "tooLarge" },
        { """{"type":"finish"}""", "noFrames" },
        { """{"type":"cancel"}""", "cancelled" },
    };

    public static TheoryData<string> BadFrames => ["random", "png", "pngBomb", "jpegBomb", "empty", "gif"];

    [Theory]
    [MemberData(nameof(BadMessages))]
    public async Task Text_that_no_page_sends_ends_the_session_with_its_code(string text, string code) =>
        Assert.Equal(("refused", code), await EndAfterAsync(client => client.SendTextAsync(text)));

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task Frame_that_is_no_picture_of_a_camera_is_refused_before_it_is_decoded(string kind) =>
        Assert.Equal(("refused", "badFrame"), await EndAfterAsync(client => client.SendFrameAsync(1, Frame(kind))));

    [Fact]
    public async Task Frame_shorter_than_its_header_ends_the_session() =>
        Assert.Equal(("refused", "badMessage"), await EndAfterAsync(client => client.Socket.SendAsync(new byte[12], WebSocketMessageType.Binary, true, Cancel)));

    [Fact]
    public async Task Frame_of_more_bytes_than_allowed_is_refused_unread() =>
        Assert.Equal(("refused", "tooLarge"), await EndAfterAsync(client => client.SendFrameAsync(1, new byte[(512 * 1024) + 1])));

    [Fact]
    public async Task Frame_torn_on_the_way_is_a_slip_once_and_the_end_when_it_repeats()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        await client.HelloAsync(await client.OpenAsync());

        await client.SendFrameAsync(1, LivePlatform.Clip[0][..4000]);
        var slip = await client.ReadAsync();
        var end = await client.PlayFromAsync(2, Enumerable.Range(0, 10).Select(i => LivePlatform.Clip[i][..3000]));

        Assert.Equal(("guidance", "holdStill"), (slip!.Type, slip.AdviceCode));
        Assert.Equal("badFrame", end!.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Sequence_that_does_not_rise_ends_the_session(uint second) =>
        Assert.Equal(("refused", "badSequence"), await EndAfterAsync(async client =>
        {
            await client.SendFrameAsync(1, LivePlatform.Clip[0]);
            await client.SendFrameAsync(second, LivePlatform.Clip[1]);
        }));

    [Fact]
    public async Task More_frames_in_flight_than_allowed_end_the_session_instead_of_a_queue() =>
        Assert.Equal(("refused", "tooManyInFlight"), await EndAfterAsync(async client =>
        {
            for (uint i = 1; i <= 30; i++)
            {
                await client.SendFrameAsync(i, LivePlatform.Clip[(int)i]);
            }
        }));

    [Fact]
    public async Task Frames_repeated_are_taken_for_what_they_are_and_looked_at_by_a_person()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync());
        await client.HelloAsync(await client.OpenAsync());

        var end = await client.PlayAsync(LivePlatform.Clip.SelectMany(frame => new[] { frame, frame }));

        Assert.Equal("ReferToCaseworker", end!.Result!.Decision);
        Assert.Contains(end.Result.Reasons, r => r.Code == "SampleInjected");
    }

    [Fact]
    public async Task Nonce_counts_once()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        var opened = await client.OpenAsync();

        var welcome = await client.HelloAsync(opened);
        client.Socket.Abort();
        var replayed = await client.HelloAsync(opened);
        var invented = await client.HelloAsync(opened, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        var next = await client.HelloAsync(opened, welcome.Nonce);

        Assert.Equal(("welcome", "nonceRefused", "nonceRefused", "welcome"), (welcome.Type, replayed.Code, invented.Code, next.Type));
    }

    [Fact]
    public async Task Session_of_another_person_or_another_claim_does_not_exist()
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync(enrolled: false);
        using var owner = new SessionClient(host.Http, person);
        using var stranger = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        using var other = new SessionClient(host.Http, person, "another-claim-of-the-same-person");
        var opened = await owner.OpenAsync();

        var ends = new[] { await stranger.HelloAsync(opened), await other.HelloAsync(opened), await owner.HelloAsync(opened with { Socket = opened.Socket.Replace(opened.SessionId, new string('0', 32), StringComparison.Ordinal) }) };

        Assert.All(ends, end => Assert.Equal(("refused", "unknownSession"), (end.Type, end.Code)));
        Assert.Equal("welcome", (await owner.HelloAsync(opened)).Type);
    }

    [Fact]
    public async Task Hello_that_never_comes_or_never_ends_is_not_waited_for()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { HelloTimeout = TimeSpan.FromMilliseconds(300) });
        using var silent = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        var opened = await silent.OpenAsync();

        await silent.ConnectAsync(opened);
        Assert.Equal("helloTimeout", (await silent.ReadAsync())!.Code);
        await silent.ConnectAsync(opened);
        await silent.Socket.SendAsync("""{"type":"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Cancel);
        Assert.Equal("helloTimeout", (await silent.ReadAsync())!.Code);
        await silent.ConnectAsync(opened);
        await silent.SendFrameAsync(1, LivePlatform.Clip[0]);
        Assert.Equal("badMessage", (await silent.ReadAsync())!.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_is_warned_of_and_then_ends_the_session_even_when_bytes_drip(bool drip)
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { IdleTimeout = TimeSpan.FromMilliseconds(800), FixedChallengeForTests = LivePlatform.ClipOrder });
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        await client.HelloAsync(await client.OpenAsync());
        using var enough = new CancellationTokenSource();
        var dripping = drip ? DripAsync(client, enough.Token) : Task.CompletedTask;

        var (warning, end) = (await client.ReadAsync(), await client.ReadEndAsync());
        await enough.CancelAsync();
        await dripping;

        Assert.Equal(("guidance", "idleWarning", null), (warning!.Type, warning.Code, warning.Sequence));
        Assert.Equal(("refused", "idle"), (end!.Type, end.Code));
        Assert.True(end.Advice!.Zh.Length > 0 && end.Advice.En.Length > 0);
    }

    [Fact]
    public async Task Time_that_is_over_is_a_try_only_when_a_face_was_seen()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { Lifetime = TimeSpan.FromSeconds(3), FixedChallengeForTests = LivePlatform.ClipOrder });
        var person = await platform.AddPersonAsync();
        using var client = new SessionClient(host.Http, person);

        await client.HelloAsync(await client.OpenAsync());
        Assert.Equal("expired", (await client.ReadEndAsync())!.Code);
        var opened = await client.OpenAsync();
        await client.HelloAsync(opened);
        await client.PlayAsync(LivePlatform.Clip.Take(8), finish: false);
        var end = await client.ReadEndAsync();

        Assert.Equal((1, "RetryAllowed"), (opened.Attempt, end!.Result!.Decision));
        Assert.Equal(2, (await client.OpenAsync()).Attempt);
    }

    [Theory]
    [InlineData("", "application/json", true, HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", true, HttpStatusCode.BadRequest)]
    [InlineData("""{"profile":"<script>"}""", "application/json", true, HttpStatusCode.BadRequest)]
    [InlineData("""{"profile":7}""", "application/json", true, HttpStatusCode.BadRequest)]
    [InlineData("""{"profile":"standard"}""", "text/plain", true, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("""{"profile":"standard"}""", "application/json", false, HttpStatusCode.Forbidden)]
    public async Task Request_of_another_form_or_from_another_site_is_refused(string body, string type, bool own, HttpStatusCode status)
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));

        using var answer = await client.PostAsync(body, type, own);

        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData(60_000, HttpStatusCode.BadRequest)]
    [InlineData(70_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Body_of_brackets_is_refused(int brackets, HttpStatusCode status)
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));

        using var answer = await client.PostAsync(new string('[', brackets));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Caller_without_claim_person_or_consent_is_told_which()
    {
        var person = await platform.AddPersonAsync(enrolled: false);
        await using var host = await platform.StartAsync(withoutConsent: person);
        using var client = new SessionClient(host.Http, person);
        List<string> answers = [await CodeAsync(client)];

        client.CookieHeader = $"{CookieClaims.Cookie}=none.claim-of-a-helper.helper-1";
        answers.Add(await CodeAsync(client));
        client.CookieHeader = string.Empty;
        answers.Add(await CodeAsync(client));

        Assert.Equal(["403 consent-required", "409 conflict", "401 unauthorized"], answers);
    }

    [Fact]
    public async Task Socket_of_another_site_or_without_a_claim_is_not_opened()
    {
        await using var host = await platform.StartAsync();
        using var client = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        var opened = await client.OpenAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(opened, origin: "https://elsewhere.test"));
        await client.ConnectAsync(opened, origin: host.Http.GetLeftPart(UriPartial.Authority));
        client.CookieHeader = "other=1";
        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(opened));
        using var plain = await client.ReadResultAsync("../" + opened.Socket["/api/v1/".Length..]);
        Assert.True((int)plain.StatusCode is >= 400 and < 500);
    }

    private static async Task<string> CodeAsync(SessionClient client)
    {
        using var answer = await client.PostAsync();
        using var problem = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return $"{(int)answer.StatusCode} {problem.RootElement.GetProperty("code").GetString()}";
    }

    private static async Task DripAsync(SessionClient client, CancellationToken enough)
    {
        try
        {
            while (!enough.IsCancellationRequested)
            {
                await client.Socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: false, enough);
                await Task.Delay(30, enough);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // the server had enough
        }
    }

    /// <summary>The end of a session in which something was sent right after the welcome; nothing was decided, and the host still serves.</summary>
    private async Task<(string Type, string? Code)> EndAfterAsync(Func<SessionClient, Task> send)
    {
        await using var host = await platform.StartAsync();
        var person = await platform.AddPersonAsync(enrolled: false);
        using var client = new SessionClient(host.Http, person);
        await client.HelloAsync(await client.OpenAsync());
        try
        {
            await send(client);
        }
        catch (WebSocketException)
        {
            // closed while sending: the reason is still to be read
        }

        var end = await client.ReadEndAsync();
        Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
        Assert.Equal("welcome", (await client.HelloAsync(await client.OpenAsync())).Type);
        return (end!.Type, end.Code);
    }

    private static byte[] Frame(string kind)
    {
        var bytes = new byte[20_000];
        new Random(5).NextBytes(bytes);
        switch (kind)
        {
            case "png" or "pngBomb":
                var side = kind == "png" ? 640 : 60_000;
                new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }.CopyTo(bytes, 0);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), side);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), side);
                new byte[] { 8, 2, 0, 0, 0 }.CopyTo(bytes, 24);
                return bytes;
            case "jpegBomb":
                // the clip's own frame with another size in its header
                var frame = LivePlatform.Clip[0].ToArray();
                var sof = frame.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
                Assert.True(sof > 0);
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(sof + 5), 60_000);
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(sof + 7), 60_000);
                return frame;
            case "gif":
                Encoding.ASCII.GetBytes("GIF89a").CopyTo(bytes, 0);
                return bytes;
            case "empty":
                return [0];
            default:
                return bytes;
        }
    }
}
