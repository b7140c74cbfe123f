using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Walks.Tests;

/// <summary>A face, from frames to audited decision: real frames, real models, a real database.</summary>
public sealed class FaceWalkTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private static readonly BeneficiaryId Hopper = new("F000000001");
    private static readonly BeneficiaryId Collins = new("F000000002");
    private static readonly DateOnly Today = new(2026, 11, 2);
    private static readonly ChallengeAction[] Challenge = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight, ChallengeAction.OpenMouth];

    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Face_that_fits_is_certified_and_one_that_does_not_ends_at_a_caseworker()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await RegisterTwoPeopleAsync(books);
        await EnrolAsync(books, Hopper, "grace_hopper.jpg");
        await EnrolAsync(books, Collins, "eileen_collins.jpg");

        var certified = await ShowAsync(books, policy, Hopper, "session-1", attempt: 1);
        Assert.Equal(FaceOutcome.Certified, certified.Decision.Outcome);
        Assert.Equal((Today, Today.AddMonths(12)), (certified.Recorded.Decision!.Period!.From, certified.Recorded.Decision.Period.Until));
        Assert.Equal(certified.Recorded.Decision.Period, await books.Storage.Reader.FindPeriodAsync(Hopper, Cancel));
        Assert.All(ModelCatalog.Open().Manifest.Models.Select(model => model.Task), task => Assert.Contains($"{task}=", certified.Recorded.Decision.ModelDigests, StringComparison.Ordinal));

        List<FaceOutcome> outcomes = [];
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            outcomes.Add((await ShowAsync(books, policy, Collins, "session-2", attempt)).Decision.Outcome);
        }

        Assert.Equal([FaceOutcome.RetryAllowed, FaceOutcome.RetryAllowed, FaceOutcome.ReferToCaseworker], outcomes);
        Assert.Null(await books.Storage.Reader.FindPeriodAsync(Collins, Cancel));
        await books.WholeHeadAsync();
        Snapshot.Match("face", await books.DescribeAuditAsync(Hopper.Value, Collins.Value, "run-1")
            + await books.DescribeDecisionsAsync(Hopper.Value, Collins.Value)
            + await books.DescribeOpenCasesAsync());
    }

    [Fact]
    public async Task Face_without_a_reference_is_asked_for_another_way_and_never_certified()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await RegisterTwoPeopleAsync(books);
        var result = await DecideAsync(books, policy, Hopper, "session-1", attempt: 1, FrameSequence.Read(Workspace.Sample("moving_hopper.mjpeg")).Take(3));
        Assert.NotEqual(FaceOutcome.Certified, result.Decision.Outcome);
        Assert.Null(result.Session.Score);
        Assert.Null(result.Recorded.Decision!.Period);
    }

    private async Task<FacePolicy> RegisterTwoPeopleAsync(Books books)
    {
        var data = new HandmadeData(workspace)
            .Register($"{Hopper},{HandmadeData.Number(1)},样本甲,2026-10-30\n{Collins},{HandmadeData.Number(2)},样本乙,2026-10-30\n")
            .Feed("bus_card", "activity", "", "account");
        using var run = Books.Compare(data, workspace.At("run"));
        var recorded = await books.RecordAsync("run-1", run);
        Assert.Equal((2, 2), (recorded.Register.Added, recorded.Decisions.Recorded));
        books.Time.Step(minutes: 30);
        return run.Policy.Policy.FaceAt(Today);
    }

    private async Task EnrolAsync(Books books, BeneficiaryId beneficiary, string portrait)
    {
        var bytes = await File.ReadAllBytesAsync(Workspace.Sample(portrait), Cancel);
        var enrolled = await new EnrolPortrait(books.Storage.Store, books.Storage.Templates, books.Time, new StoredFaceLimits())
            .ExecuteAsync(beneficiary, "2026.1", bytes, loaded.Pipeline, loaded.Models, Cancel);
        Assert.NotNull(enrolled.Enrolment);
        books.Time.Step(minutes: 5);
    }

    private Task<FaceCertificationResult> ShowAsync(Books books, FacePolicy policy, BeneficiaryId claimed, string session, int attempt) =>
        DecideAsync(books, policy, claimed, session, attempt, FrameSequence.Read(Workspace.Sample("moving_hopper.mjpeg")));

    private async Task<FaceCertificationResult> DecideAsync(
        Books books, FacePolicy policy, BeneficiaryId claimed, string session, int attempt, IEnumerable<ReadOnlyMemory<byte>> frames)
    {
        using var live = new FaceSession(loaded.Pipeline, loaded.Models, Challenge);
        foreach (var frame in frames)
        {
            live.Add(frame.Span);
        }

        var result = await new CertifyByFace(books.Storage.Store, books.Storage.Reader, books.Storage.Templates, books.Time).ExecuteAsync(
            new FaceAttempt(new SessionId(session), attempt, claimed, CertificationMethod.SelfFace, Today, CycleMonths: 12), live, policy, Cancel);
        Assert.Equal(RecordingStatus.Recorded, result.Recorded.Status);
        books.Time.Step(minutes: 2);
        return result;
    }

    public void Dispose() => workspace.Dispose();
}
