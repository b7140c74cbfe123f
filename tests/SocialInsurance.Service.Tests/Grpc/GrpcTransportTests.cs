using System.Net;
using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Contracts.Grpc.V1;
using ServingStatus = SocialInsurance.Contracts.Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class GrpcTransportTests
{
    private static readonly byte[] Whole = GrpcCalls.Frame(new HealthCheckRequest());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("grpc.health.v1.Health")]
    public async Task Check_of_a_known_service_is_serving(string name)
    {
        await using var service = await RunningService.StartAsync();

        var ended = await service.CallAsync(GrpcCalls.Check, GrpcCalls.Frame(new HealthCheckRequest { Service = name }));

        Assert.Equal((0, ""), (ended.Status, ended.Message));
        Assert.Equal(GrpcCalls.Frame(new HealthCheckResponse { Status = ServingStatus.Serving }), ended.Body);
    }

    [Fact]
    public async Task Check_while_the_stores_fail_is_not_serving()
    {
        await using var service = await RunningService.StartAsync();
        service.Overview.Fault = new IOException("disk gone");

        var ended = await service.CallAsync(GrpcCalls.Check, Whole);

        Assert.Equal(0, ended.Status);
        Assert.Equal(GrpcCalls.Frame(new HealthCheckResponse { Status = ServingStatus.NotServing }), ended.Body);
    }

    [Fact]
    public async Task Check_of_an_unknown_service_is_not_found()
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(5, (await service.CallAsync(GrpcCalls.Check, GrpcCalls.Frame(new HealthCheckRequest { Service = "x" }))).Status);
    }

    [Fact]
    public async Task Question_of_a_partner_where_no_partners_are_is_unimplemented_and_tells_nothing()
    {
        await using var service = await RunningService.StartAsync();
        var question = new GetStatusRequest { DocumentNumber = "000000195001010010", Purpose = "test", ConsentReference = "c-1" };

        var ended = await service.CallAsync("/socialinsurance.v1.Verification/GetStatus", GrpcCalls.Frame(question));

        Assert.Equal(12, ended.Status);
        Assert.Empty(ended.Body);
        Assert.DoesNotContain(service.Logs.Lines, line => line.Contains("0000001950", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/no.such.Service/Method")]
    [InlineData("/grpc.health.v1.Health/check")]
    [InlineData("/")]
    [InlineData("/api/v1/overview")]
    public async Task Method_unknown_is_unimplemented(string path)
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(12, (await service.CallAsync(path, Whole)).Status);
    }

    public static TheoryData<string, byte[], int> Frames() => new()
    {
        { "no frame", [], 13 },
        { "half a header", [0, 0, 0], 13 },
        { "half a message", [0, 0, 0, 0, 9, 1, 2], 13 },
        { "not a message", GrpcCalls.Frame([0xFF, 0xFF, 0xFF, 0xFF]), 13 },
        { "two messages", [.. Whole, .. Whole], 13 },
        { "a stray byte after the message", [.. Whole, 0], 13 },
        { "compressed in a call that says identity", GrpcCalls.Frame([], compressed: 1), 13 },
        { "flag of the future", GrpcCalls.Frame([], compressed: 7), 13 },
        { "over the limit", GrpcCalls.Frame(new byte[65_537]), 8 },
        { "a length of 4 GB and no body", GrpcCalls.Frame([], length: uint.MaxValue), 8 },
        { "a length with the sign bit", GrpcCalls.Frame([], length: 0x8000_0000), 8 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_malformed_ends_the_call_with_its_status(string what, byte[] body, int status)
    {
        await using var service = await RunningService.StartAsync();

        var ended = await service.CallAsync(GrpcCalls.Check, body);

        Assert.True(status == ended.Status, $"{what}: expected {status}, found {ended.Status} ({ended.Message})");
        Assert.NotEmpty(ended.Message);
        Assert.DoesNotContain(service.Logs.Lines, line => line.StartsWith("5002", StringComparison.Ordinal));
        Assert.Equal(0, (await service.CallAsync(GrpcCalls.Check, Whole)).Status);
    }

    [Fact]
    public async Task Message_of_exactly_the_limit_is_read()
    {
        await using var service = await RunningService.StartAsync();
        // field 1: tag 1 byte, length 3 bytes, so that the whole message has 65,536 bytes
        var request = new HealthCheckRequest { Service = new string('x', 65_536 - 4) };

        Assert.Equal(5, (await service.CallAsync(GrpcCalls.Check, GrpcCalls.Frame(request))).Status);
    }

    [Fact]
    public async Task Encoding_other_than_identity_and_gzip_is_unimplemented()
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(12, (await service.CallAsync(GrpcCalls.Check, Whole, ("grpc-encoding", "deflate"))).Status);
        Assert.Equal(0, (await service.CallAsync(GrpcCalls.Check, Whole, ("grpc-encoding", "gzip"))).Status);
        Assert.Equal(0, (await service.CallAsync(GrpcCalls.Check, Whole, ("grpc-encoding", "identity"))).Status);
    }

    [Theory]
    [InlineData("1", 3)]
    [InlineData("S", 3)]
    [InlineData("5x", 3)]
    [InlineData("-5S", 3)]
    [InlineData("123456789S", 3)]
    [InlineData("1.5S", 3)]
    [InlineData("99999999H", 0)]
    [InlineData("30S", 0)]
    public async Task Deadline_header_is_read_strictly(string timeout, int status)
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(status, (await service.CallAsync(GrpcCalls.Check, Whole, ("grpc-timeout", timeout))).Status);
    }

    [Theory]
    [InlineData("300m")]
    [InlineData("300000u")]
    [InlineData("99999999n")]
    public async Task Deadline_passed_in_a_stream_ends_it(string timeout)
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(4, (await service.CallAsync(GrpcCalls.Watch, Whole, ("grpc-timeout", timeout))).Status);
    }

    [Theory]
    [InlineData("250S", 250.0)]
    [InlineData("7M", 420.0)]
    [InlineData("2H", 7200.0)]
    [InlineData("90000m", 90.0)]
    [InlineData("99999999u", 99.999999)]
    [InlineData("99999999H", 2_592_000.0)]
    public async Task Deadline_of_any_unit_sets_the_clock_to_what_the_client_asked(string timeout, double seconds)
    {
        var clock = new RecordingClock();
        await using var service = await RunningService.StartAsync(clock: clock);

        await service.CallAsync(GrpcCalls.Check, Whole, ("grpc-timeout", timeout));

        Assert.Contains(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), clock.Timers);
    }

    [Fact]
    public async Task Request_that_is_not_grpc_is_refused_in_http()
    {
        await using var service = await RunningService.StartAsync();

        using var get = await service.Grpc.GetAsync("/api/v1/overview", Token);
        using var text = await service.Grpc.PostAsync(GrpcCalls.Check, new StringContent("hello"), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, get.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }

    [Fact]
    public async Task Calls_are_counted_by_method_and_status()
    {
        await using var service = await RunningService.StartAsync();
        await service.CallAsync(GrpcCalls.Check, Whole);
        await service.CallAsync("/random/1", Whole);
        await service.CallAsync("/random/2", Whole);

        var text = await service.Http.GetStringAsync("/metrics", Token);

        Assert.Contains("socialinsurance_grpc_calls_total{method=\"/grpc.health.v1.Health/Check\",status=\"Ok\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_grpc_calls_total{method=\"unknown\",status=\"Unimplemented\"} 2\n", text, StringComparison.Ordinal);
    }
}
