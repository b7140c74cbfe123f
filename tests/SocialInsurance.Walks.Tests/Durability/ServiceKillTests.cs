using System.Collections.Concurrent;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>
/// <c>serve</c> killed with SIGKILL while partners push, claims are opened and caseworkers write: what was answered is there, what
/// was not answered is there once or not at all, the log is whole and every line of the queue is the fold of its events.
/// </summary>
public sealed class ServiceKillTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_killed_under_writes_loses_nothing_and_doubles_nothing()
    {
        var scene = await ServiceScene.PrepareAsync(workspace);
        var book = new WriterBook();
        var kills = KillCount.Of(4);
        var before = AuditHead.Empty;
        for (var kill = 0; kill < kills; kill++)
        {
            await using (var service = scene.Serve(ServiceScene.WithoutFaces(workspace)))
            {
                using var clients = await scene.ConnectAsync(service);
                var answered = book.Kinds.Select(kind => kind.Acknowledged.Count).ToList();
                var writing = clients.WriteAsync(book);
                while (!writing.IsCompleted && book.Kinds.Zip(answered).Any(kind => kind.First.Acknowledged.Count == kind.Second))
                {
                    await Task.Delay(10, Cancel);
                }

                await KillCount.DelayAsync(0, 700);
                service.Kill();
                await writing;
            }

            before = await AssertWholeAsync(workspace, book, before);
        }

        Assert.All(book.Kinds, kind => Assert.NotEmpty(kind.Acknowledged));
        KillCount.Report("service under writes", kills, book.Kinds.Sum(kind => (long)kind.Acknowledged.Count), book.Kinds.Sum(kind => (long)kind.Unanswered.Count()));
    }

    public void Dispose() => workspace.Dispose();

    internal static async Task<AuditHead> AssertWholeAsync(Workspace workspace, WriterBook book, AuditHead before)
    {
        await using var storage = await ServiceScene.OpenAsync(workspace);
        var verdict = await storage.AuditLog.VerifyAsync(Cancel);
        Assert.Equal((AuditFault.None, null), (verdict.Fault, verdict.FirstBadEntry));
        await AssertGrownAsync(storage, before, verdict);
        await AssertEventsAsync(storage, book);
        await AssertCasesAsync(storage, book);
        return new AuditHead(verdict.Size, verdict.RootHash);
    }

    /// <summary>The log that was there before the kill is the beginning of the one that is there now.</summary>
    private static async Task AssertGrownAsync(PlatformStorage storage, AuditHead before, AuditVerification now)
    {
        Assert.True(now.Size >= before.Size, $"{now.Size} entries, {before.Size} before");
        if (before.Size > 0 && now.Size > before.Size)
        {
            var proof = await storage.AuditLog.ProveConsistencyAsync(before.Size, Cancel);
            Assert.True(MerkleTree.ProvesConsistency(before.Size, before.RootHash, now.Size, now.RootHash, proof!.Proof));
        }
    }

    private static async Task AssertEventsAsync(PlatformStorage storage, WriterBook book)
    {
        var stored = new List<string>();
        var after = -1L;
        while (await storage.FeedEvents.ReadAsync(after, 10_000, Cancel) is { Count: > 0 } page)
        {
            stored.AddRange(page.Select(one => one.Event.EventId));
            after = page[^1].AuditSequence;
        }

        book.Events.AssertFits(stored);
    }

    private static async Task AssertCasesAsync(PlatformStorage storage, WriterBook book)
    {
        var (claims, notes) = (new List<string>(), new List<string>());
        foreach (var person in book.Claims.Sent.Concat(book.NotedPeople).Distinct())
        {
            foreach (var row in await storage.Cases.ListOfAsync(new BeneficiaryId(person), Cancel))
            {
                var fold = (await storage.Cases.FindAsync(row.Id, Cancel))!;
                Assert.Equal((fold.State, fold.Version, fold.Beneficiary), (row.State, row.Version, row.Beneficiary));
                notes.AddRange(fold.Events.OfType<CaseNoted>().Select(note => note.Text));
                if (row.Kind == FindingKind.AliveClaim)
                {
                    claims.Add(person);
                }
            }
        }

        book.Claims.AssertFits(claims);
        book.Notes.AssertFits(notes);
    }
}

/// <summary>What writers sent and what was answered, kind by kind.</summary>
internal sealed class WriterBook
{
    public WriterLedger Events { get; } = new("feed events");

    public WriterLedger Claims { get; } = new("claims to be alive");

    public WriterLedger Notes { get; } = new("notes in cases");

    public ConcurrentBag<string> NotedPeople { get; } = [];

    public IReadOnlyList<WriterLedger> Kinds => [Events, Claims, Notes];
}

internal sealed class WriterLedger(string name)
{
    private int next;

    public ConcurrentBag<string> Sent { get; } = [];

    public ConcurrentBag<string> Acknowledged { get; } = [];

    public IEnumerable<string> Unanswered => Sent.Except(Acknowledged);

    public int Next() => Interlocked.Increment(ref next);

    /// <summary>Everything acknowledged once; everything else once or not at all; nothing that nobody sent.</summary>
    public void AssertFits(IReadOnlyList<string> stored)
    {
        Assert.True(stored.Distinct().Count() == stored.Count, $"{name}: {stored.Count - stored.Distinct().Count()} doubled");
        var lost = Acknowledged.Except(stored).ToList();
        Assert.True(lost.Count == 0, $"{name}: {lost.Count} acknowledged and lost");
        var unknown = stored.Except(Sent).ToList();
        Assert.True(unknown.Count == 0, $"{name}: {unknown.Count} that nobody sent");
    }
}
