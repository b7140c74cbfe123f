using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Tests.Cases;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class AuditTamperTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Log_left_alone_is_whole()
    {
        await EveryRecord.WriteAsync(folder);
        var verdict = await folder.VerifyAsync();
        Assert.True(verdict.Ok);
        Assert.Null(verdict.FirstBadEntry);
        Assert.Equal(folder.Count("audit_entry"), verdict.Size);
    }

    [Theory]
    [InlineData("sequence")]
    [InlineData("recorded_at")]
    [InlineData("kind")]
    [InlineData("subject_commitment")]
    [InlineData("payload_digest")]
    [InlineData("seal")]
    public async Task Any_changed_column_of_an_entry_is_found_at_that_entry(string column)
    {
        await folder.PrepareAsync();
        folder.Tamper($"UPDATE audit_entry SET {column} = {AuditedSchema.Other(column, "INTEGER")} WHERE sequence = 7");
        await AssertFirstBadAsync(7);
    }

    [Theory]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 0", 0)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 16", 16)]
    [InlineData("DELETE FROM audit_entry", 0)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 5; UPDATE audit_entry SET sequence = sequence - 1 WHERE sequence > 5", 5)]
    [InlineData("UPDATE audit_entry SET sequence = -1 WHERE sequence = 4; UPDATE audit_entry SET sequence = 4 WHERE sequence = 9; UPDATE audit_entry SET sequence = 9 WHERE sequence = -1", 4)]
    [InlineData("INSERT INTO audit_entry SELECT 17, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry WHERE sequence = 8", 17)]
    [InlineData("INSERT INTO audit_entry SELECT -1, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry WHERE sequence = 8", -1)]
    public async Task Entry_removed_moved_or_inserted_is_found_at_its_place(string sql, long firstBad)
    {
        await folder.PrepareAsync();
        folder.Tamper(sql);
        await AssertFirstBadAsync(firstBad);
    }

    [Fact]
    public async Task Any_changed_column_of_every_kind_of_event_of_a_case_is_found_at_its_entry()
    {
        await EveryRecord.WriteAsync(folder);
        var events = folder.Intruder.Rows("SELECT MIN(audit_sequence) FROM review_case_event WHERE case_id = (SELECT id FROM review_case WHERE finding_kind = 'Appeal') GROUP BY kind ORDER BY 1");
        Assert.Equal(16, events.Count);
        foreach (var sequence in events)
        {
            foreach (var (column, type) in folder.Intruder.ColumnsOf("review_case_event").Where(column => column.Name is not ("audit_sequence" or "case_id")))
            {
                await AssertFoundAndUndoAsync($"UPDATE review_case_event SET {column} = {AuditedSchema.Other(column, type)} WHERE audit_sequence = {sequence}", sequence, $"{sequence}.{column}");
            }
        }

        const string itsCase = "WHERE finding_kind = 'Appeal'";
        string[] changes = ["source = 5", "about_case = NULL", "opened_by = NULL", "source = 1, about_case = NULL"];
        foreach (var change in changes)
        {
            await AssertFoundAndUndoAsync($"UPDATE review_case SET {change} {itsCase}", events[0], change);
        }
    }

    [Theory]
    [InlineData("DELETE FROM decision WHERE audit_sequence = 6", 6, AuditFault.RecordMissing)]
    [InlineData("UPDATE decision SET audit_sequence = 900 WHERE audit_sequence = 6", 6, AuditFault.RecordMissing)]
    [InlineData("INSERT INTO decision SELECT 900, 'x', beneficiary_id, method, 1, rule_code, policy_version, policy_digest, evidence_source, evidence_on, evidence_places, decided_at, decider, NULL, 's', 1, NULL FROM decision WHERE audit_sequence = 6", 900, AuditFault.RecordUnaudited)]
    [InlineData("INSERT INTO decision SELECT 0, 'x', beneficiary_id, method, 1, rule_code, policy_version, policy_digest, evidence_source, evidence_on, evidence_places, decided_at, decider, NULL, 's', 1, NULL FROM decision WHERE audit_sequence = 6", 0, AuditFault.RecordUnaudited)]
    [InlineData("INSERT INTO register_import VALUES (-4, zeroblob(1), 's', 0)", -4, AuditFault.RecordUnaudited)]
    public async Task Record_removed_or_added_without_its_entry_is_found(string sql, long firstBad, AuditFault fault)
    {
        await folder.PrepareAsync();
        folder.Tamper(sql);
        Assert.Equal(fault, (await AssertFirstBadAsync(firstBad)).Fault);
    }

    [Theory]
    [InlineData("UPDATE audit_checkpoint SET root_hash = zeroblob(32) WHERE size = 17", 16)]
    [InlineData("UPDATE audit_checkpoint SET frontier = zeroblob(72) WHERE size = 17", 16)]
    [InlineData("UPDATE audit_checkpoint SET seal = zeroblob(32) WHERE size = 17", 16)]
    [InlineData("UPDATE audit_checkpoint SET recorded_at = 5 WHERE size = 17", 16)]
    [InlineData("UPDATE audit_checkpoint SET size = 16 WHERE size = 17", 15)]
    [InlineData("DELETE FROM audit_checkpoint WHERE size = 17", 1)]
    public async Task Changed_checkpoint_is_found_and_nothing_more_is_appended(string sql, long firstBad)
    {
        await folder.PrepareAsync();
        folder.Tamper(sql);
        await AssertFirstBadAsync(firstBad);
        await using var storage = await folder.OpenAsync();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => folder.RecordAsync(storage, 12, "run-2"));
        Assert.Equal(StorageFault.AuditDamaged, refused.Fault);
    }

    [Fact]
    public async Task Forger_without_the_key_cannot_rewrite_decision_and_log_together()
    {
        await folder.PrepareAsync();
        var head = await HeadAsync();
        folder.Tamper("UPDATE decision SET outcome = 1 WHERE audit_sequence = 6; UPDATE audit_entry SET payload_digest = zeroblob(32), seal = zeroblob(32) WHERE sequence = 6");
        await AssertFirstBadAsync(6);
        Assert.Equal(head, await HeadAsync());
    }

    [Fact]
    public async Task Database_itself_refuses_to_change_or_delete_what_was_audited()
    {
        await EveryRecord.WriteAsync(folder);
        using var connection = folder.Intruder.Connect();
        using var command = connection.CreateCommand();
        foreach (var table in folder.Intruder.AuditedTables().Concat(["audit_entry", "audit_checkpoint", "certification_period"]))
        {
            var column = folder.Intruder.ColumnsOf(table)[1].Name;
            command.CommandText = $"UPDATE {table} SET {column} = {column}";
            Assert.Contains("append only", Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
            command.CommandText = $"DELETE FROM {table}";
            Assert.Contains("append only", Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
        }

        command.CommandText = "INSERT INTO audit_entry SELECT sequence + 1000, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry";
        Assert.Contains("no holes", Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_is_proven_in_the_head_and_opens_with_its_salts()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var decision = (await storage.Reader.ReadDecisionsAsync(DataFolder.Id(0), DataFolder.Cancel)).Single();
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        var writer = new CanonicalWriter();
        for (var sequence = 0; sequence < head.Size; sequence++)
        {
            var proven = await storage.AuditLog.ProveInclusionAsync(sequence, DataFolder.Cancel);
            Assert.True(MerkleTree.ProvesInclusion(proven!.Entry.LeafHash(writer), sequence, head.Size, proven.Proof, head.RootHash));
        }

        var receipt = await storage.AuditLog.ProveInclusionAsync(decision.AuditSequence, DataFolder.Cancel);
        ((IAuditable)decision.Decision).WriteCanonical(writer);
        Assert.Equal(receipt!.Entry.PayloadDigest, AuditSealer.Commit(receipt.Salts.Payload, writer.Written));
        Assert.Equal(receipt.Entry.SubjectCommitment, AuditSealer.Commit(receipt.Salts.Subject, "B000000"u8));
        Assert.Null(await storage.AuditLog.ProveInclusionAsync(head.Size, DataFolder.Cancel));
    }

    [Fact]
    public async Task Entry_of_a_log_of_several_tiles_is_proven_in_every_head_while_it_grows()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 210);
        var writer = new CanonicalWriter();
        foreach (var run in new[] { "a", "b", "c", "d" })
        {
            await folder.RecordAsync(storage, 210, run);
            var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
            foreach (var sequence in new[] { 0, 1, 127, 255, 256, 257, 511, 512, 767, 768, head.Size - 257, head.Size - 1 }.Where(at => at >= 0 && at < head.Size))
            {
                var proven = await storage.AuditLog.ProveInclusionAsync(sequence, DataFolder.Cancel);
                Assert.Equal(head, proven!.Head);
                Assert.True(MerkleTree.ProvesInclusion(proven.Entry.LeafHash(writer), sequence, head.Size, proven.Proof, head.RootHash), $"{sequence} of {head.Size}");
            }
        }
    }

    [Fact]
    public async Task Log_that_grew_is_proven_consistent_with_every_older_head()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        List<AuditHead> heads = [await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel)];
        foreach (var run in new[] { "a", "b", "c" })
        {
            await folder.RecordAsync(storage, 12, run);
            heads.Add(await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        }

        foreach (var old in heads)
        {
            var proof = await storage.AuditLog.ProveConsistencyAsync(old.Size, DataFolder.Cancel);
            Assert.True(MerkleTree.ProvesConsistency(old.Size, old.RootHash, heads[^1].Size, heads[^1].RootHash, proof!.Proof));
        }

        Assert.Null(await storage.AuditLog.ProveConsistencyAsync(heads[^1].Size + 1, DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    private async Task<AuditHead> HeadAsync()
    {
        await using var storage = await folder.OpenAsync();
        return await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
    }

    private async Task<AuditVerification> AssertFirstBadAsync(long expected)
    {
        var verdict = await folder.VerifyAsync();
        Assert.False(verdict.Ok);
        Assert.Equal(expected, verdict.FirstBadEntry);
        return verdict;
    }

    private async Task AssertFoundAndUndoAsync(string sql, long sequence, string what)
    {
        folder.Intruder.Save();
        folder.Tamper(sql);
        var verdict = await folder.VerifyAsync();
        Assert.True(verdict.FirstBadEntry == sequence, $"{what}: expected {sequence}, found {verdict.FirstBadEntry} ({verdict.Fault})");
        folder.Intruder.Restore();
    }
}

public sealed class AuditTamperOnSqliteTests() : AuditTamperTests(new DataFolder());

public sealed class AuditTamperOnPostgresTests(PostgresServer server) : AuditTamperTests(new DataFolder(server));
