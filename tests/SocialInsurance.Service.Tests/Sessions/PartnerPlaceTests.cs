using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>The places of sessions whose frames a partner carries: whatever fails on the way, the next person is served.</summary>
public sealed class PartnerPlaceTests(LivePlatform platform)
{
    private static readonly SessionOwner Partner = new("partner/p-1a2b3c");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nonce")]
    [InlineData("connection")]
    [InlineData("welcome")]
    [InlineData("face")]
    public async Task Connection_that_fails_on_the_way_leaves_its_place_and_nothing_running(string at)
    {
        var store = new FailingStore(new MemoryShortLivedStore(TimeProvider.System));
        await using var host = await StartAsync(store);
        var sessions = host.App.Services.GetRequiredService<ILiveSessionHost>();
        var places = host.App.Services.GetRequiredService<SessionPlaces>();
        var opened = await OpenAsync(sessions);
        if (at == "face")
        {
            await AskWhatNobodyCanAsync(store, opened.SessionId);
        }

        store.Failing = at;
        await Assert.ThrowsAnyAsync<Exception>(() => sessions.AttachAsync(Partner, opened.SessionId, opened.Nonce, Cancel));

        store.Failing = null;
        await WaitForPlaceAsync(places);
        Assert.Equal(0, host.App.Services.GetRequiredService<SessionRooms>().Connected);
        var next = await OpenAsync(sessions);
        await using var served = await sessions.AttachAsync(Partner, next.SessionId, next.Nonce, Cancel);
        Assert.Equal("welcome", served!.Welcome.Type);
    }

    [Fact]
    public async Task Wrong_nonce_does_not_give_the_place_of_a_running_session_away()
    {
        await using var host = await StartAsync(new MemoryShortLivedStore(TimeProvider.System));
        var sessions = host.App.Services.GetRequiredService<ILiveSessionHost>();
        var places = host.App.Services.GetRequiredService<SessionPlaces>();
        var opened = await OpenAsync(sessions);
        await using (var running = (await sessions.AttachAsync(Partner, opened.SessionId, opened.Nonce, Cancel))!)
        {
            Assert.Null(await sessions.AttachAsync(Partner, opened.SessionId, "a-nonce-never-given", Cancel));
            await Task.Delay(TimeSpan.FromMilliseconds(400), Cancel);

            Assert.NotNull(places.WaitForPlace());
            Assert.Equal("guidance", (await running.FeedAsync(1, 1_700_000_000_000, LivePlatform.Clip[0], Cancel)).Type);
        }

        await WaitForPlaceAsync(places);
    }

    [Fact]
    public async Task Later_connection_keeps_the_place_when_the_earlier_one_goes_and_leaves_it_with_its_own_end()
    {
        await using var host = await StartAsync(new MemoryShortLivedStore(TimeProvider.System));
        var sessions = host.App.Services.GetRequiredService<ILiveSessionHost>();
        var places = host.App.Services.GetRequiredService<SessionPlaces>();
        var opened = await OpenAsync(sessions);
        var earlier = (await sessions.AttachAsync(Partner, opened.SessionId, opened.Nonce, Cancel))!;
        var later = (await sessions.AttachAsync(Partner, opened.SessionId, earlier.Welcome.Nonce!, Cancel))!;
        await earlier.DisposeAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(400), Cancel);

        Assert.NotNull(places.WaitForPlace());
        await later.DisposeAsync();
        await WaitForPlaceAsync(places);
    }

    private Task<LiveHost> StartAsync(IShortLivedStore store) => platform.StartAsync(
        new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder, MaximumSessions = 1, PlaceHeldFor = TimeSpan.FromMilliseconds(200) }, shortLived: store);

    private async Task<SessionOpenedDto> OpenAsync(ILiveSessionHost sessions)
    {
        var opening = await sessions.OpenAsync(Partner, await platform.AddPersonAsync(enrolled: false), new OpenSessionRequest("standard"), Cancel);
        return Assert.IsType<SessionOpenedDto>(opening.Opened);
    }

    /// <summary>As a record of a newer host would be to this one.</summary>
    private static async Task AskWhatNobodyCanAsync(FailingStore store, string session)
    {
        var noted = (await store.FindAsync($"session:{session}", Cancel))!;
        var record = JsonNode.Parse(noted)!;
        record["challenge"] = new JsonArray("fly");
        Assert.True(await store.ReplaceAsync($"session:{session}", noted, Encoding.UTF8.GetBytes(record.ToJsonString()), TimeSpan.FromMinutes(1), Cancel));
    }

    /// <summary>A place is kept for a while for who may come back.</summary>
    private static async Task WaitForPlaceAsync(SessionPlaces places)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (places.WaitForPlace() is not null)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>A store that is away at one step of a connection.</summary>
    private sealed class FailingStore(IShortLivedStore inner) : IShortLivedStore
    {
        internal string? Failing { get; set; }

        public bool IsShared => inner.IsShared;

        public Task<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
            Answer("welcome", () => inner.TryAddAsync(key, value, lifetime, cancellationToken));

        public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

        public Task<byte[]?> TakeAsync(string key, CancellationToken cancellationToken) => Answer("nonce", () => inner.TakeAsync(key, cancellationToken));

        public Task<bool> ReplaceAsync(
            string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
            Answer("connection", () => inner.ReplaceAsync(key, expected, value, lifetime, cancellationToken));

        public Task RemoveAsync(string key, CancellationToken cancellationToken) => inner.RemoveAsync(key, cancellationToken);

        public Task<long> CountAsync(string key, TimeSpan window, CancellationToken cancellationToken) => inner.CountAsync(key, window, cancellationToken);

        private Task<T> Answer<T>(string step, Func<Task<T>> answer) =>
            step == Failing ? Task.FromException<T>(new ShortLivedStoreUnavailableException("away")) : answer();
    }
}
