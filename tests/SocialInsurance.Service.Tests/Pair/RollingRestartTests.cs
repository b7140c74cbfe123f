using System.Collections.Concurrent;
using System.Diagnostics;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Tests;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Service.Tests.Pair;

/// <summary>Two instances, each a process of its own, on one PostgreSQL and one Redis, behind a balancer that asks <c>/readyz</c>: replaced one after the other while people stand before their cameras.</summary>
public sealed class RollingRestartTests : IAsyncLifetime
{
    private const int People = 24;
    private const int Players = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-pair-").FullName;
    private readonly PostgresServer _postgres = new();
    private RedisServer _redis = null!;
    private PlatformStorage _storage = null!;
    private string _connection = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _connection = (await _postgres.CreateDatabaseAsync()).Replace("Pooling=false;", string.Empty, StringComparison.Ordinal);
        _storage = await PlatformStorage.OpenAsync(SecondInstance.OptionsOf(Path.Combine(_folder, "data"), _connection), TimeProvider.System, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Both_instances_are_replaced_under_load_without_a_lost_session_and_without_a_doubled_decision()
    {
        var people = new ConcurrentQueue<BeneficiaryId>(await AddPeopleAsync());
        await using var balancer = new TcpBalancer();
        var (first, second) = (await StartAsync(balancer), await StartAsync(balancer));
        var ends = new ConcurrentBag<PairEnd>();
        using var enough = new CancellationTokenSource();
        Assert.True(people.TryDequeue(out var waiting));
        using var patient = new ReturningPlayer(balancer.Address, waiting, patient: true);
        var patientEnd = Task.Run(patient.PlayAsync, Cancel);
        var playing = Task.WhenAll(Enumerable.Range(0, Players).Select(_ => Task.Run(() => PlayAsync(balancer, people, ends, enough.Token), Cancel)));

        await UntilAsync(() => (patient.Welcomed.IsCompleted && !ends.IsEmpty) || playing.IsCompleted);
        await using var third = await ReplaceAsync(balancer, first);
        await using var fourth = await ReplaceAsync(balancer, second);
        await enough.CancelAsync();
        await playing;
        ends.Add(await patientEnd);

        Assert.Equal([], ends.Where(end => end.Decision is null).Select(end => end.Person.Value));
        Assert.All(ends, end => Assert.True(end.SameChallenge));
        Assert.True((await patientEnd).Restarts > 0, "the session that was open all the time was not handed over");
        foreach (var end in ends)
        {
            var decision = Assert.Single(await _storage.Reader.ReadDecisionsAsync(end.Person, Cancel)).Decision;
            Assert.Equal(("Certified", end.Decision), (decision.Outcome.ToString(), end.Decision));
        }

        var verdict = await _storage.AuditLog.VerifyAsync(Cancel);
        Assert.Equal((AuditFault.None, null), (verdict.Fault, verdict.FirstBadEntry));
    }

    /// <summary>As an operator does it: asked to end, unready at once, gone by itself, another in its place.</summary>
    private async Task<SecondInstance> ReplaceAsync(TcpBalancer balancer, SecondInstance old)
    {
        await old.TerminateAsync();
        await UntilAsync(() => !balancer.IsReady(old.Http));
        Assert.Equal(0, await old.ExitAsync(Cancel));
        balancer.Remove(old.Http);
        await old.DisposeAsync();
        return await StartAsync(balancer);
    }

    private async Task<SecondInstance> StartAsync(TcpBalancer balancer)
    {
        var instance = await SecondInstance.StartAsync(Path.Combine(_folder, "data"), _redis.EndPoint, _connection, Cancel);
        balancer.Add(instance.Http);
        await UntilAsync(() => balancer.IsReady(instance.Http));
        return instance;
    }

    private static async Task PlayAsync(TcpBalancer balancer, ConcurrentQueue<BeneficiaryId> people, ConcurrentBag<PairEnd> ends, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested && people.TryDequeue(out var person))
        {
            using var player = new ReturningPlayer(balancer.Address, person);
            ends.Add(await player.PlayAsync());
        }
    }

    private async Task<List<BeneficiaryId>> AddPeopleAsync()
    {
        var people = Enumerable.Range(0, People).Select(number => new Beneficiary(
            new BeneficiaryId($"R{number:D6}"), DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number:D6}号"), new DateOnly(1945, 1, 1), "990101", new DateOnly(2026, 11, 30), null)).ToList();
        await new RegisterBeneficiaries(_storage.Store, TimeProvider.System).ExecuteAsync(Sha256Digest.Of("pair"u8), "register", people, Cancel);
        foreach (var person in people)
        {
            await LivePlatform.EnrolAsync(_storage, person.Id);
        }

        return [.. people.Select(person => person.Id)];
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "waited for two minutes");
            await Task.Delay(20, Cancel);
        }
    }
}
