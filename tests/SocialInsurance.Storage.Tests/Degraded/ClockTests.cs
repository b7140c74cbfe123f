using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Degraded;

/// <summary>A clock that jumps back: the order of the log is that of its entries, whatever the clock says, and what was issued stays good.</summary>
public abstract class ClockTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Clock_set_back_leaves_the_log_in_its_order_and_whole()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);

        folder.Time.Now -= TimeSpan.FromDays(2);
        Assert.Equal(12, (await folder.RecordAsync(storage, 12, "run-2")).Recorded);
        var after = await storage.AuditLog.VerifyAsync(DataFolder.Cancel);
        Assert.Equal((AuditFault.None, null), (after.Fault, after.FirstBadEntry));
        var proof = await storage.AuditLog.ProveConsistencyAsync(before.Size, DataFolder.Cancel);
        Assert.True(MerkleTree.ProvesConsistency(before.Size, before.RootHash, after.Size, after.RootHash, proof!.Proof));

        // an entry says what the clock said: the jump is there to be seen, not smoothed over
        var last = (await storage.AuditLog.ProveInclusionAsync(after.Size - 1, DataFolder.Cancel))!.Entry;
        var first = (await storage.AuditLog.ProveInclusionAsync(0, DataFolder.Cancel))!.Entry;
        Assert.True(last.RecordedAt < first.RecordedAt);
    }

    [Fact]
    public async Task Receipt_issued_before_or_after_the_clock_was_set_back_is_genuine_and_one()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        var issued = await IssueAsync(storage, 0);
        folder.Time.Now -= TimeSpan.FromDays(2);
        Assert.Equal((issued.Stored!.Receipt.Signed.Body.Id, false), ((await IssueAsync(storage, 0)).Stored!.Receipt.Signed.Body.Id, (await IssueAsync(storage, 0)).IsNew));
        Assert.True((await IssueAsync(storage, 4)).IsNew);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose() => folder.Dispose();

    private Task<IssueReceiptResult> IssueAsync(PlatformStorage storage, int person) => new IssueReceipt(
        storage.Store, new ReceiptSources(storage.Reader, storage.Receipts, storage.Identities, storage.AuditLog), storage.ReceiptSigner, folder.Time)
        .ExecuteAsync(DataFolder.Id(person), "试验市社会保险事业中心", DataFolder.AsOf.AddDays(1), DataFolder.Cancel);
}

public sealed class ClockOnSqliteTests() : ClockTests(new DataFolder());

public sealed class ClockOnPostgresTests(PostgresServer server) : ClockTests(new DataFolder(server));
