using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class FaceAndCaseTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Face_session_certifies_and_its_repetition_changes_nothing()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        var record = new RecordFaceDecision(storage.Store, folder.Time);
        var certifiedOn = DataFolder.AsOf.AddDays(5);
        var first = await record.ExecuteAsync(Session(2, DecisionOutcome.Certified), certifiedOn, DataFolder.Cancel);
        var again = await record.ExecuteAsync(Session(2, DecisionOutcome.Certified), certifiedOn, DataFolder.Cancel);
        Assert.Equal((RecordingStatus.Recorded, RecordingStatus.AlreadyRecorded), (first.Status, again.Status));
        Assert.Equal(first.Decision, again.Decision);
        Assert.Equal(certifiedOn.AddMonths(12), (await storage.Identities.FindAsync(DataFolder.Id(2), DataFolder.Cancel))!.DueOn);
        Assert.Equal(first.Decision, (await storage.Reader.ReadDecisionsAsync(DataFolder.Id(2), DataFolder.Cancel))[0].Decision);
        var overview = await storage.Reader.ReadOverviewAsync(DataFolder.Cancel);
        Assert.Equal(1, overview.CertifiedBy[CertificationMethod.SelfFace]);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Face_session_for_review_opens_a_case_and_no_period()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        var session = Session(0, DecisionOutcome.Review) with { Findings = [new Finding(new FindingKind("FaceUnsure"), RiskColour.Yellow, "session:s-1")] };
        var result = await new RecordFaceDecision(storage.Store, folder.Time).ExecuteAsync(session, DataFolder.AsOf, DataFolder.Cancel);
        Assert.Equal((1, null), (result.CasesOpened, result.Decision!.Period));
        Assert.Equal(1, folder.Count("review_case"));
    }

    [Fact]
    public async Task Face_session_decided_otherwise_or_about_nobody_is_refused_by_name()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        var record = new RecordFaceDecision(storage.Store, folder.Time);
        await record.ExecuteAsync(Session(0, DecisionOutcome.FaceRequired), DataFolder.AsOf, DataFolder.Cancel);
        Assert.IsType<SessionAlreadyDecided>(
            (await record.ExecuteAsync(Session(0, DecisionOutcome.Certified), DataFolder.AsOf, DataFolder.Cancel)).Refusal);
        Assert.IsType<BeneficiaryUnknown>(
            (await record.ExecuteAsync(Session(9, DecisionOutcome.Certified) with { Attempt = 2 }, DataFolder.AsOf, DataFolder.Cancel)).Refusal);
        var next = await record.ExecuteAsync(Session(0, DecisionOutcome.Certified) with { Attempt = 2 }, DataFolder.AsOf, DataFolder.Cancel);
        Assert.Equal(RecordingStatus.Recorded, next.Status);
        await Assert.ThrowsAsync<ArgumentException>(
            () => record.ExecuteAsync(Session(0, DecisionOutcome.Certified) with { Method = CertificationMethod.Silent }, DataFolder.AsOf, DataFolder.Cancel));
    }

    [Fact]
    public async Task Case_goes_from_queue_to_closed_and_reads_back_with_its_events()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        var handle = SampleRules.Handle(storage, folder.Time);
        var queue = await storage.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel);
        var id = queue[0].Id;
        var clerk = new CaseworkerId("cw-1");
        Assert.Equal(3, queue.Count);
        Assert.IsType<CaseNotAssigned>((await handle.ExecuteAsync(id, null, new CaseCommand.Close(clerk, CaseConclusion.FindingRefuted), DataFolder.Cancel)).Refusal);
        Assert.IsType<CaseUnknown>((await handle.ExecuteAsync(default, null, new CaseCommand.Assign(clerk), DataFolder.Cancel)).Refusal);
        await handle.ExecuteAsync(id, null, new CaseCommand.Assign(clerk), DataFolder.Cancel);
        var assigned = (await storage.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel)).Single(item => item.Id == id);
        Assert.Equal((CaseState.Assigned, clerk), (assigned.State, assigned.AssignedTo));
        var closed = await handle.ExecuteAsync(id, null, new CaseCommand.Close(clerk, CaseConclusion.RecordOfAnotherPerson), DataFolder.Cancel);
        Assert.Equal(CaseState.Closed, closed.Case!.State);
        Assert.IsType<CaseAlreadyClosed>((await handle.ExecuteAsync(id, null, new CaseCommand.Assign(clerk), DataFolder.Cancel)).Refusal);
        Assert.DoesNotContain(await storage.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel), item => item.Id == id);
        Assert.Equal(2, (await storage.Reader.ReadOverviewAsync(DataFolder.Cancel)).OpenCases.Single().Count);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose() => folder.Dispose();

    private static FaceSessionDecision Session(int person, DecisionOutcome outcome) => new(
        new SessionId("s-1"),
        1,
        DataFolder.Id(person),
        CertificationMethod.SelfFace,
        outcome,
        "Face",
        DataFolder.Policy,
        DeciderKind.Automatic,
        "template=ab;pad=cd",
        12,
        []);
}

public sealed class FaceAndCaseOnSqliteTests() : FaceAndCaseTests(new DataFolder());

public sealed class FaceAndCaseOnPostgresTests(PostgresServer server) : FaceAndCaseTests(new DataFolder(server));
