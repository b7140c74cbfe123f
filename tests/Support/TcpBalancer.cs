using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SocialInsurance.Tests.Support;

/// <summary>
/// A balancer in front of instances, as small as one can be: each new connection goes to the next instance whose <c>/readyz</c> said yes
/// last; bytes are copied both ways. Asks every 50 ms. Whoever comes while none is ready waits.
/// </summary>
public sealed class TcpBalancer : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Uri, bool> _instances = new();
    private readonly Dictionary<Uri, Uri> _targets = [];
    private readonly Task _work;
    private int _next;

    public TcpBalancer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _work = Task.WhenAll(WatchAsync(), AcceptAsync());
    }

    public Uri Address { get; }

    public bool IsReady(Uri instance) => _instances.GetValueOrDefault(instance);

    /// <param name="health">where the instance says whether it is ready</param>
    /// <param name="target">where connections go, when it is not the same</param>
    public void Add(Uri health, Uri? target = null)
    {
        lock (_targets)
        {
            _targets[health] = target ?? health;
        }

        _instances[health] = false;
    }

    public void Remove(Uri health) => _instances.TryRemove(health, out _);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _probe.Dispose();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.WhenAll(_instances.Keys.Select(async instance =>
            {
                var ready = await IsReadyAsync(instance);
                _instances.TryUpdate(instance, ready, !ready);
            }));
            await Task.Delay(Interval, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsReadyAsync(Uri instance)
    {
        try
        {
            using var answer = await _probe.GetAsync(new Uri(instance, "/readyz"), _end.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        var carried = new ConcurrentBag<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                carried.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(carried);
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var inner = client;
        try
        {
            using var instance = await ConnectAsync();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            await Task.WhenAny(CopyAsync(client, instance, ended.Token), CopyAsync(instance, client, ended.Token));
            await ended.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // the balancer ends
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        while (true)
        {
            foreach (var health in _instances.Where(instance => instance.Value).Select(instance => instance.Key).OrderBy(uri => uri.Port).ToArray() is { Length: > 0 } ready
                ? ready.Skip(_next++ % ready.Length).Concat(ready).Take(ready.Length)
                : [])
            {
                var connection = new TcpClient { NoDelay = true };
                try
                {
                    var target = TargetOf(health);
                    await connection.ConnectAsync(target.Host, target.Port, _end.Token);
                    return connection;
                }
                catch (SocketException)
                {
                    connection.Dispose();
                }
            }

            await Task.Delay(Interval, _end.Token);
        }
    }

    private Uri TargetOf(Uri health)
    {
        lock (_targets)
        {
            return _targets[health];
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), 16 * 1024, cancellationToken);
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // one side is gone, and with it the other
        }
    }
}
