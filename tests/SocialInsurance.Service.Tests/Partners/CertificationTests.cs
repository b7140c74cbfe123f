using Google.Protobuf;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Tests.Grpc;

namespace SocialInsurance.Service.Tests.Partners;

public sealed class CertificationTests
{
    private const string Service = "/socialinsurance.v1.Certification/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_walks_from_opening_over_frames_to_its_result()
    {
        var sessions = new ScriptedSessions();
        await using var service = await PartnerService.StartAsync(sessions);
        var (_, key) = await service.AddAsync(PartnerScope.Certification);

        var opened = (await OpenAsync(service, key)).Read(OpenSessionResponse.Parser);
        Assert.Equal((ScriptedSessions.SessionId, 1, 8, 4, 1793581500000), (opened.SessionId, opened.Attempt, opened.FramesPerSecond, opened.MaximumInFlight, opened.ExpiresAtUnixMs));
        Assert.Equal(2, opened.Actions);
        Assert.Equal((9, "SESSION_RUNNING"), await ResultStatusAsync(service, key));

        await using var frames = GrpcConversation.Open(service.Running, Service + "Frames", GrpcCalls.Key(key));
        await frames.SendAsync(Hello(opened.Nonce));
        Assert.Equal("nonce-2", (await frames.ReadAsync(FramesResponse.Parser))!.Welcome.Nonce);
        for (var sequence = 1u; sequence <= 3; sequence++)
        {
            await frames.SendAsync(Frame(sequence, 70_000));
            var guidance = (await frames.ReadAsync(FramesResponse.Parser))!.Guidance;
            Assert.Equal((sequence, "turnLeft", "请向左转", "Turn left", 1, 0.5, 0.3), (guidance.Sequence, guidance.AdviceCode, guidance.Advice.Zh, guidance.Advice.En, guidance.Passed, guidance.Progress, guidance.Face.Width));
        }

        await frames.SendAsync(new FramesRequest { Finish = new FramesRequest.Types.Finish() });
        var done = (await frames.ReadAsync(FramesResponse.Parser))!.Done;
        Assert.Equal(("Certified", "2027-11-02", "TooDark", 2), (done.Decision, done.ValidUntil, done.Reasons[0].Code, done.AttemptsLeft));
        Assert.Equal(0, (await frames.FinishAsync()).Status);

        Assert.Equal(done, (await CallAsync(service, "GetResult", key, new GetResultRequest { SessionId = ScriptedSessions.SessionId })).Read(SessionResult.Parser));
        Assert.Equal(["open B1 standard", "frame 1 1001 70000", "frame 2 1002 70000", "frame 3 1003 70000", "finish", "left"], sessions.Happened);
        var access = Assert.Single(await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B1"), Token));
        Assert.Equal(PartnerAnswer.SessionOpened, access.Answer);
    }

    [Theory]
    [InlineData(PartnerService.Nobody, PartnerService.Name, true)]
    [InlineData(PartnerService.Certified, "别的名字", true)]
    [InlineData(PartnerService.Certified, PartnerService.Name, false)]
    public async Task Session_that_is_not_possible_is_refused_alike_whatever_the_reason(string document, string name, bool hasConsent)
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions { Problem = hasConsent ? OpeningProblem.None : OpeningProblem.NotPossible });
        var (_, key) = await service.AddAsync(PartnerScope.Certification);

        var ended = await OpenAsync(service, key, document, name);

