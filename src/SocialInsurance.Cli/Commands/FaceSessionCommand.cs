using System.CommandLine;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>face session</c>: one whole live session from recorded frames, decided by the sample policy's face rules.</summary>
internal static class FaceSessionCommand
{
    internal static Command Create()
    {
        var frames = new Argument<string>("FRAMES") { Description = Strings.Get("ArgumentFrames") };
        var challenge = new Option<string>("--challenge") { Description = Strings.Get("OptionChallenge"), Required = true };
        var reference = new Option<string>("--reference") { Description = Strings.Get("OptionReference"), Required = true };
        var command = new Command("session", CommandContext.Help("FaceSessionHelp", "face session samples/faces/moving_hopper.mjpeg --challenge turnLeft,turnRight,openMouth --reference samples/faces/grace_hopper.jpg"))
        {
            frames, challenge, reference, FaceCohortOption.Cohort,
        };
        command.Handle((parsed, terminal, cancellation) => Run(
            parsed.GetRequiredValue(frames), ParseChallenge(parsed.GetRequiredValue(challenge)), parsed.GetRequiredValue(reference), parsed.GetValue(FaceCohortOption.Cohort), terminal, cancellation));
        return command;
    }

    private static int Run(string framesPath, ChallengeAction[] challenge, string referencePath, string? cohortPath, Terminal terminal, CancellationToken cancellation)
    {
        var reference = CommandContext.ReadInput(referencePath);
        using var models = new ModelSet(ModelCatalog.Open());
        var policy = PolicyInForce();
        using var pipeline = new FacePipeline(models, FaceCohortOption.ProfileFor(cohortPath is null ? policy.Profile.Name : null, cohortPath));
        using var session = new FaceSession(pipeline, models, challenge, FaceCohortOption.Read(cohortPath, models));
        foreach (var frame in ReadFrames(framesPath))
        {
            cancellation.ThrowIfCancellationRequested();
            session.Add(frame.Span);
        }

        var shown = session.Finish(reference);
        if (shown.ReferenceOutcome == FrameOutcome.Unreadable)
        {
            throw FaceCommand.Refuse(referencePath, pipeline.DescribeFault(reference, shown.ReferenceImage));
        }

        var decision = PolicyFor(shown, policy, cohortPath is not null).Decide(SessionEvidence.Of(shown, attempt: 1));
        terminal.Result(Document(shown, decision), console => Show(shown, decision, console));
        return decision.Outcome == FaceOutcome.Certified ? ExitCode.Positive : ExitCode.Negative;
    }

    /// <summary>With a cohort the thresholds are those of the calibrated profile: a policy's are of raw scores.</summary>
    private static FacePolicy PolicyFor(FaceSessionResult shown, FacePolicy policy, bool cohort) => cohort
        ? policy with { Profile = new VerificationProfile(shown.ProfileName, shown.ProfileVersion), MatchThreshold = shown.MatchThreshold, UnsureThreshold = shown.UnsureThreshold }
        : policy;

    internal static FacePolicy PolicyInForce()
    {
        var policy = Eligibility.DataComparison.PolicyText.LoadOrRefuse(System.Text.Encoding.UTF8.GetBytes(SamplePolicy.Text));
        return policy.FaceAt(policy.EffectiveFrom);
    }

    internal static object Document(FaceSessionResult shown, FaceDecision decision) => new
    {
        decision = decision.Outcome,
        reasons = decision.Reasons,
        advice = decision.Reasons.Select(r => ExplainReport.TextOf(FaceAdvice.For(r))),
        attemptsLeft = decision.AttemptsLeft,
        challenge = shown.Challenge.Select(s => new { action = Camel(s.Action), s.Passed, atFrame = s.Passed ? s.AtFrame : (int?)null }),
        pad = new { meanScore = Math.Round(shown.PadMeanScore, 4), frames = shown.PadFrames },
        bestFrame = shown.BestFrame,
        score = shown.Score is { } score ? Math.Round(score.Value, 4) : (double?)null,
        calibration = FaceReport.Document(shown.Calibration),
        frames = shown.Frames,
        acceptableFrames = shown.AcceptableFrames,
        fault = shown.Fault,
        profile = $"{shown.ProfileName}@{shown.ProfileVersion}",
        policy = $"{decision.Policy.Id}@{decision.Policy.Version}",
        models = FaceReport.Document(shown.Models),
    };

    private static void Show(FaceSessionResult shown, FaceDecision decision, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Get($"Face{decision.Outcome}")));
        foreach (var reason in decision.Reasons)
        {
            console.MarkupLine(Markup.Escape($"  {reason}: {ExplainReport.TextOf(FaceAdvice.For(reason))}"));
        }

        foreach (var step in shown.Challenge)
        {
            console.MarkupLine(Markup.Escape($"  {Camel(step.Action)}: {(step.Passed ? Strings.Format("StepPassed", step.AtFrame) : Strings.Get("StepNotSeen"))}"));
        }
    }

    private static ChallengeAction[] ParseChallenge(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
        Enum.GetValues<ChallengeAction>().Where(a => Camel(a) == name).Select(a => (ChallengeAction?)a).FirstOrDefault()
        ?? throw new InputRefused(new CliError("challenge", Strings.Get("UnknownAction"), Expected: string.Join(", ", Enum.GetValues<ChallengeAction>().Select(Camel)), Found: name)))];

    private static IEnumerable<ReadOnlyMemory<byte>> ReadFrames(string path)
    {
        try
        {
            return [.. FrameSequence.Read(path)];
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("frames", fault is InvalidDataException ? fault.Message : Strings.Get("FileUnreadable"), path, Expected: Strings.Get("ArgumentFrames"), Found: fault.GetType().Name));
        }
    }

    private static string Camel(ChallengeAction action) => char.ToLowerInvariant(action.ToString()[0]) + action.ToString()[1..];
}
