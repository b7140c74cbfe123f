using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>A store that the program of version 6 filled (one record of every kind, cases open, assigned and closed) goes on under this one.</summary>
public abstract class OldCasesTests(DataFolder folder) : IDisposable
{
    private const string OldRoot = "eaa445d8cba5ac76f32c46601b05e48050172aa4606616d9bd1fce822cf08b95";
    private static readonly CaseId Closed = new(Guid.Parse("01a194a0-b6f8-7231-9502-48a0dafbc918"));
    private static readonly CaseId Assigned = new(Guid.Parse("01a194a0-b6f8-7261-98d8-699d9370932a"));
    private static readonly CaseId Opened = new(Guid.Parse("01a194a0-b6f8-7769-a368-32d6032cfd63"));

    [Fact]
    public async Task Log_of_the_old_program_verifies_unchanged()
    {
        await PrepareAsync();
        var verdict = await folder.VerifyAsync();
        Assert.Null(verdict.FirstBadEntry);
        Assert.Equal((59L, OldRoot), (verdict.Size, verdict.RootHash.ToString()));
    }

    [Fact]
    public async Task Cases_of_the_old_program_stand_in_the_queue_as_their_events_say()
    {
        await PrepareAsync();
        await using var storage = await folder.OpenAsync();
        foreach (var (id, state, version) in new[] { (Closed, CaseState.Closed, 3), (Assigned, CaseState.Assigned, 3), (Opened, CaseState.Opened, 1) })
        {
            var fold = (await storage.Cases.FindAsync(id, DataFolder.Cancel))!;
            Assert.Equal((state, version), (fold.State, fold.Version));
            Assert.Equal(CaseSamples.RowOf(fold, null, "990101"), await storage.Cases.FindRowAsync(id, DataFolder.Cancel));
        }

        Assert.Equal(new CaseworkerId("cw-8"), (await storage.Cases.FindRowAsync(Assigned, DataFolder.Cancel))!.AssignedTo);
        Assert.Equal(1L, folder.Count($"review_case c WHERE id = '{Closed}' AND closed_by = 'cw-1' AND closed_at = (SELECT MAX(recorded_at) FROM review_case_event WHERE case_id = c.id)"));
        Assert.Equal(3L, folder.Count("review_case c WHERE updated_at = (SELECT MAX(recorded_at) FROM review_case_event WHERE case_id = c.id)"));
        Assert.Equal((1L, 1L, 1L), (folder.Count("notice"), folder.Count("notice_outbox"), folder.Count("staff_account_event")));
        Assert.Single(await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Old_cases_go_on_and_what_was_recorded_is_as_protected_as_before()
    {
        await PrepareAsync();
        await using (var storage = await folder.OpenAsync())
        {
            var handle = SampleRules.Handle(storage, folder.Time);
            var noted = await handle.ExecuteAsync(Assigned, 3, new CaseCommand.Note(CaseSamples.Clerk, "接手核查。"), DataFolder.Cancel);
            Assert.Equal((null, 4), (noted.Refusal, noted.Case!.Version));
            Assert.Null((await handle.ExecuteAsync(Closed, 3, new CaseCommand.Reopen(CaseSamples.Chief, "家属申诉。"), DataFolder.Cancel)).Refusal);
            Assert.Equal(3, (await storage.Cases.ListAsync(new CaseFilter([], [], [], "99", null, false, null, null, CaseSort.Risk, 0, 10), DataFolder.Cancel)).Total);
            Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        }

        folder.Tamper("UPDATE review_case_event SET caseworker = 'cw-3' WHERE audit_sequence = 57");
        Assert.Equal(57, (await folder.VerifyAsync()).FirstBadEntry);
    }

    public void Dispose() => folder.Dispose();

    private Task PrepareAsync() => OldStore.PrepareAsync(folder);
}

public sealed class OldCasesOnSqliteTests() : OldCasesTests(new DataFolder());

public sealed class OldCasesOnPostgresTests(PostgresServer server) : OldCasesTests(new DataFolder(server));