        Assert.Equal((9, "SESSION_NOT_POSSIBLE", null), (ended.Status, ended.Reason, ended.RetryAfter));
    }

    [Fact]
    public async Task Places_taken_say_how_long_to_wait()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions { Problem = OpeningProblem.PlacesTaken });
        var (_, key) = await service.AddAsync(PartnerScope.Certification);

        var ended = await OpenAsync(service, key);

        Assert.Equal((8, "PLACES_TAKEN", TimeSpan.FromSeconds(17)), (ended.Status, ended.Reason, ended.RetryAfter));
    }

    [Fact]
    public async Task Session_over_the_quota_is_given_up_at_once()
    {
        var sessions = new ScriptedSessions();
        await using var service = await PartnerService.StartAsync(sessions);
        var (_, key) = await service.AddAsync(PartnerScope.Certification, quota: 1);
        Assert.Equal(0, (await OpenAsync(service, key)).Status);

        Assert.Equal((8, "QUOTA_EXHAUSTED"), Of(await OpenAsync(service, key)));
        Assert.Equal(["open B1 standard", "open B1 standard", "cancel", "left"], sessions.Happened);
    }

    [Fact]
    public async Task Session_of_another_partner_is_unknown()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions());
        var (_, mine) = await service.AddAsync(PartnerScope.Certification);
        var (_, theirs) = await service.AddAsync(PartnerScope.Certification, name: "别家");
        var nonce = (await OpenAsync(service, mine)).Read(OpenSessionResponse.Parser).Nonce;

        Assert.Equal((5, "SESSION_UNKNOWN"), await ResultStatusAsync(service, theirs));
        Assert.Equal((5, "SESSION_UNKNOWN"), Of(await service.Running.CallAsync(Service + "Frames", GrpcCalls.Frame(Hello(nonce)), GrpcCalls.Key(theirs))));
        Assert.Equal(0, (await service.Running.CallAsync(Service + "Frames", GrpcCalls.Frame(Hello(nonce)), GrpcCalls.Key(mine))).Status);
        // the nonce counted once
        Assert.Equal((5, "SESSION_UNKNOWN"), Of(await service.Running.CallAsync(Service + "Frames", GrpcCalls.Frame(Hello(nonce)), GrpcCalls.Key(mine))));
    }

    public static TheoryData<string, FramesRequest[], int, string> Wrong() => new()
    {
        { "a frame before hello", [Frame(1, 10)], 3, "HELLO_EXPECTED" },
        { "an empty message before hello", [new FramesRequest()], 3, "HELLO_EXPECTED" },
        { "hello twice", [Hello("nonce-1"), Hello("nonce-1")], 3, "HELLO_EXPECTED" },
        { "an empty message", [Hello("nonce-1"), new FramesRequest()], 3, "CONTENT_MISSING" },
        { "a sequence that does not rise", [Hello("nonce-1"), Frame(1, 10), Frame(1, 10)], 9, "SEQUENCE_NOT_RISING" },
        { "a frame beyond the limit", [Hello("nonce-1"), Frame(1, 524_400)], 8, "MESSAGE_TOO_LARGE" },
        { "a wrong nonce", [Hello("guessed")], 5, "SESSION_UNKNOWN" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Conversation_out_of_order_ends_with_its_reason(string what, FramesRequest[] messages, int status, string reason)
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions());
        var (_, key) = await service.AddAsync(PartnerScope.Certification);
        await OpenAsync(service, key);

        var ended = await service.Running.CallAsync(Service + "Frames", [.. messages.SelectMany(GrpcCalls.Frame)], GrpcCalls.Key(key));

        Assert.True((status, reason) == (ended.Status, ended.Reason), $"{what}: {ended.Status} {ended.Reason} {ended.Message}");
        Assert.DoesNotContain(service.Running.Logs.Lines, line => line.StartsWith("5002", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frame_beyond_the_bytes_of_the_options_is_refused_as_on_a_socket()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions(), options => options with { Sessions = options.Sessions with { MaximumFrameBytes = 2_000 } });
        var (_, key) = await service.AddAsync(PartnerScope.Certification);
        await OpenAsync(service, key);

        var ended = await service.Running.CallAsync(Service + "Frames", [.. GrpcCalls.Frame(Hello("nonce-1")), .. GrpcCalls.Frame(Frame(1, 3_000))], GrpcCalls.Key(key));

        Assert.Equal((8, "MESSAGE_TOO_LARGE"), (ended.Status, ended.Reason));
    }

    [Fact]
    public async Task Client_that_stops_without_finish_leaves_the_session_open()
    {
        var sessions = new ScriptedSessions();
        await using var service = await PartnerService.StartAsync(sessions);
        var (_, key) = await service.AddAsync(PartnerScope.Certification);
        await OpenAsync(service, key);

        Assert.Equal(0, (await service.Running.CallAsync(Service + "Frames", [.. GrpcCalls.Frame(Hello("nonce-1")), .. GrpcCalls.Frame(Frame(1, 10))], GrpcCalls.Key(key))).Status);

        Assert.DoesNotContain("finish", sessions.Happened);
        Assert.Equal((9, "SESSION_RUNNING"), await ResultStatusAsync(service, key));
        // the nonce of the welcome opens the next call
        Assert.Equal(0, (await service.Running.CallAsync(Service + "Frames", GrpcCalls.Frame(Hello("nonce-2")), GrpcCalls.Key(key))).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Frames_faster_than_the_session_wait_in_the_client()
    {
        const int FrameBytes = 64 * 1024;
        const int Frames = 1024;
        var held = new TaskCompletionSource();
        var sessions = new ScriptedSessions { Hold = () => held.Task };
        await using var service = await PartnerService.StartAsync(sessions);
        var (_, key) = await service.AddAsync(PartnerScope.Certification);
        await OpenAsync(service, key);
        await using var frames = GrpcConversation.Open(service.Running, Service + "Frames", GrpcCalls.Key(key));
        await frames.SendAsync(Hello("nonce-1"));
        Assert.NotNull((await frames.ReadAsync(FramesResponse.Parser))!.Welcome);
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                for (var sequence = 1u; sequence <= Frames; sequence++)
                {
                    await frames.SendAsync(Frame(sequence, FrameBytes));
                    Interlocked.Increment(ref sent);
                }
            },
            Token);

        // until nothing moves any more: all sent, or stuck where they should be
        for (var (before, still) = (-1, 0); still < 20; await Task.Delay(25, Token))
        {
            still = before == Volatile.Read(ref sent) ? still + 1 : 0;
            before = Volatile.Read(ref sent);
        }

        Assert.Single(sessions.Happened, line => line.StartsWith("frame", StringComparison.Ordinal));
        Assert.InRange(Volatile.Read(ref sent), 1, 8 * 1024 * 1024 / FrameBytes);
        held.SetResult();
        for (var sequence = 1u; sequence <= Frames; sequence++)
        {
            Assert.Equal(sequence, (await frames.ReadAsync(FramesResponse.Parser))!.Guidance.Sequence);
        }

        await sending;
    }

    private static FramesRequest Hello(string nonce) => new() { Hello = new FramesRequest.Types.Hello { SessionId = ScriptedSessions.SessionId, Nonce = nonce } };

    private static FramesRequest Frame(uint sequence, int bytes) => new()
    {
        Frame = new FramesRequest.Types.Frame { Sequence = sequence, ClientClockMs = 1000 + sequence, Jpeg = ByteString.CopyFrom(new byte[bytes]) },
    };

    private static Task<Ended> OpenAsync(PartnerService service, string key, string document = PartnerService.Certified, string name = PartnerService.Name) => CallAsync(
        service, "OpenSession", key, new OpenSessionRequest { DocumentNumber = document, Name = name, Purpose = "自助终端认证", ConsentReference = "c-1" });

    private static Task<Ended> CallAsync(PartnerService service, string method, string key, IMessage message) =>
        service.Running.CallAsync(Service + method, GrpcCalls.Frame(message), GrpcCalls.Key(key));

    private static async Task<(int, string?)> ResultStatusAsync(PartnerService service, string key) =>
        Of(await CallAsync(service, "GetResult", key, new GetResultRequest { SessionId = ScriptedSessions.SessionId }));

    private static (int, string?) Of(Ended ended) => (ended.Status, ended.Reason);
}
