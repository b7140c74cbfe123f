using System.Collections.Concurrent;
using System.Globalization;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>Facts to receivers, whose dispatcher is killed between delivering and marking: each fact has its effect once, by its key.</summary>
public sealed class OutboxKillTests : IDisposable
{
    private static readonly int Kills = KillCount.Of(1);

    // each killed dispatcher keeps what it leased, 32 at most, until its lease is over
    private static readonly int Messages = 60 + (34 * KillCount.AttemptsFor(Kills));
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => workspace.At("books", ServePorts.FactsFolder);

    [Fact]
    public async Task Fact_delivered_and_not_marked_is_delivered_again_and_taken_once()
    {
        await PrepareAsync();
        await using var storage = await ServiceScene.OpenAsync(workspace);
        var receiver = new KeyedReceiver { DiesAt = 7 };
        await Assert.ThrowsAsync<OutOfMemoryException>(() => DispatchAsync(storage, receiver, TimeProvider.System));
        Assert.Equal(6, (await storage.FactMessages.CountMessagesAsync(Cancel))[NoticeState.Sent]);

        await DispatchAsync(storage, receiver, new LaterTime(TimeSpan.FromMinutes(11)));
        Assert.Equal(Messages, (await storage.FactMessages.CountMessagesAsync(Cancel))[NoticeState.Sent]);
        Assert.Equal(Messages, receiver.Effects.Count);
        Assert.Equal(Messages + 1, receiver.Deliveries);
    }

    [Fact]
    public async Task Dispatcher_killed_while_it_delivers_leaves_every_fact_once()
    {
        await PrepareAsync();
        await KillCount.LandAsync(Kills, async _ =>
        {
            await using var dispatcher = SicertProcess.Start(workspace.Root, ["jobs", "run", "facts", "--data", workspace.At("books"), "--json"]);
            var before = Delivered().Count;
            while (Delivered().Count == before && !dispatcher.HasExited)
            {
                await Task.Delay(1, Cancel);
            }

            await KillCount.DelayAsync(0, 60);
            return await KillCount.KillAsync(dispatcher);
        });

        var first = Delivered().ToDictionary(path => path, File.ReadAllText);
        Assert.NotEmpty(first);
        await using var storage = await ServiceScene.OpenAsync(workspace);
        await DispatchAsync(storage, new FileFactChannel(Folder), new LaterTime(TimeSpan.FromMinutes(11)));
        Assert.Equal(Messages, (await storage.FactMessages.CountMessagesAsync(Cancel))[NoticeState.Sent]);
        Assert.Equal(Messages, Delivered().Count);
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
        Assert.True((await storage.AuditLog.VerifyAsync(Cancel)).Ok);
        KillCount.Report("dispatcher of facts", Kills, Messages, 0);
    }

    public void Dispose() => workspace.Dispose();

    private List<string> Delivered() => Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories)] : [];

    private static Task<FactRound> DispatchAsync(PlatformStorage storage, IFactChannel channel, TimeProvider time) =>
        new DispatchFactMessages(storage.Store, channel, time).ExecuteAsync(null, Cancel);

    private async Task PrepareAsync()
    {
        var scene = await ServiceScene.PrepareAsync(workspace);
        await using var storage = await ServiceScene.OpenAsync(workspace);
        await using var work = await storage.Store.BeginAsync(Cancel);
        for (var number = 0; number < Messages; number++)
        {
            var (person, file) = scene.OpenCases[number % scene.OpenCases.Count];
            Assert.True(await work.FactMessages.AddAsync(
                new NewFactMessage(new(person), file, FactKind.Correction, "payment", string.Create(CultureInfo.InvariantCulture, $"fact-{number}"), "{}", TimeProvider.System.GetUtcNow()), Cancel));
        }

        await work.CommitAsync(Cancel);
    }

    /// <summary>A receiver as they are asked to be: the same key again has no second effect. Ends its caller once, after the effect.</summary>
    private sealed class KeyedReceiver : IFactChannel
    {
        public ConcurrentDictionary<string, string> Effects { get; } = new();

        public int Deliveries { get; private set; }

        public int DiesAt { get; init; }

        public Task<bool> DeliverAsync(LeasedFactMessage message, CancellationToken cancellationToken)
        {
            Effects.TryAdd(message.Key, message.Body);
            return ++Deliveries == DiesAt ? throw new OutOfMemoryException("planted between delivering and marking") : Task.FromResult(true);
        }
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
