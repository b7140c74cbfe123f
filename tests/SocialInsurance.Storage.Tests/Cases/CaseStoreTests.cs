using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

public abstract class CaseStoreTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Every_kind_of_event_reads_back_as_it_was_written()
    {
        await using var storage = await folder.OpenAsync();
        var (lead, events) = await PrepareEverythingAsync(storage);
        await CaseSamples.AddAsync(storage, events);
        var read = (await storage.Cases.FindAsync(events[0].Case, DataFolder.Cancel))!;
        Assert.Equal(16, events.Select(happened => happened.GetType()).Distinct().Count());
        Assert.Equal(events, read.Events);
        Assert.Equal(CaseSamples.RowOf(ReviewCase.From(events), null, "990101"), await storage.Cases.FindRowAsync(read.Id, DataFolder.Cancel));
        Assert.Equal([read.Id, lead], (await storage.Cases.ListOfAsync(read.Beneficiary, DataFolder.Cancel)).Select(row => row.Id));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Particulars_moved_to_another_event_are_refused_and_found_in_the_log()
    {
        await using (var storage = await folder.OpenAsync())
        {
            var (_, events) = await PrepareEverythingAsync(storage);
            await CaseSamples.AddAsync(storage, events);
        }

        var note = folder.Intruder.Read<long>("SELECT MIN(audit_sequence) FROM review_case_event WHERE kind = 7");
        folder.Tamper($"UPDATE review_case_event SET detail_sealed = (SELECT detail_sealed FROM review_case_event WHERE kind = 16) WHERE audit_sequence = {note}");
        Assert.Equal(note, (await folder.VerifyAsync()).FirstBadEntry);
        await using var again = await folder.OpenAsync();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(
            async () => await again.Cases.FindAsync((await again.Cases.ListOfAsync(DataFolder.Id(3), DataFolder.Cancel))[0].Id, DataFolder.Cancel));
        Assert.Equal(StorageFault.Damaged, refused.Fault);
    }

    [Fact]
    public async Task Row_of_the_queue_equals_the_fold_of_the_events_after_any_life()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        var lives = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<uint[]>(), choices =>
        {
            LiveAsync(storage, lives++, choices).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Two_writers_who_saw_the_same_version_leave_one_decision()
    {
        await using var storage = await folder.OpenAsync();
        await using var second = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        var id = (await storage.Reader.ReadOpenCasesAsync(1, DataFolder.Cancel))[0].Id;
        await SampleRules.Handle(storage, folder.Time).ExecuteAsync(id, 1, new CaseCommand.Assign(CaseSamples.Clerk), DataFolder.Cancel);
        CaseConclusion[] conclusions = [CaseConclusion.FindingRefuted, CaseConclusion.RecordOfAnotherPerson];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(() => SampleRules.Handle(index % 2 == 0 ? storage : second, folder.Time)
            .ExecuteAsync(id, 2, new CaseCommand.Close(CaseSamples.Clerk, conclusions[index / 4]), DataFolder.Cancel))));
        // the same click again is done already; the other conclusion came too late
        Assert.Equal((4, 4), (answers.Count(answer => answer.Refusal is null), answers.Count(answer => answer.Refusal is CaseMoved)));
        var left = (await storage.Cases.FindAsync(id, DataFolder.Cancel))!;
        Assert.Equal((3, CaseState.Closed), (left.Version, left.State));
        Assert.All(answers, answer => Assert.Equal(left.Conclusion, answer.Case!.Conclusion));
        Assert.Equal(3L, folder.Count("review_case_event"));
    }

    [Fact]
    public async Task Second_event_of_the_same_number_is_refused_by_the_database()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        var opened = CaseSamples.Opened(DataFolder.Id(0), DataFolder.Death, RiskColour.Red, "d.csv:1", folder.Time.Now);
        await CaseSamples.AddAsync(storage, [opened]);
        var assigned = new CaseAssigned(opened.Case, opened.Beneficiary, 2, CaseSamples.Clerk, folder.Time.Now);
        await CaseSamples.AddAsync(storage, [assigned]);
        await Assert.ThrowsAnyAsync<Exception>(() => CaseSamples.AddAsync(storage, [assigned with { To = CaseSamples.Colleague }]));
        Assert.Equal(CaseSamples.Clerk, (await storage.Cases.FindAsync(opened.Case, DataFolder.Cancel))!.AssignedTo);
    }

    [Fact]
    public async Task Register_that_moves_a_person_moves_the_cases_too()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        var moved = DataFolder.Person(3) with { DivisionCode = "330106" };
        await new RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(
            Eligibility.Auditing.Sha256Digest.Of("second"u8), "register", [moved, DataFolder.Person(2)], DataFolder.Cancel);
        var row = Assert.Single(await storage.Cases.ListOfAsync(moved.Id, DataFolder.Cancel));
        Assert.Equal("330106", row.DivisionCode);
    }

    [Fact]
    public async Task Reversal_counts_the_last_closing_and_none_of_a_case_that_is_open_again()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        var at = folder.Time.Now;
        var opened = CaseSamples.Opened(DataFolder.Id(0), DataFolder.Death, RiskColour.Red, "d.csv:1", at);
        var (id, person) = (opened.Case, opened.Beneficiary);
        await CaseSamples.AddAsync(storage, [opened, new CaseAssigned(id, person, 2, CaseSamples.Clerk, at), new CaseClosed(id, person, 3, CaseSamples.Clerk, CaseConclusion.FindingRefuted, at)]);
        Assert.Equal("d.csv", Assert.Single(await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel)).File);
        await CaseSamples.AddAsync(storage, [new CaseReopened(id, person, 4, CaseSamples.Chief, "复查。", at)]);
        Assert.Empty(await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel));
        await CaseSamples.AddAsync(
            storage, [new CaseAssigned(id, person, 5, CaseSamples.Clerk, at), new CaseClosed(id, person, 6, CaseSamples.Clerk, CaseConclusion.HandedToInvestigation, at)]);
        Assert.Empty(await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    private async Task<(CaseId Lead, List<CaseEvent> Events)> PrepareEverythingAsync(PlatformStorage storage)
    {
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        var lead = (await storage.Reader.ReadOpenCasesAsync(1, DataFolder.Cancel))[0];
        return (lead.Id, CaseSamples.Everything(DataFolder.Id(3), lead.Id, lead.OpenedBy!.Value, folder.Time.Now.AddMinutes(1)));
    }

    private async Task LiveAsync(PlatformStorage storage, int life, uint[] choices)
    {
        var at = folder.Time.Now.AddMinutes(life);
        var opened = CaseSamples.Opened(DataFolder.Id(life % 4), DataFolder.Death, (RiskColour)((life % 3) + 1), $"d.csv:{life}", at);
        var state = ReviewCase.From([opened]);
        List<CaseEvent> waiting = [opened];
        foreach (var choice in choices)
        {
            at = at.AddSeconds(1);
            var next = CaseSamples.Next(state, choice, at);
            waiting.AddRange(next);
            state = next.Aggregate(state, static (before, happened) => before.Apply(happened));
            if (choice % 3 != 0)
            {
                await CaseSamples.AddAsync(storage, waiting);
                waiting.Clear();
            }
        }

        await CaseSamples.AddAsync(storage, waiting);
        Assert.Equal(state.Events, (await storage.Cases.FindAsync(state.Id, DataFolder.Cancel))!.Events);
        Assert.Equal(CaseSamples.RowOf(state, null, "990101"), await storage.Cases.FindRowAsync(state.Id, DataFolder.Cancel));
        var closing = state.State == CaseState.Closed ? state.Events.OfType<CaseClosed>().Last() : null;
        Assert.Equal(
            closing is null ? 0L : 1L,
            folder.Count($"review_case WHERE id = '{state.Id}' AND closed_by = '{closing?.By}' AND conclusion = {(int?)closing?.Conclusion ?? 0}"));
    }
}

public sealed class CaseStoreOnSqliteTests() : CaseStoreTests(new DataFolder());

public sealed class CaseStoreOnPostgresTests(PostgresServer server) : CaseStoreTests(new DataFolder(server));
