using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;
using SocialInsurance.Contracts.Grpc.Health.V1;
using Rpc = SocialInsurance.Contracts.Grpc.Rpc;

namespace SocialInsurance.Service.Tests.Grpc;

/// <summary>How a raw call ended.</summary>
internal sealed record Ended(int Status, string Message, byte[] Body)
{
    /// <summary>Of the trailer <c>grpc-status-details-bin</c>; null without one.</summary>
    public Rpc.Status? Details { get; init; }

    public string? Reason => Details?.Details.Where(any => any.Is(Rpc.ErrorInfo.Descriptor)).Select(any => any.Unpack<Rpc.ErrorInfo>().Reason).SingleOrDefault();

    public TimeSpan? RetryAfter => Details?.Details.Where(any => any.Is(Rpc.RetryInfo.Descriptor)).Select(any => (TimeSpan?)any.Unpack<Rpc.RetryInfo>().RetryDelay.ToTimeSpan()).SingleOrDefault();

    /// <summary>The one message of the body.</summary>
    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Body.AsSpan(5).ToArray());
}

/// <summary>gRPC by hand, so that malformed frames can be sent too.</summary>
internal static class GrpcCalls
{
    internal const string Check = "/grpc.health.v1.Health/Check";
    internal const string Watch = "/grpc.health.v1.Health/Watch";

    internal static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    internal static byte[] Frame(byte[] message, byte compressed = 0, uint? length = null)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = compressed;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    internal static HttpRequestMessage Request(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    internal static async Task<Ended> CallAsync(this RunningService service, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, body, headers);
        using var response = await service.Grpc.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
        var content = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Ended(StatusOf(response), MessageOf(response), content) { Details = DetailsOf(response) };
    }

    internal static int StatusOf(HttpResponseMessage response) =>
        int.Parse(Field(response, "grpc-status") ?? "-1", CultureInfo.InvariantCulture);

    internal static string MessageOf(HttpResponseMessage response) => Uri.UnescapeDataString(Field(response, "grpc-message") ?? "");

    internal static Rpc.Status? DetailsOf(HttpResponseMessage response) => Field(response, "grpc-status-details-bin") is not { } text
        ? null
        : Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));

    internal static (string, string) Key(string key) => ("authorization", $"Bearer {key}");

    internal static async Task<HealthCheckResponse?> ReadHealthAsync(Stream stream)
    {
        var header = new byte[5];
        if (await stream.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, TestContext.Current.CancellationToken) < 5)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1))];
        await stream.ReadExactlyAsync(message, TestContext.Current.CancellationToken);
        return HealthCheckResponse.Parser.ParseFrom(message);
    }

    private static string? Field(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailer) ? trailer.Single()
        : response.Headers.TryGetValues(name, out var header) ? header.Single()
        : null;
}
