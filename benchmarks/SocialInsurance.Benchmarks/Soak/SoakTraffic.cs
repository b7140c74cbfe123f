using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Google.Protobuf;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Contracts.Staff;

namespace SocialInsurance.Benchmarks;

/// <summary>What a request of the traffic was.</summary>
internal enum SoakKind
{
    /// <summary>From a frame sent to its guidance received.</summary>
    Frame,

    /// <summary>A window of the caseworkers' queue.</summary>
    Queue,

    /// <summary>A partner's question over gRPC; costs a commit.</summary>
    Status,

    /// <summary>A stream of <see cref="SoakTraffic.EventsPerPush"/> events over gRPC, stored.</summary>
    Push,

    /// <summary>The public overview and the metrics, in turn.</summary>
    Page,
}

/// <summary>Everybody who uses the service at once: live sessions in lanes, a caseworker's page, two partners. Thread-safe.</summary>
internal sealed class SoakTraffic : IDisposable
{
    internal const int EventsPerPush = 20;
    private const double FramesPerSecond = 8;
    private static readonly string[] Queues = ["?sort=risk", "?sort=due&offset=300", "?colour=red&division=330101", "/counts"];

    private readonly SoakAddress address;
    private readonly byte[][] frames;
    private readonly HttpClient staff = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
    private readonly HttpClient anybody = new(new SocketsHttpHandler { UseCookies = false });
    private readonly HttpClient partners = new();
    private readonly ConcurrentQueue<(SoakKind Kind, double Ms)> times = new();
    private readonly ConcurrentDictionary<string, int> ends = new(StringComparer.Ordinal);
    private int people;
    private long events;

    internal SoakTraffic(SoakAddress address, byte[][] frames)
    {
        (this.address, this.frames) = (address, frames);
        (staff.BaseAddress, anybody.BaseAddress, partners.BaseAddress) = (new Uri(address.Http), new Uri(address.Http), new Uri(address.Grpc));
        staff.DefaultRequestHeaders.Add("X-Sicert", "1");
    }

    /// <summary>How sessions ended and what failed, by name.</summary>
    internal IReadOnlyDictionary<string, int> Ends => ends;

    internal int Sessions => ends.Where(end => end.Key.StartsWith("session ", StringComparison.Ordinal)).Sum(end => end.Value);

    /// <summary>Seconds from the opening of each finished session to its end.</summary>
    internal ConcurrentQueue<double> SessionSeconds { get; } = new();

