using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Tests;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>
/// Two <c>sicert serve</c> on one PostgreSQL and one Redis behind a balancer, replaced one after the other while partners push, claims
/// are opened and caseworkers write.
/// </summary>
public sealed class RollingServeTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_replaced_under_writes_lose_nothing_and_double_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        Directory.CreateDirectory(workspace.At("books"));
        workspace.Write(Path.Combine("books", "connection"), await server.CreateDatabaseAsync());
        workspace.Write(Path.Combine("books", "storage.json"), """{ "postgres": { "connectionFile": "connection", "maxConnections": 16 } }""");
        var scene = await ServiceScene.PrepareAsync(workspace);
        await using var pages = new TcpBalancer();
        await using var partners = new TcpBalancer();
        (scene.Http, scene.Grpc) = (pages.Address, partners.Address);
        List<SicertProcess> all = [];
        try
        {
            var pair = new Queue<(SicertProcess Process, Uri Http)>();
            pair.Enqueue(await StartAsync(scene, redis, pages, partners, all));
            pair.Enqueue(await StartAsync(scene, redis, pages, partners, all));
            using var clients = await scene.ConnectAsync(all[0]);
            using var enough = new CancellationTokenSource();
            var book = new WriterBook();
            var writing = clients.KeepWritingAsync(book, enough.Token);
            for (var replaced = 0; replaced < 2; replaced++)
            {
                await UntilMoreAsync(book, writing);
                var (old, http) = pair.Dequeue();
                await old.TerminateAsync();
                Assert.Equal(0, (await old.EndAsync()).ExitCode);
                pages.Remove(http);
                partners.Remove(http);
                await UntilMoreAsync(book, writing);
                pair.Enqueue(await StartAsync(scene, redis, pages, partners, all));
            }

            await UntilMoreAsync(book, writing);
            await enough.CancelAsync();
            await writing;
            await ServiceKillTests.AssertWholeAsync(workspace, book, AuditHead.Empty);
            KillCount.Report("instances replaced under writes", 2, book.Kinds.Sum(kind => (long)kind.Acknowledged.Count), book.Kinds.Sum(kind => (long)kind.Unanswered.Count()));
        }
        finally
        {
            foreach (var process in all)
            {
                await process.DisposeAsync();
            }
        }
    }

    public void Dispose() => workspace.Dispose();

    private async Task<(SicertProcess Process, Uri Http)> StartAsync(ServiceScene scene, RedisServer redis, TcpBalancer pages, TcpBalancer partners, List<SicertProcess> all)
    {
        var (http, grpc) = (ServiceScene.FreeAddress(), ServiceScene.FreeAddress());
        var process = scene.Serve(
            http,
            grpc,
            ["--no-jobs", "--instances", "2", "--drain", "1", "--redis", redis.EndPoint],
            ServiceScene.WithoutFaces(workspace),
            ("SICERT_REDIS_PASSWORD", RedisServer.Password));
        all.Add(process);
        pages.Add(http);
        partners.Add(http, grpc);
        while (!pages.IsReady(http) || !partners.IsReady(http))
        {
            Assert.False(process.HasExited, "serve ended by itself");
            await Task.Delay(50, Cancel);
        }

        return (process, http);
    }

    /// <summary>Something of each kind was answered since.</summary>
    private static async Task UntilMoreAsync(WriterBook book, Task writing)
    {
        var before = book.Kinds.Select(kind => kind.Acknowledged.Count).ToList();
        while (book.Kinds.Zip(before).Any(kind => kind.First.Acknowledged.Count == kind.Second))
        {
            Assert.False(writing.IsCompleted, $"the writers ended: {writing.Exception?.InnerException?.Message}");
            await Task.Delay(10, Cancel);
        }
    }
}
