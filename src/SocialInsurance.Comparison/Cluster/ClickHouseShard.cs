using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// A ClickHouse server over its HTTP interface. Requests block their thread: a worker that sends does not read on, which is all the
/// back-pressure there is to have. A socket without a byte for <see cref="ClusterOptions.Patience"/> is given up. Thread-safe.
/// </summary>
sealed class ClickHouseShard : IShard
{
    const int FirstWaitMs = 250;
    const int MostErrorBytes = 1 << 12;
    const string AnswersWhole = "&wait_end_of_query=1&send_progress_in_http_headers=1&http_headers_progress_interval_ms=500";
    static readonly TimeSpan ServerKeepsAlive = TimeSpan.FromSeconds(3); // its default; a connection is not reused close to that

    readonly ClusterOptions options;
    readonly HttpClient client;
    readonly Uri address;

    internal ClickHouseShard(ClusterOptions options, int number)
    {
        this.options = options;
        Number = number;
        address = options.Shards[number - 1];
        client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.Patience,
            PooledConnectionIdleTimeout = ServerKeepsAlive / 2,
            MaxResponseHeadersLength = 1 << 14, // KiB: a line of progress every half second
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the socket watches for signs of life
        };
        client.DefaultRequestHeaders.Add("X-ClickHouse-User", options.User);
        client.DefaultRequestHeaders.Add("X-ClickHouse-Key", options.Password);
    }

    public int Number { get; }

    public void Execute(string sql, CancellationToken cancellationToken) =>
        Send("preparing tables", "", () => new ByteArrayContent(Encoding.UTF8.GetBytes(sql)), cancellationToken).Dispose();

    public void Insert(string into, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken) =>
        Send("taking rows", $"&query={Uri.EscapeDataString($"INSERT INTO {into} FORMAT RowBinary")}", () => new ReadOnlyMemoryContent(rows), cancellationToken).Dispose();

    public Stream Query(string sql, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = Send("answering", AnswersWhole, () => new ByteArrayContent(Encoding.UTF8.GetBytes($"{sql} FORMAT RowBinary")), cancellationToken);
        return new AnswerStream(response, this);
    }

    public void Dispose() => client.Dispose();

    /// <summary>An answer with status 200, or the reason why there is none, after as many attempts as it takes.</summary>
    HttpResponseMessage Send(string doing, string parameters, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var target = new Uri(address, $"?max_insert_block_size={1 << 20}{parameters}");
        for (int attempt = 1; ; attempt++)
        {
            InputRefusedException refused;
            bool mayPass = true;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content() };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return response;
                }

                using (response)
                {
                    int code = CodeOf(response);
                    mayPass = ShardFault.MayPass(code) || response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable;
                    refused = ShardFault.Refused(Number, doing, (int)response.StatusCode, code);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                refused = ShardFault.Lost(Number, doing, KindOf(e), options.Patience);
            }

            if (!mayPass || attempt == options.Attempts)
            {
                throw refused;
            }

            cancellationToken.WaitHandle.WaitOne(FirstWaitMs << (attempt - 1));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    static int CodeOf(HttpResponseMessage response)
    {
        Span<byte> text = stackalloc byte[MostErrorBytes];
        using Stream stream = response.Content.ReadAsStream();
        int read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return ShardFault.CodeOf(Encoding.UTF8.GetString(text[..read]));
    }

    /// <summary>What happened, without address: the inmost socket error, or the kind of fault.</summary>
    internal static string KindOf(Exception fault)
    {
        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                // a socket with a time limit reports its end as "would block" here and there
                return socket.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.TryAgain
                    ? "silence" : socket.SocketErrorCode.ToString();
            }
        }

        return fault is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : "a broken connection";
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        int patienceMs = (int)options.Patience.TotalMilliseconds;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = patienceMs, SendTimeout = patienceMs };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The body of an answer; a fault of the connection becomes one of the shard.</summary>
    sealed class AnswerStream(HttpResponseMessage response, ClickHouseShard shard) : Stream
    {
        readonly Stream body = response.Content.ReadAsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return body.Read(buffer);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
            {
                throw ShardFault.Lost(shard.Number, "answering", KindOf(e), shard.options.Patience);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
                response.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
