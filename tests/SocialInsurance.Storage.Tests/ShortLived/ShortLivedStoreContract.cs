using System.Text;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Storage.Tests;

/// <summary>What every short-lived store promises; run against each of them.</summary>
public abstract class ShortLivedStoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Long enough for the two steps of a test, short enough to wait for.</summary>
    protected static TimeSpan Short { get; } = TimeSpan.FromMilliseconds(300);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<IShortLivedStore> OpenAsync();

    /// <summary>Waits, or moves the clock.</summary>
    protected abstract Task WaitAsync(TimeSpan time);

    [Fact]
    public async Task Key_added_once_cannot_be_added_again_until_its_time_is_over()
    {
        var store = await OpenAsync();

        Assert.True(await store.TryAddAsync("nonce:a", Bytes("one"), Short, Cancel));
        Assert.False(await store.TryAddAsync("nonce:a", Bytes("two"), Minute, Cancel));
        Assert.Equal("one", Text(await store.FindAsync("nonce:a", Cancel)));
        await WaitAsync(2 * Short);
        Assert.Null(await store.FindAsync("nonce:a", Cancel));
        Assert.True(await store.TryAddAsync("nonce:a", Bytes("three"), Minute, Cancel));
    }

    [Fact]
    public async Task Value_taken_is_gone()
    {
        var store = await OpenAsync();
        await store.TryAddAsync("take:a", Bytes("value"), Minute, Cancel);

        Assert.Equal("value", Text(await store.TakeAsync("take:a", Cancel)));
        Assert.Null(await store.TakeAsync("take:a", Cancel));
        Assert.Null(await store.FindAsync("take:a", Cancel));
    }

    [Fact]
    public async Task Value_taken_by_a_crowd_is_given_to_one()
    {
        var store = await OpenAsync();
        await store.TryAddAsync("take:crowd", Bytes("value"), Minute, Cancel);

        var taken = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.TakeAsync("take:crowd", Cancel), Cancel)));

        Assert.Single(taken, value => value is not null);
    }

    [Fact]
    public async Task Replacement_happens_only_over_the_expected_value()
    {
        var store = await OpenAsync();
        Assert.False(await store.ReplaceAsync("record:a", Bytes("none"), Bytes("new"), Minute, Cancel));
        await store.TryAddAsync("record:a", Bytes("old"), Minute, Cancel);

        Assert.False(await store.ReplaceAsync("record:a", Bytes("other"), Bytes("new"), Minute, Cancel));
        Assert.True(await store.ReplaceAsync("record:a", Bytes("old"), Bytes("new"), Short, Cancel));
        Assert.Equal("new", Text(await store.FindAsync("record:a", Cancel)));
        await WaitAsync(2 * Short);
        Assert.Null(await store.FindAsync("record:a", Cancel));
    }

    [Fact]
    public async Task Replacements_by_a_crowd_lose_no_update()
    {
        var store = await OpenAsync();
        await store.TryAddAsync("record:crowd", BitConverter.GetBytes(0), Minute, Cancel);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddTenAsync(store), Cancel)));

        Assert.Equal(80, BitConverter.ToInt32(await store.FindAsync("record:crowd", Cancel)));
    }

    [Fact]
    public async Task Removal_of_what_is_there_and_of_what_is_not_leaves_nothing()
    {
        var store = await OpenAsync();
        await store.TryAddAsync("gone:a", Bytes("value"), Minute, Cancel);

        await store.RemoveAsync("gone:a", Cancel);
        await store.RemoveAsync("gone:never", Cancel);

        Assert.Null(await store.FindAsync("gone:a", Cancel));
    }

    [Fact]
    public async Task Count_begins_again_when_its_window_is_over_however_often_it_was_asked()
    {
        var store = await OpenAsync();
        var window = 2 * Short;
        string key;
        var round = 0;
        do
        {
            // again on a machine that stalls longer than a window
            key = $"count:{round++}";
            Assert.Equal(1, await store.CountAsync(key, window, Cancel));
            await WaitAsync(0.7 * window);
        }
        while (await store.CountAsync(key, window, Cancel) != 2);

        await WaitAsync(0.5 * window);

        Assert.Equal(1, await store.CountAsync(key, window, Cancel));
    }

    [Fact]
    public async Task Counts_by_a_crowd_are_all_different()
    {
        var store = await OpenAsync();

        var counts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => store.CountAsync("count:crowd", Minute, Cancel), Cancel)));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), counts.Order());
    }

    [Fact]
    public async Task Values_of_any_bytes_and_of_the_largest_size_come_back_whole()
    {
        var store = await OpenAsync();
        var value = new byte[64 * 1024];
        new Random(1).NextBytes(value);

        Assert.True(await store.TryAddAsync("bytes:a", value, Minute, Cancel));
        Assert.Equal(value, await store.FindAsync("bytes:a", Cancel));
        Assert.True(await store.ReplaceAsync("bytes:a", value, Array.Empty<byte>(), Minute, Cancel));
        Assert.Empty((await store.FindAsync("bytes:a", Cancel))!);
    }

    [Fact]
    public async Task Key_or_value_beyond_the_limit_is_refused()
    {
        var store = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.TryAddAsync(new string('k', 129), Bytes("v"), Minute, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.TryAddAsync("k", new byte[(64 * 1024) + 1], Minute, Cancel));
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    private static async Task AddTenAsync(IShortLivedStore store)
    {
        for (var added = 0; added < 10;)
        {
            var now = (await store.FindAsync("record:crowd", Cancel))!;
            added += await store.ReplaceAsync("record:crowd", now, BitConverter.GetBytes(BitConverter.ToInt32(now) + 1), Minute, Cancel) ? 1 : 0;
        }
    }
}
