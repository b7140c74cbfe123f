using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Storage.Tests;

/// <summary>The contract on the store of one instance.</summary>
public sealed class MemoryShortLivedStoreTests : ShortLivedStoreContract
{
    private readonly FixedTime _time = new();

    [Fact]
    public void Store_of_this_process_says_that_it_is_not_shared() => Assert.False(new MemoryShortLivedStore(_time).IsShared);

    protected override Task<IShortLivedStore> OpenAsync() => Task.FromResult<IShortLivedStore>(new MemoryShortLivedStore(_time));

    protected override Task WaitAsync(TimeSpan time)
    {
        _time.Now += time;
        return Task.CompletedTask;
    }
}

/// <summary>The contract on a real Redis, and what happens when it goes away.</summary>
public sealed class RedisShortLivedStoreTests(RedisServerFixture redis) : ShortLivedStoreContract, IClassFixture<RedisServerFixture>, IAsyncDisposable
{
    private readonly List<RedisShortLivedStore> _opened = [];

    [Fact]
    public async Task Two_stores_on_one_server_see_the_same_state()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());

        Assert.True(one.IsShared);
        Assert.True(await one.TryAddAsync("shared:a", Bytes("v"), TimeSpan.FromMinutes(1), Cancel));
        Assert.NotNull(await other.TakeAsync("shared:a", Cancel));
        Assert.Null(await one.FindAsync("shared:a", Cancel));
    }

    [Fact]
    public async Task Thousands_of_operations_at_once_on_one_connection_are_all_answered()
    {
        var store = await OpenAsync(Options(redis.Server) with { KeyPrefix = "crowd:", OperationTimeout = TimeSpan.FromSeconds(30) });
        var value = new byte[2_000];

        var counts = await Task.WhenAll(Enumerable.Range(0, 4_000).Select(async i =>
        {
            Assert.True(await store.TryAddAsync($"crowd:{i}", value, TimeSpan.FromMinutes(1), Cancel));
            Assert.Equal(value, await store.TakeAsync($"crowd:{i}", Cancel));
            return await store.CountAsync("crowd", TimeSpan.FromMinutes(1), Cancel);
        }));

        Assert.Equal(Enumerable.Range(1, 4_000).Select(i => (long)i), counts.Order());
    }

    [Fact]
    public async Task Two_installations_on_one_server_do_not_meet()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync(new RedisStoreOptions { EndPoint = redis.Server.EndPoint, Password = RedisServer.Password, KeyPrefix = "other:" }));

        await one.TryAddAsync("apart:a", Bytes("v"), TimeSpan.FromMinutes(1), Cancel);

        Assert.Null(await other.FindAsync("apart:a", Cancel));
    }

    [Fact]
    public async Task Server_that_dies_and_returns_makes_the_store_unavailable_and_then_serve_again()
    {
        await using var server = await RedisServer.StartAsync();
        var store = await OpenAsync(Options(server));
        await store.TryAddAsync("lost:a", Bytes("v"), TimeSpan.FromMinutes(1), Cancel);

        await server.KillAsync();
        var fault = await Assert.ThrowsAsync<ShortLivedStoreUnavailableException>(() => store.FindAsync("lost:a", Cancel));
        Assert.DoesNotContain("lost:a", fault.ToString(), StringComparison.Ordinal);

        await server.RestartAsync();
        Assert.Null(await UntilAvailableAsync(() => store.FindAsync("lost:a", Cancel)));
        Assert.Equal(1, await UntilAvailableAsync(() => store.CountAsync("lost:count", TimeSpan.FromMinutes(1), Cancel)));
        Assert.True(await store.TryAddAsync("lost:b", Bytes("old"), TimeSpan.FromMinutes(1), Cancel));
        Assert.True(await store.ReplaceAsync("lost:b", Bytes("old"), Bytes("new"), TimeSpan.FromMinutes(1), Cancel));
    }

    [Fact]
    public async Task Server_that_is_not_there_at_the_start_is_found_when_it_comes()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        var store = await OpenAsync(Options(server));
        await Assert.ThrowsAsync<ShortLivedStoreUnavailableException>(() => store.CountAsync("late:a", TimeSpan.FromMinutes(1), Cancel));

        await server.RestartAsync();

        Assert.Equal(1, await UntilAvailableAsync(() => store.CountAsync("late:a", TimeSpan.FromMinutes(1), Cancel)));
    }

    [Fact]
    public async Task Wrong_password_makes_the_store_unavailable_and_is_not_told()
    {
        var store = await OpenAsync(Options(redis.Server) with { Password = "wrong-password" });

        var fault = await Assert.ThrowsAsync<ShortLivedStoreUnavailableException>(() => store.FindAsync("a", Cancel));

        Assert.DoesNotContain("wrong-password", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":6379")]
    [InlineData("localhost:0")]
    [InlineData("local host:6379")]
    public async Task Options_that_make_no_sense_are_refused_together(string endPoint)
    {
        var options = new RedisStoreOptions { EndPoint = endPoint, KeyPrefix = " ", OperationTimeout = TimeSpan.Zero };

        Assert.Equal(3, options.Validate().Count);
        await Assert.ThrowsAsync<ArgumentException>(() => RedisShortLivedStore.OpenAsync(options, Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Tests of the contract run in turn on one server: each has a prefix of its own.</summary>
    protected override async Task<IShortLivedStore> OpenAsync() =>
        await OpenAsync(Options(redis.Server) with { KeyPrefix = $"test-{TestContext.Current.TestMethod!.MethodName.Length}:" });

    protected override Task WaitAsync(TimeSpan time) => Task.Delay(time, Cancel);

    private static RedisStoreOptions Options(RedisServer server) => new() { EndPoint = server.EndPoint, Password = RedisServer.Password };

    private async Task<RedisShortLivedStore> OpenAsync(RedisStoreOptions options)
    {
        var store = await RedisShortLivedStore.OpenAsync(options, Cancel);
        _opened.Add(store);
        return store;
    }

    private static async Task<T> UntilAvailableAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (ShortLivedStoreUnavailableException)
            {
                await Task.Delay(50, Cancel);
            }
        }
    }
}

public sealed class RedisServerFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
