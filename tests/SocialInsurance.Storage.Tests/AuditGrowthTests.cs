using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>A verification that goes on where an earlier one ended.</summary>
public abstract class AuditGrowthTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Log_verified_as_it_grows_gets_the_verdict_of_the_whole()
    {
        await using var storage = await folder.OpenAsync();
        var whole = new MerkleFrontier();
        for (var number = 0; number < 4; number++)
        {
            await folder.RecordAfterRegisterAsync(storage, number);
            Assert.Equal(await storage.AuditLog.VerifyAsync(DataFolder.Cancel), await storage.AuditLog.VerifyAsync(whole, DataFolder.Cancel));
        }

        Assert.Equal(await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel), new AuditHead(whole.Size, whole.Root()));
        Assert.Equal(await storage.AuditLog.VerifyAsync(DataFolder.Cancel), await storage.AuditLog.VerifyAsync(whole, DataFolder.Cancel));
    }

    [Fact]
    public async Task Log_verified_from_any_entry_gets_the_verdict_of_the_whole()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var entries = await storage.AuditLog.ReadEntriesAsync(0, 100, DataFolder.Cancel);
        var all = await storage.AuditLog.VerifyAsync(DataFolder.Cancel);
        for (var from = 0; from <= entries.Count; from++)
        {
            var whole = new MerkleFrontier();
            foreach (var entry in entries.Take(from))
            {
                whole.Append(entry.LeafHash(new CanonicalWriter()));
            }

            Assert.Equal(all, await storage.AuditLog.VerifyAsync(whole, DataFolder.Cancel));
        }
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET payload_digest = subject_commitment WHERE sequence = 19", 19)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 19", 19)]
    [InlineData("UPDATE decision SET rule_code = 'X9' WHERE audit_sequence = 19", 19)]
    [InlineData("DELETE FROM decision WHERE audit_sequence = 19", 19)]
    public async Task Change_after_the_entries_verified_before_is_found_at_its_place(string sql, long firstBad)
    {
        var whole = await VerifiedAndGrownAsync();
        folder.Tamper(sql);
        Assert.Equal(firstBad, await FirstBadAsync(whole));
    }

    [Theory]
    [InlineData("DELETE FROM audit_checkpoint WHERE size > 17; DELETE FROM audit_entry WHERE sequence >= 17", 17)]
    [InlineData("DELETE FROM audit_checkpoint WHERE size > 12; DELETE FROM audit_entry WHERE sequence >= 12", 1)]
    [InlineData("DELETE FROM audit_checkpoint; DELETE FROM audit_entry", 0)]
    [InlineData("UPDATE audit_checkpoint SET root_hash = (SELECT root_hash FROM audit_checkpoint WHERE size < 17 LIMIT 1) WHERE size = 17", 16)]
    public async Task Log_rolled_back_or_written_anew_below_what_was_verified_is_found(string sql, long firstBad)
    {
        var whole = await VerifiedAndGrownAsync();
        folder.Tamper(sql);
        Assert.Equal(firstBad, await FirstBadAsync(whole));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>17 entries verified, four decisions more recorded since.</summary>
    private async Task<MerkleFrontier> VerifiedAndGrownAsync()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var whole = new MerkleFrontier();
        Assert.True((await storage.AuditLog.VerifyAsync(whole, DataFolder.Cancel)).Ok);
        Assert.Equal(17, whole.Size);
        await folder.RecordAsync(storage, 4, "run-2");
        return whole;
    }

    private async Task<long?> FirstBadAsync(MerkleFrontier whole)
    {
        await using var storage = await folder.OpenAsync();
        return (await storage.AuditLog.VerifyAsync(whole, DataFolder.Cancel)).FirstBadEntry;
    }
}

public sealed class AuditGrowthOnSqliteTests() : AuditGrowthTests(new DataFolder());

public sealed class AuditGrowthOnPostgresTests(PostgresServer server) : AuditGrowthTests(new DataFolder(server));
