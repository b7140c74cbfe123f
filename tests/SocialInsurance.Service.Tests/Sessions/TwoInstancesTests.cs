using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage.Tests;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Two instances behind one Redis and one data store; one of them is another process and is killed.</summary>
public sealed class TwoInstancesTests(LivePlatform platform) : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private RedisShortLivedStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        // a loaded machine is slow, not wrong
        var patient = TimeSpan.FromSeconds(20);
        _store = await RedisShortLivedStore.OpenAsync(new RedisStoreOptions { EndPoint = _redis.EndPoint, Password = RedisServer.Password, ConnectTimeout = patient, OperationTimeout = patient }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Instance_killed_in_the_middle_is_followed_by_the_other_with_the_same_challenge_and_try()
    {
        var person = await platform.AddPersonAsync();
        await using var doomed = await SecondInstance.StartAsync(platform.DataFolder, _redis.EndPoint, Cancel);
        await using var survivor = await platform.StartAsync(change: options => options with { Instances = 2 }, shortLived: _store);
        using var client = new SessionClient(doomed.Http, person);
        var opened = await client.OpenAsync();
        var first = await client.HelloAsync(opened);
        var passed = 0;
        await client.PlayAsync(LivePlatform.Clip.Take(40), guidance => passed = guidance.Passed ?? 0, finish: false);

        var asked = await ChallengeAsync(opened);
        await doomed.KillAsync();
        Assert.Null(await client.ReadAsync());
        var second = await client.HelloAsync(opened, first.Nonce, survivor.Http);
        var end = await client.PlayAsync(LivePlatform.Clip);

        Assert.Equal(1, passed);
        Assert.Equal(("welcome", true), (second.Type, second.Restarted));
        Assert.Equal(asked, await ChallengeAsync(opened));
        Assert.Equal(("Certified", opened.Attempt), (end!.Result!.Decision, end.Result.Attempt));
        Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Cancel)).Ok);
    }

    private async Task<IReadOnlyList<string>> ChallengeAsync(SessionOpenedDto opened) =>
        (await new SessionLedger(_store, TimeProvider.System).FindAsync(opened.SessionId, Cancel))!.Challenge;

    [Fact]
    public async Task Two_connections_of_one_session_on_two_instances_decide_once()
    {
        var person = await platform.AddPersonAsync();
        await using var one = await platform.StartAsync(change: options => options with { Instances = 2 }, shortLived: _store);
        await using var other = await platform.StartAsync(change: options => options with { Instances = 2 }, shortLived: _store);
        using var early = new SessionClient(one.Http, person);
        using var late = new SessionClient(other.Http, person);
        var opened = await early.OpenAsync();
        var first = await early.HelloAsync(opened);
        await late.HelloAsync(opened, first.Nonce);

        var ends = await Task.WhenAll(early.PlayAsync(LivePlatform.Clip), late.PlayAsync(LivePlatform.Clip));

        Assert.Equal(("superseded", "Certified"), (ends[0]!.Code, ends[1]!.Result!.Decision));
        Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));
    }

    [Fact]
    public async Task Store_lost_in_the_middle_loses_the_session_only_and_says_so()
    {
        var person = await platform.AddPersonAsync();
        await using var host = await platform.StartAsync(shortLived: _store);
        using var client = new SessionClient(host.Http, person);
        await client.HelloAsync(await client.OpenAsync());
        await client.PlayAsync(LivePlatform.Clip.Take(5), finish: false);

        await _redis.KillAsync();
        using var refused = await client.PostAsync();
        var end = await client.PlayAsync([], finish: true);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("\"unavailable\"", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(("refused", "unavailable"), (end!.Type, end.Code));
        Assert.Empty(await platform.Storage.Reader.ReadDecisionsAsync(person, Cancel));

        await _redis.RestartAsync();
        while ((await client.PostAsync()).StatusCode != System.Net.HttpStatusCode.Created)
        {
            await Task.Delay(100, Cancel);
        }
    }

    [Fact]
    public void Several_instances_without_a_shared_store_refuse_to_start()
    {
        var fault = Assert.Throws<ArgumentException>(() =>
            ServiceHost.Build(new ServiceOptions { Instances = 2 }, new StubOverview(), platform.Ports(new MemoryShortLivedStore(TimeProvider.System))));

        Assert.Contains("Instances", fault.Message, StringComparison.Ordinal);
    }
}