    internal async Task SignInAsync()
    {
        using var answer = await staff.PostAsJsonAsync("/api/v1/staff/sign-in", new SignInRequest(address.Account, address.Password), ContractsJson.Default.SignInRequest);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Times since the last call.</summary>
    internal List<(SoakKind Kind, double Ms)> Drain()
    {
        var drained = new List<(SoakKind, double)>();
        while (times.TryDequeue(out var one))
        {
            drained.Add(one);
        }

        return drained;
    }

    /// <summary>Until stopped; what fails is counted and the traffic goes on.</summary>
    internal Task RunAsync(int lanes, CancellationToken stop) => Task.WhenAll(
        [
            .. Enumerable.Range(0, lanes).Select(lane => LaneAsync(lane, stop)),
            EveryAsync(TimeSpan.FromMilliseconds(500), SoakKind.Queue, QueueAsync, stop),
            EveryAsync(TimeSpan.FromMilliseconds(100), SoakKind.Status, StatusAsync, stop),
            EveryAsync(TimeSpan.FromMilliseconds(200), SoakKind.Page, PageAsync, stop),
            EveryAsync(TimeSpan.FromSeconds(1), SoakKind.Push, PushAsync, stop),
        ]);

    internal async Task QueueAsync(int round)
    {
        using var answer = await staff.GetAsync("/api/v1/staff/cases" + Queues[round % Queues.Length]);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    internal async Task PageAsync(int round)
    {
        using var answer = await anybody.GetAsync(round % 2 == 0 ? "/api/v1/overview" : "/metrics");
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    internal Task StatusAsync(int round) => CallAsync(
        "/socialinsurance.v1.Verification/GetStatus",
        address.StatusKey,
        [new GetStatusRequest { DocumentNumber = SoakHost.Document(round % address.Registered), Purpose = "soak", ConsentReference = "soak-1" }]);

    internal Task PushAsync(int round) => CallAsync("/socialinsurance.v1.Feeds/PushAll", address.FeedKey, Enumerable.Range(0, EventsPerPush).Select(_ =>
    {
        var number = Interlocked.Increment(ref events);
        return new FeedEvent
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"soak-{number}"),
            Kind = FeedEvent.Types.Kind.Activity,
            Source = "bus_card",
            DocumentNumber = SoakHost.Document((int)(number * 7 % address.Registered)),
            OccurredOn = "2026-11-01",
        };
    }));

    /// <summary>One whole session of the next person.</summary>
    internal async Task<PlayedSession> PlayAsync()
    {
        using var player = new ServicePlayer(new Uri(address.Http), SoakHost.Person(Interlocked.Increment(ref people) % address.Enrolled));
        var begin = Stopwatch.GetTimestamp();
        var played = await player.PlayAsync(frames, FramesPerSecond);
        if (played.WaitSeconds is null)
        {
            SessionSeconds.Enqueue(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        foreach (var ms in played.LatenciesMs)
        {
            times.Enqueue((SoakKind.Frame, ms));
        }

        return played;
    }

    /// <summary>Comes again as told until there is a place and the session is over.</summary>
    /// <returns>seconds from the first request to the one that got a place, and how often there was none</returns>
    internal async Task<(double Waited, int Tries)> PlayUntilServedAsync()
    {
        var (begin, tries) = (Stopwatch.GetTimestamp(), 0);
        while (true)
        {
            var asked = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            var played = await PlayAsync();
            if (played.WaitSeconds is not { } wait)
            {
                return (tries == 0 ? 0 : asked, tries);
            }

            tries++;
            await Task.Delay(TimeSpan.FromSeconds(wait + (Random.Shared.NextDouble() * 2)));
        }
    }

    public void Dispose()
    {
        staff.Dispose();
        anybody.Dispose();
        partners.Dispose();
    }

    private async Task LaneAsync(int lane, CancellationToken stop)
    {
        try
        {
            // people do not come all at once
            await Task.Delay(TimeSpan.FromMilliseconds(700 * lane), stop);
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var played = await PlayAsync();
                    Count($"session {played.End}");
                }
                catch (Exception fault) when (fault is HttpRequestException or WebSocketException or IOException)
                {
                    Count($"failed session: {Named(fault)}", stop);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), stop);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task EveryAsync(TimeSpan period, SoakKind kind, Func<int, Task> ask, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            for (var round = 0; await timer.WaitForNextTickAsync(stop); round++)
            {
                var start = Stopwatch.GetTimestamp();
                try
                {
                    await ask(round);
                    times.Enqueue((kind, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
                    Count($"answered {kind}");
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidOperationException)
                {
                    Count($"failed {kind}: {Named(fault)}", stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static string Named(Exception fault) => fault is HttpRequestException { StatusCode: { } status } ? $"status {(int)status}" : fault.GetType().Name;

    private void Count(string what, CancellationToken stop = default)
    {
        if (!stop.IsCancellationRequested)
        {
            ends.AddOrUpdate(what, 1, static (_, before) => before + 1);
        }
    }

    private async Task CallAsync(string path, string key, IEnumerable<IMessage> messages)
    {
        var body = new MemoryStream();
        var header = new byte[5];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(1), (uint)message.CalculateSize());
            body.Write(header);
            message.WriteTo(body);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("authorization", $"Bearer {key}");
        using var answer = await partners.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var status = answer.TrailingHeaders.TryGetValues("grpc-status", out var trailer) || answer.Headers.TryGetValues("grpc-status", out trailer) ? trailer.Single() : "none";
        if (status != "0")
        {
            throw new InvalidOperationException($"{path} ended with status {status}");
        }
    }
}
