using SocialInsurance.Biometrics;
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

    [Fact]
    public async Task Session_before_a_caseworker_refreshes_an_old_reference_with_a_consent_of_its_own()
    {
        await using var books = await Books.OpenAsync(workspace);
        using var pipeline = new FacePipeline(loaded.Models, loaded.Pipeline.Profile) { Protection = books.Storage.Templates.Protection.Transform };
        var policy = await RegisterTwoPeopleAsync(books);
        await EnrolAsync(books, Hopper, "grace_hopper.jpg", pipeline, new ReferenceOrigin(new DateOnly(1984, 1, 20), ReferenceSource.IdentityDocument));
        using var live = new FaceSession(pipeline, loaded.Models, Challenge);
        var certified = await DecideAsync(books, policy, Hopper, "session-1", 1, FrameSequence.Read(Workspace.Sample("moving_hopper.mjpeg")), live, CertificationMethod.Assisted);
        Assert.Equal(FaceOutcome.Certified, certified.Decision.Outcome);

        var refresh = new RefreshReference(books.Storage.Store, books.Storage.Templates, new ReferenceRetention(KeepMonths: 6), books.Time);
        var older = (await books.Storage.Reader.FindReferenceAsync(Hopper, Cancel))!;
        var request = new RefreshRequest(certified, live, older.Consent, "2026.1", QualityPercent: 70, new CaseworkerId("cw-1"));
        Assert.IsType<ConsentNotSeparate>((await refresh.ExecuteAsync(request, policy, Cancel)).Refusal);
        var consent = (await new RecordFaceConsent(books.Storage.Store, books.Time).ExecuteAsync(Hopper, "refresh-2026.1", Cancel)).Consent!;
        request = request with { Consent = consent.Id, ConsentTextVersion = "refresh-2026.1" };
        var alone = policy with { RefreshThreshold = certified.Session.Score!.Value.Value + 0.01 };
        Assert.IsType<RefreshNotStrongEnough>((await refresh.ExecuteAsync(request with { Supervisor = null }, alone, Cancel)).Refusal);
        Assert.Equal(older, await books.Storage.Reader.FindReferenceAsync(Hopper, Cancel));

        var refreshed = await refresh.ExecuteAsync(request, alone, Cancel);
        Assert.Equal(new ReferenceOrigin(Today, ReferenceSource.Window), refreshed.Enrolment!.Origin);
        Assert.Equal((older.Id, RefreshBasis.Supervised, Today.AddMonths(6)), (refreshed.Refresh!.Superseded, refreshed.Refresh.Basis, refreshed.Refresh.KeepUntil));
        Assert.Equal(2, await books.Storage.Templates.CountAsync(Cancel));
        Assert.Equal(FaceOutcome.Certified, (await ShowAsync(books, policy, Hopper, "session-2", attempt: 1)).Decision.Outcome);
        Assert.Equal(1, (await new EraseRetainedReferences(books.Storage.Store, books.Storage.Templates, books.Time).ExecuteAsync(Today.AddMonths(6), Cancel)).Erased);
        await books.WholeHeadAsync();
    }

    [Fact]
    public async Task Session_alone_refreshes_only_when_the_comparison_is_very_strong()
    {
        await using var books = await Books.OpenAsync(workspace);
        var policy = await RegisterTwoPeopleAsync(books);
        await EnrolAsync(books, Hopper, "grace_hopper.jpg");
        using var live = new FaceSession(loaded.Pipeline, loaded.Models, Challenge);
        var certified = await DecideAsync(books, policy, Hopper, "session-1", 1, FrameSequence.Read(Workspace.Sample("moving_hopper.mjpeg")), live);
        var consent = (await new RecordFaceConsent(books.Storage.Store, books.Time).ExecuteAsync(Hopper, "refresh-2026.1", Cancel)).Consent!;
        var refreshed = await new RefreshReference(books.Storage.Store, books.Storage.Templates, new ReferenceRetention(), books.Time).ExecuteAsync(
            new RefreshRequest(certified, live, consent.Id, "refresh-2026.1", QualityPercent: 70), policy with { RefreshThreshold = 0.42 }, Cancel);
        Assert.Equal((RefreshBasis.VeryStrongMatch, null), (refreshed.Refresh!.Basis, refreshed.Refresh.Supervisor));
        Assert.Equal(ReferenceSource.LiveSession, refreshed.Enrolment!.Origin!.Source);
        await books.WholeHeadAsync();
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

    private async Task EnrolAsync(Books books, BeneficiaryId beneficiary, string portrait, FacePipeline? pipeline = null, ReferenceOrigin? origin = null)
    {
        var bytes = await File.ReadAllBytesAsync(Workspace.Sample(portrait), Cancel);
        var enrolled = await new EnrolPortrait(books.Storage.Store, books.Storage.Templates, books.Time, new StoredFaceLimits())
            .ExecuteAsync(beneficiary, "2026.1", bytes, pipeline ?? loaded.Pipeline, loaded.Models, Cancel, origin);
        Assert.NotNull(enrolled.Enrolment);
        books.Time.Step(minutes: 5);
    }

    private Task<FaceCertificationResult> ShowAsync(Books books, FacePolicy policy, BeneficiaryId claimed, string session, int attempt) =>
        DecideAsync(books, policy, claimed, session, attempt, FrameSequence.Read(Workspace.Sample("moving_hopper.mjpeg")));

    private async Task<FaceCertificationResult> DecideAsync(
        Books books, FacePolicy policy, BeneficiaryId claimed, string session, int attempt, IEnumerable<ReadOnlyMemory<byte>> frames)
    {
        using var live = new FaceSession(loaded.Pipeline, loaded.Models, Challenge);
        return await DecideAsync(books, policy, claimed, session, attempt, frames, live);
    }

    private static async Task<FaceCertificationResult> DecideAsync(
        Books books,
        FacePolicy policy,
        BeneficiaryId claimed,
        string session,
        int attempt,
        IEnumerable<ReadOnlyMemory<byte>> frames,
        FaceSession live,
        CertificationMethod method = CertificationMethod.SelfFace)
    {
        foreach (var frame in frames)
        {
            live.Add(frame.Span);
        }

        var result = await new CertifyByFace(books.Storage.Store, books.Storage.Reader, books.Storage.Templates, books.Time).ExecuteAsync(
            new FaceAttempt(new SessionId(session), attempt, claimed, method, Today, CycleMonths: 12), live, policy, Cancel);
        Assert.Equal(RecordingStatus.Recorded, result.Recorded.Status);
        books.Time.Step(minutes: 2);
        return result;
    }

    public void Dispose() => workspace.Dispose();
}
