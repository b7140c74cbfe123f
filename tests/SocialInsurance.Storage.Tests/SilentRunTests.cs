using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class SilentRunTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Run_is_stored_with_periods_cases_and_entries()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        var result = await folder.RecordAsync(storage, 12);
        Assert.Equal(
            (RecordingStatus.Recorded, 12, 0, 3, 3),
            (result.Status, result.Recorded, result.AlreadyRecorded, result.PeriodsOpened, result.CasesOpened));

        var overview = await storage.Reader.ReadOverviewAsync(DataFolder.Cancel);
        Assert.Equal(12, overview.Beneficiaries);
        Assert.Equal(DataFolder.Run(), overview.LastRun!.Run);
        Assert.Equal(Enum.GetValues<DecisionOutcome>().ToDictionary(outcome => outcome, _ => 3L), overview.Outcomes);
        Assert.Equal(3, overview.CertifiedBy[CertificationMethod.Silent]);
        Assert.Equal((DataFolder.Death, RiskColour.Red, 3L), (overview.OpenCases.Single().Kind, overview.OpenCases[0].Colour, overview.OpenCases[0].Count));

        // one register, one run, 12 decisions, 3 case openings
        Assert.Equal(result.Head, overview.Audit);
        Assert.Equal(17, overview.Audit.Size);
    }

    [Fact]
    public async Task Certified_person_has_a_period_of_the_cycle_and_a_new_due_date()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        var period = await storage.Reader.FindPeriodAsync(DataFolder.Id(0), DataFolder.Cancel);
        var person = await storage.Identities.FindAsync(DataFolder.Id(0), DataFolder.Cancel);
        var decision = (await storage.Reader.ReadDecisionsAsync(DataFolder.Id(0), DataFolder.Cancel)).Single().Decision;
        Assert.Equal(new DateOnly(2027, 10, 31), period!.Until);
        Assert.Equal((DataFolder.AsOf, new DateOnly(2027, 10, 31)), (person!.LastCertifiedOn, person.DueOn));
        Assert.Equal(period, decision.Period);
        Assert.Equal(DataFolder.Decision(0).Evidence, decision.Evidence);
        Assert.Equal(DataFolder.Policy, decision.Policy);
        Assert.Null(await storage.Reader.FindPeriodAsync(DataFolder.Id(1), DataFolder.Cancel));
        Assert.Equal(DataFolder.Person(1), await storage.Identities.FindAsync(DataFolder.Id(1), DataFolder.Cancel));
    }

    [Fact]
    public async Task Run_recorded_twice_changes_nothing()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        var first = await folder.RecordAsync(storage, 12);
        folder.Time.Now += TimeSpan.FromHours(1);
        var second = await folder.RecordAsync(storage, 12);
        Assert.Equal((RecordingStatus.AlreadyRecorded, 0, 12, 0, 0), (second.Status, second.Recorded, second.AlreadyRecorded, second.PeriodsOpened, second.CasesOpened));
        Assert.Equal(first.Head, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal((12, 3, 3), (folder.Count("decision"), folder.Count("certification_period"), folder.Count("review_case")));
    }

    [Fact]
    public async Task Run_continued_after_a_part_records_only_the_rest()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 5);
        var rest = await folder.RecordAsync(storage, 12);
        Assert.Equal((RecordingStatus.Recorded, 7, 5), (rest.Status, rest.Recorded, rest.AlreadyRecorded));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Next_run_over_the_same_records_opens_no_second_case()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        var next = await folder.RecordAsync(storage, 12, "run-2");
        Assert.Equal((12, 0), (next.Recorded, next.CasesOpened));
        Assert.Equal(3, folder.Count("review_case"));
    }

    [Fact]
    public async Task Run_for_an_older_day_shortens_nobody()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        await folder.RecordAsync(storage, 1);
        await new RecordSilentDecisions(storage.Store, folder.Time).ExecuteAsync(
            DataFolder.Run("old", DataFolder.AsOf.AddMonths(-3)), [DataFolder.Decision(0)], DataFolder.Cancel);
        Assert.Equal(DataFolder.AsOf, (await storage.Identities.FindAsync(DataFolder.Id(0), DataFolder.Cancel))!.LastCertifiedOn);
        Assert.Equal(DataFolder.AsOf, (await storage.Reader.FindPeriodAsync(DataFolder.Id(0), DataFolder.Cancel))!.From);
    }

    [Theory]
    [InlineData("unknown", typeof(BeneficiaryUnknown))]
    [InlineData("repeated", typeof(DecisionRepeated))]
    [InlineData("repeatedFar", typeof(DecisionRepeated))]
    [InlineData("contradicting", typeof(DecisionContradictsRun))]
    [InlineData("reused", typeof(RunIdReused))]
    public async Task Bad_list_is_refused_by_name_and_leaves_nothing(string list, Type refusal)
    {
        await using var storage = await folder.OpenAsync();
        var people = list == "repeatedFar" ? 4100 : 12;
        await folder.RegisterAsync(storage, people);
        if (list is "contradicting" or "reused")
        {
            await folder.RecordAsync(storage, 4);
        }

        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        var decisions = Enumerable.Range(0, people).Select(DataFolder.Decision);
        IEnumerable<SilentDecision> bad = list switch
        {
            "unknown" => [.. decisions, DataFolder.Decision(99_999)],
            "repeated" or "repeatedFar" => [.. decisions, DataFolder.Decision(0)],
            "contradicting" => decisions.Select(decision => decision with { RuleCode = "other" }),
            _ => decisions,
        };
        var run = list == "reused" ? DataFolder.Run(asOf: DataFolder.AsOf.AddDays(1)) : DataFolder.Run();
        var result = await new RecordSilentDecisions(storage.Store, folder.Time).ExecuteAsync(run, bad, DataFolder.Cancel);
        Assert.Equal(RecordingStatus.Refused, result.Status);
        Assert.IsType(refusal, result.Refusal);
        Assert.Equal(before, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal(list is "contradicting" or "reused" ? 4 : 0, folder.Count("decision"));
    }

    [Fact]
    public async Task Fault_in_the_stream_leaves_neither_decision_nor_entry()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 9000);
        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        var broken = Enumerable.Range(0, 9000).Select(number => number == 8999 ? throw new IOException("planted") : DataFolder.Decision(number));
        await Assert.ThrowsAsync<IOException>(
            () => new RecordSilentDecisions(storage.Store, folder.Time).ExecuteAsync(DataFolder.Run(), broken, DataFolder.Cancel));
        await AssertNothingWrittenAsync(storage, before);
    }

    [Theory]
    [InlineData("audit_entry", "sequence", 9)]
    [InlineData("decision", "audit_sequence", 9)]
    [InlineData("review_case_event", "audit_sequence", 14)]
    [InlineData("certification_period", "opened_by", 6)]
    [InlineData("audit_checkpoint", "size", 17)]
    public async Task Fault_in_any_table_leaves_neither_decision_nor_entry(string table, string key, int at)
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        folder.Intruder.PlantFault(table, $"NEW.{key} = {at}");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => folder.RecordAsync(storage, 12));
        await AssertNothingWrittenAsync(storage, before);
        folder.Tamper(string.Empty);
        Assert.Equal(12, (await folder.RecordAsync(storage, 12)).Recorded);
    }

    [Fact]
    public async Task Register_twice_is_a_no_op_and_a_newer_one_keeps_our_certification()
    {
        await using var storage = await folder.OpenAsync();
        Assert.Equal(12, (await folder.RegisterAsync(storage, 12)).Added);
        await folder.RecordAsync(storage, 12);
        Assert.True((await folder.RegisterAsync(storage, 12)).AlreadyRegistered);
        var newer = await folder.RegisterAsync(storage, 13);
        Assert.Equal((1, 12), (newer.Added, newer.Updated));
        Assert.Equal(DataFolder.AsOf, (await storage.Identities.FindAsync(DataFolder.Id(0), DataFolder.Cancel))!.LastCertifiedOn);
    }

    [Fact]
    public async Task Register_that_says_what_stands_writes_only_those_of_whom_it_says_something_else()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        var before = Enumerable.Range(0, 12).Select(SealedName).ToList();
        folder.Tamper("UPDATE beneficiary SET name_sealed = zeroblob(40) WHERE id = 'B000007'");
        var moved = DataFolder.Person(5) with { DivisionCode = "990202" };
        var newer = await new Eligibility.Beneficiaries.RegisterBeneficiaries(storage.Store, folder.Time).ExecuteAsync(
            Eligibility.Auditing.Sha256Digest.Of("newer"u8), "register", Enumerable.Range(0, 13).Select(number => number == 5 ? moved : DataFolder.Person(number)), DataFolder.Cancel);
        Assert.Equal((1, 12), (newer.Added, newer.Updated));

        // a seal has a random nonce: whoever is sealed anew has other bytes; what did not open is put right
        Assert.Equal([5, 7], Enumerable.Range(0, 12).Where(number => SealedName(number) != before[number]));
        Assert.Equal(moved, await storage.Identities.FindAsync(DataFolder.Id(5), DataFolder.Cancel));
        Assert.Equal(DataFolder.Person(7), await storage.Identities.FindAsync(DataFolder.Id(7), DataFolder.Cancel));
        Assert.Equal(DataFolder.Person(12), await storage.Identities.FindAsync(DataFolder.Id(12), DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose() => folder.Dispose();

    private string SealedName(int number) =>
        Convert.ToHexString(folder.Intruder.Read<byte[]>($"SELECT name_sealed FROM beneficiary WHERE id = '{DataFolder.Id(number).Value}'"));

    private async Task AssertNothingWrittenAsync(PlatformStorage storage, Eligibility.Auditing.AuditHead before)
    {
        string[] tables = ["comparison_run", "decision", "certification_period", "review_case", "review_case_event"];
        Assert.All(tables, table => Assert.Equal(0, folder.Count(table)));
        Assert.Equal(before, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal(before.Size, folder.Count("audit_entry"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Null((await storage.Identities.FindAsync(DataFolder.Id(0), DataFolder.Cancel))!.LastCertifiedOn);
    }
}

public sealed class SilentRunOnSqliteTests() : SilentRunTests(new DataFolder());

public sealed class SilentRunOnPostgresTests(PostgresServer server) : SilentRunTests(new DataFolder(server));
