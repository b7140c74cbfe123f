using System.IO.Compression;
using Google.Protobuf;
using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Service.Tests.Partners;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class GrpcStreamTests
{
    private const string Push = "/socialinsurance.v1.Feeds/Push";
    private static readonly (string, string) Gzip = ("grpc-encoding", "gzip");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compressed_and_plain_messages_of_one_call_are_read_alike()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        byte[] body = [.. Compressed(Event("a").ToByteArray()), .. GrpcCalls.Frame(Event("b")), .. Compressed(Event("c").ToByteArray())];

        var ended = await service.Running.CallAsync("/socialinsurance.v1.Feeds/PushAll", body, GrpcCalls.Key(key), Gzip);

        Assert.Equal(new PushSummary { Read = 3, Accepted = 3 }, ended.Read(PushReport.Parser).Summary);
    }

    public static TheoryData<string, byte[], int, string> Bad()
    {
        var sound = Deflate(new HealthCheckRequest { Service = "no.such.Service" }.ToByteArray());
        byte[] flipped = [.. sound];
        flipped[^6] ^= 0x55;
        return new()
        {
            { "a bomb of 64 MiB in 64 KiB", GrpcCalls.Frame(Deflate(new byte[64 << 20]), compressed: 1), 8, "MESSAGE_TOO_LARGE" },
            { "one byte over the limit", GrpcCalls.Frame(Deflate(new byte[65_537]), compressed: 1), 8, "MESSAGE_TOO_LARGE" },
            { "not gzip", GrpcCalls.Frame([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], compressed: 1), 13, "FRAME_MALFORMED" },
            { "nothing", GrpcCalls.Frame([], compressed: 1), 13, "FRAME_MALFORMED" },
            { "a gzip stream cut off", GrpcCalls.Frame(sound[..^9], compressed: 1), 13, "FRAME_MALFORMED" },
            { "a wrong checksum", GrpcCalls.Frame(flipped, compressed: 1), 13, "FRAME_MALFORMED" },
            { "bytes after the gzip stream", GrpcCalls.Frame([.. sound, 1, 2, 3, 4], compressed: 1), 13, "FRAME_MALFORMED" },
            { "a length that lies", GrpcCalls.Frame(sound, compressed: 1, length: 60_000), 13, "FRAME_TRUNCATED" },
            { "flag of the future", GrpcCalls.Frame(sound, compressed: 2), 13, "FRAME_COMPRESSED" },
        };
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Compressed_frame_malformed_ends_the_call_with_its_reason(string what, byte[] body, int status, string reason)
    {
        await using var service = await RunningService.StartAsync();

        var ended = await service.CallAsync(GrpcCalls.Check, body, Gzip);

        Assert.True((status, reason) == (ended.Status, ended.Reason), $"{what}: {ended.Status} {ended.Reason} {ended.Message}");
        Assert.DoesNotContain(service.Logs.Lines, line => line.StartsWith("5002", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_that_inflates_to_exactly_the_limit_is_read()
    {
        await using var service = await RunningService.StartAsync();
        // field 1: tag 1 byte, length 3 bytes
        var request = new HealthCheckRequest { Service = new string('x', 65_536 - 4) };

        Assert.Equal(5, (await service.CallAsync(GrpcCalls.Check, Compressed(request.ToByteArray()), Gzip)).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_that_says_nothing_for_too_long_is_told_so()
    {
        await using var service = await PartnerService.StartAsync(options => options with { GrpcIdleTimeout = TimeSpan.FromMilliseconds(300) });
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        await push.SendAsync(Event("a"));
        await push.SendAsync([0, 0, 0]);

        Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);
        var ended = await push.FinishAsync();

        Assert.Equal((4, "CLIENT_IDLE"), (ended.Status, ended.Reason));
        Assert.Equal(1, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stream_that_rests_longer_than_a_slow_body_may_goes_on()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        await push.SendAsync(Event("a"));
        Assert.NotNull(await push.ReadAsync(PushResponse.Parser));

        // the server's rule for bodies: 240 bytes a second after a grace of 5 s
        await Task.Delay(TimeSpan.FromSeconds(7), Token);
        await push.SendAsync(Event("b"));

        Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);
    }

    [Fact(Timeout = 60_000)]
    public async Task Deadline_passed_while_the_client_still_streams_ends_the_call()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key), ("grpc-timeout", "1S"));
        await push.SendAsync(Event("a"));

        Assert.Equal(EventVerdict.Accepted, (await push.ReadAsync(PushResponse.Parser))!.Answer.Verdict);
        Assert.Equal(4, (await push.FinishAsync()).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_that_leaves_in_the_middle_keeps_what_was_answered_and_is_counted_as_cancelled()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using (var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key)))
        {
            await push.SendAsync(Event("a"));
            Assert.NotNull(await push.ReadAsync(PushResponse.Parser));
            push.Leave();
            const string Cancelled = "socialinsurance_grpc_calls_total{method=\"/socialinsurance.v1.Feeds/Push\",status=\"Cancelled\"} 1\n";
            while (!(await service.Running.Http.GetStringAsync("/metrics", Token)).Contains(Cancelled, StringComparison.Ordinal))
            {
                await Task.Delay(20, Token);
            }
        }

        Assert.Equal(1, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
        Assert.DoesNotContain(service.Running.Logs.Lines, line => line.StartsWith("5002", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Stream_open_at_shutdown_is_told_to_come_back_later()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();
        await using var push = GrpcConversation.Open(service.Running, Push, GrpcCalls.Key(key));
        await push.SendAsync(Event("a"));
        Assert.NotNull(await push.ReadAsync(PushResponse.Parser));

        var stopping = service.Running.App.StopAsync(Token);
        var ended = await push.FinishAsync();
        await stopping;

        Assert.Equal((14, "SHUTTING_DOWN"), (ended.Status, ended.Reason));
        Assert.NotNull(ended.RetryAfter);
        Assert.Equal(1, (await service.Storage.FeedEvents.CountAsync(Token)).Accepted);
    }

    [Fact]
    public async Task Stream_without_a_single_message_is_a_regular_end()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddFeedsAsync();

        var ended = await service.Running.CallAsync("/socialinsurance.v1.Feeds/PushAll", [], GrpcCalls.Key(key));

        Assert.Equal(new PushReport { Summary = new PushSummary() }, ended.Read(PushReport.Parser));
    }

    private static FeedEvent Event(string id) => new()
    {
        EventId = id,
        Kind = FeedEvent.Types.Kind.Activity,
        Source = "bus_card",
        DocumentNumber = PartnerService.Due,
        OccurredOn = "2026-11-01",
    };

    private static byte[] Compressed(byte[] message) => GrpcCalls.Frame(Deflate(message), compressed: 1);

    private static byte[] Deflate(byte[] message)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return bytes.ToArray();
    }
}
