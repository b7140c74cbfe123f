using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Tiles of the log that are kept, so that the first proof after a start does not read a log of millions of entries.</summary>
public abstract class AuditTileTests(DataFolder folder) : IDisposable
{
    private const int Width = 256;
    private const int People = 5000;

    [Fact]
    public async Task Tiles_are_kept_as_they_are_completed_and_give_the_proofs_of_the_log_itself()
    {
        await FillAsync();
        await using var storage = await folder.OpenAsync();
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        Assert.Equal(head.Size / Width, folder.Count("audit_tile"));

        var entries = await EntriesAsync(storage);
        foreach (var tile in (long[])[0, 7, (head.Size / Width) - 1])
        {
            var root = folder.Intruder.Read<byte[]>($"SELECT root FROM audit_tile WHERE number = {tile}");
            Assert.Equal(MerkleTree.Root(entries.AsSpan((int)tile * Width, Width)), new Sha256Digest(root));
        }

        await AssertProofsAsync(storage, head, entries);
    }

    [Fact]
    public async Task First_proof_reads_no_old_entry_and_the_log_is_no_less_verified()
    {
        await FillAsync();
        folder.Tamper("UPDATE audit_entry SET payload_digest = zeroblob(32) WHERE sequence = 300");
        await using var storage = await folder.OpenAsync();
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        await AssertInclusionAsync(storage, head, head.Size - 1);
        await AssertInclusionAsync(storage, head, 0);
        Assert.Equal(300, (await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).FirstBadEntry);
    }

    [Theory]
    [InlineData("DELETE FROM audit_tile")]
    [InlineData("DELETE FROM audit_tile WHERE number < 17")]
    [InlineData("DELETE FROM audit_tile WHERE number % 3 = 1")]
    public async Task Tiles_that_an_older_program_did_not_write_are_made_up_for_by_the_first_proof(string sql)
    {
        await FillAsync();
        folder.Tamper(sql);
        await using var storage = await folder.OpenAsync();
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        await AssertProofsAsync(storage, head, await EntriesAsync(storage));
        Assert.Equal(head.Size / Width, folder.Count("audit_tile"));
    }

    [Theory]
    [InlineData("UPDATE audit_tile SET root = zeroblob(32) WHERE number = 3")]
    [InlineData("UPDATE audit_tile SET root = zeroblob(7) WHERE number = 3")]
    [InlineData("UPDATE audit_tile SET root = (SELECT root FROM audit_tile WHERE number = 4) WHERE number = 18")]
    public async Task Tiles_that_somebody_changed_count_for_nothing(string sql)
    {
        await FillAsync();
        folder.Tamper(sql);
        await using var storage = await folder.OpenAsync();
        await AssertProofsAsync(storage, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel), await EntriesAsync(storage));
    }

    [Fact]
    public async Task Proofs_stay_right_while_the_log_grows_under_an_open_store()
    {
        await FillAsync();
        await using var storage = await folder.OpenAsync();
        await AssertInclusionAsync(storage, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel), 12);
        await folder.RecordAsync(storage, People, "run-2");
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        Assert.Equal(head.Size / Width, folder.Count("audit_tile"));
        await AssertProofsAsync(storage, head, await EntriesAsync(storage));
    }

    public void Dispose() => folder.Dispose();

    private async Task FillAsync()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, People);
        await folder.RecordAsync(storage, People);
    }

    private static async Task<Sha256Digest[]> EntriesAsync(PlatformStorage storage)
    {
        List<Sha256Digest> leaves = [];
        var scratch = new CanonicalWriter();
        while (await storage.AuditLog.ReadEntriesAsync(leaves.Count, 1000, DataFolder.Cancel) is { Count: > 0 } window)
        {
            leaves.AddRange(window.Select(entry => entry.LeafHash(scratch)));
        }

        return [.. leaves];
    }

    private static async Task AssertProofsAsync(PlatformStorage storage, AuditHead head, Sha256Digest[] leaves)
    {
        foreach (var sequence in (long[])[0, 255, 256, 1000, head.Size - 1])
        {
            await AssertInclusionAsync(storage, head, sequence);
        }

        foreach (var size in (int[])[1, 256, 1000, 4096])
        {
            var proven = (await storage.AuditLog.ProveConsistencyAsync(size, DataFolder.Cancel))!;
            Assert.True(MerkleTree.ProvesConsistency(size, MerkleTree.Root(leaves.AsSpan(0, size)), head.Size, head.RootHash, proven.Proof));
        }
    }

    private static async Task AssertInclusionAsync(PlatformStorage storage, AuditHead head, long sequence)
    {
        var proven = (await storage.AuditLog.ProveInclusionAsync(sequence, DataFolder.Cancel))!;
        Assert.True(MerkleTree.ProvesInclusion(proven.Entry.LeafHash(new CanonicalWriter()), sequence, head.Size, proven.Proof, head.RootHash));
    }
}

public sealed class AuditTileOnSqliteTests() : AuditTileTests(new DataFolder());

public sealed class AuditTileOnPostgresTests(PostgresServer server) : AuditTileTests(new DataFolder(server));
