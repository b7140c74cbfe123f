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
        var profile = new Option<string?>("--profile") { Description = Strings.Get("OptionProfile") };
        var command = new Command("session", CommandContext.Help("FaceSessionHelp", "face session samples/faces/moving_hopper.mjpeg --challenge turnLeft,turnRight,openMouth --reference samples/faces/grace_hopper.jpg"))
        {
            frames, challenge, reference, profile, FaceCohortOption.Cohort,
        };
        command.Handle((parsed, terminal, cancellation) => Run(
            new Request(parsed.GetRequiredValue(frames), parsed.GetRequiredValue(challenge), parsed.GetRequiredValue(reference), parsed.GetValue(profile), parsed.GetValue(FaceCohortOption.Cohort)), terminal, cancellation));
        return command;
    }

    private sealed record Request(string Frames, string Challenge, string Reference, string? Profile, string? Cohort);

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        var policy = PolicyInForce();
        var profile = FaceCohortOption.ProfileFor(request.Profile ?? (request.Cohort is null ? policy.Profile.Name : null), request.Cohort);
        var challenge = ParseChallenge(request.Challenge, profile);
        var reference = CommandContext.ReadInput(request.Reference);
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, profile);
        using var session = new FaceSession(pipeline, models, challenge, FaceCohortOption.Read(request.Cohort, models));
        foreach (var frame in ReadFrames(request.Frames))
        {
            cancellation.ThrowIfCancellationRequested();
            session.Add(frame.Span);
        }

        var shown = session.Finish(reference);
        if (shown.ReferenceOutcome == FrameOutcome.Unreadable)
        {
            throw FaceCommand.Refuse(request.Reference, pipeline.DescribeFault(reference, shown.ReferenceImage));
        }

        var rules = PolicyFor(shown, policy);
        var decision = rules.Decide(SessionEvidence.For(rules, shown, attempt: 1));
        terminal.Result(Document(shown, decision), console => Show(shown, decision, console));
        return decision.Outcome == FaceOutcome.Certified ? ExitCode.Positive : ExitCode.Negative;
    }

    /// <summary>Under another profile than the policy's, the thresholds of the comparison are that profile's.</summary>
    private static FacePolicy PolicyFor(FaceSessionResult shown, FacePolicy policy) =>
        (shown.ProfileName, shown.ProfileVersion) == (policy.Profile.Name, policy.Profile.Version)
        ? policy
        : policy with { Profile = new VerificationProfile(shown.ProfileName, shown.ProfileVersion), MatchThreshold = shown.MatchThreshold, UnsureThreshold = shown.UnsureThreshold };

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
        faultAdvice = shown.Fault == SessionFault.None ? null : Strings.Get($"Fault{shown.Fault}"),
        work = Document(shown.Work),
        profile = $"{shown.ProfileName}@{shown.ProfileVersion}",
        policy = $"{decision.Policy.Id}@{decision.Policy.Version}",
        models = FaceReport.Document(shown.Models),
    };

    /// <summary>How often each stage ran, and how long all runs took together.</summary>
    private static object Document(in SessionWork work) => new
    {
        followedFrames = work.FollowedFrames,
        counts = new
        {
            decode = work.Counts.Decodes,
            detect = work.Counts.Detections,
            landmarks = work.Counts.Landmarks,
            pad = work.Counts.PresentationAttack,
            pose = work.Counts.Pose,
            eyes = work.Counts.Eyes,
            template = work.Counts.Templates,
        },
        timingsMs = new
        {
            decode = Math.Round(work.Timings.DecodeMs, 1),
            detect = Math.Round(work.Timings.DetectMs, 1),
            landmarks = Math.Round(work.Timings.LandmarksMs, 1),
            quality = Math.Round(work.Timings.QualityMs, 1),
            pad = Math.Round(work.Timings.PresentationAttackMs, 1),
            pose = Math.Round(work.Timings.PoseMs, 1),
            template = Math.Round(work.Timings.TemplateMs, 1),
            total = Math.Round(work.Timings.TotalMs, 1),
        },
    };

    private static void Show(FaceSessionResult shown, FaceDecision decision, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Get($"Face{decision.Outcome}")));
        foreach (var reason in decision.Reasons)
        {
            console.MarkupLine(Markup.Escape($"  {reason}: {ExplainReport.TextOf(FaceAdvice.For(reason))}"));
        }

        if (shown.Fault != SessionFault.None)
        {
            console.MarkupLine(Markup.Escape($"  {shown.Fault}: {Strings.Get($"Fault{shown.Fault}")}"));
        }

        foreach (var step in shown.Challenge)
        {
            console.MarkupLine(Markup.Escape($"  {Camel(step.Action)}: {(step.Passed ? Strings.Format("StepPassed", step.AtFrame) : Strings.Get("StepNotSeen"))}"));
        }
    }

    private static ChallengeAction[] ParseChallenge(string text, Biometrics.Profiles.VerificationProfile profile) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => ParseAction(name, profile))];

    private static ChallengeAction ParseAction(string name, Biometrics.Profiles.VerificationProfile profile)
    {
        var known = profile.Session.Challenge.Actions;
        return Enum.GetValues<ChallengeAction>().Where(a => Camel(a) == name).Select(a => (ChallengeAction?)a).FirstOrDefault() is { } action && known.Contains(action)
            ? action
            : throw new InputRefused(new CliError("challenge", Strings.Get("UnknownAction"), Expected: string.Join(", ", known.Select(Camel)), Found: name));
    }

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
