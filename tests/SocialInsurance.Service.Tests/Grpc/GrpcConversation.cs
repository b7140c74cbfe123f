using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace SocialInsurance.Service.Tests.Grpc;

/// <summary>A call whose client streams: writes what and when the test wants, sound or not.</summary>
internal sealed class GrpcConversation : IAsyncDisposable
{
    private readonly Pipe up = new();
    private readonly Task<HttpResponseMessage> answering;
    private HttpResponseMessage? response;
    private Stream? down;

    private GrpcConversation(RunningService service, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new UploadContent(up.Reader),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        answering = service.Grpc.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static GrpcConversation Open(RunningService service, string path, params (string Name, string Value)[] headers) => new(service, path, headers);

    internal Task SendAsync(IMessage message) => SendAsync(GrpcCalls.Frame(message));

    internal async Task SendAsync(byte[] bytes) => await up.Writer.WriteAsync(bytes, Token);

    internal async Task EndAsync() => await up.Writer.CompleteAsync();

    /// <summary>Resets the stream, as a client does that gives up.</summary>
    internal void Leave() => response?.Dispose();

    /// <summary>The next answer; null at the end.</summary>
    internal async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        response ??= await answering;
        down ??= await response.Content.ReadAsStreamAsync(Token);
        var header = new byte[5];
        if (await down.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, Token) < 5)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1))];
        await down.ReadExactlyAsync(message, Token);
        return parser.ParseFrom(message);
    }

    /// <summary>Reads to the end; the status of the call.</summary>
    internal async Task<Ended> FinishAsync()
    {
        response ??= await answering;
        down ??= await response.Content.ReadAsStreamAsync(Token);
        var rest = new MemoryStream();
        await down.CopyToAsync(rest, Token);
        return new Ended(GrpcCalls.StatusOf(response), GrpcCalls.MessageOf(response), rest.ToArray()) { Details = GrpcCalls.DetailsOf(response) };
    }

    public async ValueTask DisposeAsync()
    {
        await up.Writer.CompleteAsync();
        response?.Dispose();
    }

    /// <summary>Sends what is written at once; the framework's own content would keep it until a buffer is full.</summary>
    private sealed class UploadContent(PipeReader reader) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, Token);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // the headers alone, so that the server sees the call before its first message
            await stream.FlushAsync(cancellationToken);
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                foreach (var part in read.Buffer)
                {
                    await stream.WriteAsync(part, cancellationToken);
                }

                await stream.FlushAsync(cancellationToken);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
