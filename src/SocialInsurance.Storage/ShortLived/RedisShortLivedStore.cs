using System.Text;
using SocialInsurance.Eligibility.ShortLived;
using StackExchange.Redis;

namespace SocialInsurance.Storage.ShortLived;

/// <summary>
/// On one Redis server, for several instances of the service. Every operation is one command or one script, so atomic. A server that does
/// not answer in time gives <see cref="ShortLivedStoreUnavailableException"/>; the connection comes back by itself. Thread-safe.
/// </summary>
public sealed class RedisShortLivedStore : IShortLivedStore, IAsyncDisposable
{
    private const int MaximumKeyBytes = 128;
    private const int MaximumValueBytes = 64 * 1024;

    private const string Replace =
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1";

    private const string Count =
        "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return n";

    private readonly RedisStoreOptions _options;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;

    private RedisShortLivedStore(RedisStoreOptions options, ConnectionMultiplexer connection) =>
        (_options, _connection, _database) = (options, connection, connection.GetDatabase());

    public bool IsShared => true;

    /// <summary>Connects; a server that is not there yet does not stop the start: its operations fail until it is.</summary>
    /// <exception cref="ArgumentException">options that <see cref="RedisStoreOptions.Validate"/> refuses</exception>
    public static async Task<RedisShortLivedStore> OpenAsync(RedisStoreOptions options, CancellationToken cancellationToken)
    {
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors), nameof(options));
        }

        var (host, port) = RedisStoreOptions.TryParse(options.EndPoint)!.Value;
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)options.OperationTimeout.TotalMilliseconds,
            KeepAlive = 5,
            Password = options.Password,
            ReconnectRetryPolicy = new LinearRetry(500),
            // one server: nothing to vote about, nothing to be told
            TieBreaker = string.Empty,
            ConfigurationChannel = string.Empty,
        };
        configuration.EndPoints.Add(host, port);
        var connection = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken);
        return new RedisShortLivedStore(options, connection);
    }

    public Task<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        AskAsync(() => _database.StringSetAsync(Key(key), Value(value), lifetime, When.NotExists), cancellationToken);

    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken) =>
        await AskAsync(() => _database.StringGetAsync(Key(key)), cancellationToken);

    public async Task<byte[]?> TakeAsync(string key, CancellationToken cancellationToken) =>
        (byte[]?)await AskAsync(() => _database.ExecuteAsync("GETDEL", Key(key)), cancellationToken);

    public async Task<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (long)await AskAsync(() => EvaluateAsync(Replace, key, Value(expected), Value(value), Milliseconds(lifetime)), cancellationToken) == 1;

    public async Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        await AskAsync(() => _database.KeyDeleteAsync(Key(key)), cancellationToken);

    public async Task<long> CountAsync(string key, TimeSpan window, CancellationToken cancellationToken) =>
        (long)await AskAsync(() => EvaluateAsync(Count, key, Milliseconds(window)), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync();
        _connection.Dispose();
    }

    /// <summary>By text each time: a restarted server has forgotten every script.</summary>
    private Task<RedisResult> EvaluateAsync(string script, string key, params object[] values) =>
        _database.ExecuteAsync("EVAL", [script, 1, Key(key), .. values]);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask().WaitAsync(_options.OperationTimeout, cancellationToken);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or ObjectDisposedException)
        {
            // the client's own message names command and key
            throw new ShortLivedStoreUnavailableException($"The shared short-lived store does not answer ({fault.GetType().Name})");
        }
    }

    private RedisKey Key(string key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(key), MaximumKeyBytes, nameof(key));
        return _options.KeyPrefix + key;
    }

    private static byte[] Value(ReadOnlyMemory<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, MaximumValueBytes, nameof(value));
        return value.ToArray();
    }

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);
}
