using System.Diagnostics;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Province;
using SocialInsurance.Cli.Report;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Storage;

namespace SocialInsurance.Cli.Demo;

/// <summary>
/// The main job on real input, from an empty folder to an audited result: a sample province, silent certification,
/// review cases, two enrolled portraits, one person certified by face, another's face refused until a caseworker takes over.
/// </summary>
internal sealed class DemoRun(DemoFolder folder, DemoSize size, TimeProvider time, ProgressLine progress)
{
    private const string ConsentTextVersion = "demo-2026.1";
    private static readonly DateOnly AsOf = new(2026, 10, 31);
    private static readonly BeneficiaryId SampleA = new("S000000001");
    private static readonly BeneficiaryId SampleB = new("S000000002");
    private static readonly ChallengeAction[] Challenge = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight, ChallengeAction.OpenMouth];

    private readonly Dictionary<string, long> _phasesMs = [];
    private readonly byte[] _policyText = Encoding.UTF8.GetBytes(SamplePolicy.Text);

    /// <summary>Reference of the visitor, as a picture; null: the sample portrait.</summary>
    internal byte[]? VisitorPortrait { get; init; }

    /// <param name="storage">The empty store of the demonstration's folder.</param>
    internal async Task<DemoResult> ExecuteAsync(PlatformStorage storage, CancellationToken cancellation)
    {
        Timed("PhaseGenerate", () => Generate(cancellation));
        using var completed = Timed("PhaseCompare", () => Compare(cancellation));
        var recorded = await TimedAsync("PhaseRecord", () => RecordAsync(storage, completed, cancellation));
        var attempts = await TimedAsync("PhaseFace", () => FaceAsync(storage, completed, cancellation));
        var restored = await TimedAsync("PhaseRestore", () => RestoreAsync(storage, completed, cancellation));
        var audit = await TimedAsync("PhaseAudit", () => storage.AuditLog.VerifyAsync(cancellation));
        var cases = await storage.Reader.ReadOpenCasesAsync(1, cancellation);
        return new DemoResult(
            Summarise(completed),
            attempts,
            recorded,
            restored,
            cases.FirstOrDefault(),
            await storage.Reader.ReadOverviewAsync(cancellation),
            audit,
            _phasesMs);
    }

    private ProvinceSummary Generate(CancellationToken cancellation) => ProvinceGenerator.Generate(
        new ProvinceOptions { Beneficiaries = size.Beneficiaries, Records = size.Records, Seed = 1, OutDir = folder.Province, PolicyYaml = SamplePolicy.Text },
        progress: null,
        cancellation);

    private CompletedRun Compare(CancellationToken cancellation) => CompareRegister.Execute(
        new CompareRequest([Path.Combine(folder.Province, "register.csv")], folder.Province, _policyText, AsOf, RunFolder, Environment.ProcessorCount) { Page = RunReportPage.Write },
        new ComparisonProgressLine(progress),
        cancellation);

    private string RunFolder => Path.Combine(folder.Runs, $"{AsOf:yyyy-MM-dd}");

    private async Task<SilentRunResult> RecordAsync(PlatformStorage storage, CompletedRun completed, CancellationToken cancellation)
    {
        var total = completed.Comparison.State.SubjectCount;
        var report = new RecordProgress(progress, total);
        var result = await new RecordRun(storage.Store, time).ExecuteAsync(new RunId($"demo-{AsOf:yyyy-MM-dd}"), completed, report, cancellation);
        return result.Decisions.Refusal is { } refusal
            ? throw new InputRefused(new CliError(refusal.Code, Strings.IsEnglish ? refusal.English : refusal.Chinese))
            : result.Decisions;
    }

    private async Task<IReadOnlyList<DemoAttempt>> FaceAsync(PlatformStorage storage, CompletedRun completed, CancellationToken cancellation)
    {
        using var models = new ModelSet(ModelCatalog.Open());
        var policy = completed.Policy.Policy.FaceAt(AsOf);
        using var pipeline = new FacePipeline(models, FaceCommand.ProfileNamed(policy.Profile.Name)) { Protection = storage.Templates.Protection.Transform };
        await EnrolAsync(storage, SampleA, "grace_hopper.jpg", pipeline, models, cancellation);
        await EnrolAsync(storage, SampleB, "eileen_collins.jpg", pipeline, models, cancellation);
        await DemoVisitor.SettleAsync(storage, folder, time, cancellation);
        await EnrolAsync(storage, DemoVisitor.Id, DemoVisitor.Portrait, pipeline, models, cancellation, VisitorPortrait);

        List<DemoAttempt> attempts = [];
        var scene = new Scene(storage, models, pipeline, policy, completed);
        attempts.AddRange(await TryAsync(scene, SampleA, "grace_hopper.jpg", "demo-session-1", cancellation));
        attempts.AddRange(await TryAsync(scene, SampleB, "eileen_collins.jpg", "demo-session-2", cancellation));
        return attempts;
    }

    private async Task EnrolAsync(PlatformStorage storage, BeneficiaryId beneficiary, string portrait, FacePipeline pipeline, ModelSet models, CancellationToken cancellation, byte[]? own = null)
    {
        var bytes = own ?? await File.ReadAllBytesAsync(DemoFolder.Sample(portrait), cancellation);
        var enrolled = await new EnrolPortrait(storage.Store, storage.Templates, time, new StoredFaceLimits())
            .ExecuteAsync(beneficiary, ConsentTextVersion, bytes, pipeline, models, cancellation);
        if (enrolled.Enrolment is null)
        {
            throw new InputRefused(new CliError(
                "enrolment",
                (Strings.IsEnglish ? enrolled.Refusal?.English : enrolled.Refusal?.Chinese) ?? Strings.Get($"Advice{enrolled.Outcome}"),
                own is null ? portrait : "--portrait",
                Expected: Strings.Get("ExpectedPortrait"),
                Found: enrolled.Refusal?.Code ?? enrolled.Outcome.ToString()));
        }
    }

    /// <summary>The same moving face, Grace Hopper's, before both references, until it is certified or a caseworker takes over.</summary>
    private async Task<List<DemoAttempt>> TryAsync(Scene scene, BeneficiaryId claimed, string reference, string session, CancellationToken cancellation)
    {
        const string probe = "moving_hopper.mjpeg";
        List<DemoAttempt> attempts = [];
        do
        {
            using var live = new FaceSession(scene.Pipeline, scene.Models, Challenge);
            var frames = FrameSequence.Read(DemoFolder.Sample(probe)).ToArray();
            for (var i = 0; i < frames.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                live.Add(frames[i].Span);
                progress.Report(Strings.Get("PhaseFace"), i + 1, frames.Length, Strings.Get("UnitFrames"));
            }

            var attempt = new FaceAttempt(new SessionId(session), attempts.Count + 1, claimed, CertificationMethod.SelfFace, AsOf, CycleMonths(scene.Completed));
            var result = await new CertifyByFace(scene.Storage.Store, scene.Storage.Reader, scene.Storage.Templates, time)
                .ExecuteAsync(attempt, live, scene.Policy, cancellation);
            attempts.Add(new DemoAttempt(claimed.Value, reference, probe, attempt.Attempt, result));
        }
        while (attempts[^1].Result.Decision.Outcome == FaceOutcome.RetryAllowed);
        return attempts;
    }

    /// <summary>A living person whom a source reports dead: payment was never stopped; a caseworker's one confirmation puts the books right.</summary>
    private async Task<AliveConfirmed?> RestoreAsync(PlatformStorage storage, CompletedRun completed, CancellationToken cancellation)
    {
        var person = TruthScore.FirstOf(TruthPath, PersonClass.AliveReportedDead);
        var deaths = new ReportedDeaths(
            storage.Cases, storage.Reader, (_, who, _) => Task.FromResult(ExplainDecision.Execute(completed.Comparison.State, completed.Policy, who.Value)));
        return person is null
            ? null
            : await new ConfirmAlive(storage.Store, time, CaseSurroundings.Default with { Deaths = deaths }).ExecuteAsync(
                new AliveConfirmation(
                    new BeneficiaryId(person),
                    new CaseworkerId("demo-caseworker"),
                    new SessionId("demo-window-1"),
                    AsOf,
                    RecordRun.PolicyOf(completed.Policy.Policy.Stamp),
                    CycleMonths(completed)),
                cancellation);
    }

    private static int CycleMonths(CompletedRun completed) => (int)completed.Policy.Policy.Parameter("certificationCycle").ValueAt(AsOf);

    private string TruthPath => Path.Combine(folder.Province, "truth.csv");

    private ComparedSample Summarise(CompletedRun completed)
    {
        var state = completed.Comparison.State;
        return new ComparedSample(
            state.SubjectCount,
            completed.Comparison.RecordsRead,
            completed.Comparison.RecordsAccepted,
            completed.Comparison.RecordsRejected,
            completed.Counts,
            [.. CompareReport.Feeds(completed)],
            completed.DecisionsDigest,
            $"{completed.Policy.Policy.Stamp.Id}@{completed.Policy.Policy.Stamp.Version}",
            AsOf,
            RunSummary.Newest(folder.Runs)?.Example,
            TruthScore.Of(RunFolder, TruthPath));
    }

    private T Timed<T>(string phase, Func<T> work)
    {
        progress.Report(Strings.Get(phase), 0, 0, string.Empty);
        var start = Stopwatch.GetTimestamp();
        var result = work();
        _phasesMs[phase] = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result;
    }

    private async Task<T> TimedAsync<T>(string phase, Func<Task<T>> work)
    {
        progress.Report(Strings.Get(phase), 0, 0, string.Empty);
        var start = Stopwatch.GetTimestamp();
        var result = await work();
        _phasesMs[phase] = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result;
    }

    private sealed record Scene(PlatformStorage Storage, ModelSet Models, FacePipeline Pipeline, FacePolicy Policy, CompletedRun Completed);

    private sealed class RecordProgress(ProgressLine line, int total) : IProgress<int>
    {
        public void Report(int value) => line.Report(Strings.Get("PhaseRecord"), value, total, Strings.Get("UnitPeople"));
    }
}

/// <summary>How large a province the demonstration makes.</summary>
internal sealed record DemoSize(long Beneficiaries, long Records);
