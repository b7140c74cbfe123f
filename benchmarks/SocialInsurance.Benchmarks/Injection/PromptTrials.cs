using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// How often the challenge alone lets a recording pass, with the order drawn and with prompts at drawn moments: real observations of the clips
/// by the models, once, then many drawn sessions. And what prompts ask of people who answer them: <see cref="PromptedPerson"/>.
/// </summary>
internal static class PromptTrials
{
    private const int Trials = 20_000;
    private const int CorpusFrames = 64;

    /// <summary>45 seconds at 8 frames a second.</summary>
    private const int PatientFrames = 360;

    private sealed record Rule(string Name, bool IsPrompted);

    private static readonly Rule[] Rules =
    [
        new("order only", false),
        new("prompts at drawn moments", true),
    ];

    internal static void Run(string repoRoot, IReadOnlyList<InjectionSubject> subjects)
    {
        var profile = VerificationProfile.Calibrated;
        var seen = Observe(subjects, profile);
        var text = new StringBuilder("# Prompts against recordings\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Challenge machine alone, {Trials} drawn sessions a cell, profile `{profile.Name}`, prompts {profile.Session.Prompt.Version}. {Report.Machine()}\n\n");
        Recordings(text, seen, profile);
        HurriedRecordings.Append(text, seen, profile);
        HurriedRecordings.Append(text, seen, VerificationProfile.Elderly);
        People(text, seen, profile, isSlow: false);
        People(text, seen, VerificationProfile.Elderly, isSlow: true);
        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "prompts.md"), text.ToString());
    }

    private static Dictionary<string, FaceObservation[]> Observe(IReadOnlyList<InjectionSubject> subjects, VerificationProfile profile)
    {
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, profile);
        var analysis = new FrameAnalysis();
        return subjects.ToDictionary(subject => subject.Name, subject => subject.Clip
            .Where(frame => pipeline.Analyse(frame, FaceStages.Pose, analysis) == FrameOutcome.Acceptable)
            .Select(_ => analysis.Faces[0])
            .ToArray());
    }

    private static void Recordings(StringBuilder text, Dictionary<string, FaceObservation[]> seen, VerificationProfile profile)
    {
        text.Append(CultureInfo.InvariantCulture, $"## Recordings that pass the challenge\n\nWindows of {CorpusFrames} frames at any place of the clip, as in injection.md; in brackets the whole clip from any place on.\n\n| clip | frames |{string.Concat(Rules.Select(rule => $" {rule.Name} |"))}\n|---|---:|{string.Concat(Rules.Select(_ => "---:|"))}\n");
        foreach (var (name, frames) in seen)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {frames.Length} |");
            foreach (var rule in Rules)
            {
                text.Append(CultureInfo.InvariantCulture, $" {Share(frames, rule, profile, CorpusFrames):P2} ({Share(frames, rule, profile, frames.Length):P2}) |");
            }

            text.Append('\n');
        }
    }

    private static double Share(FaceObservation[] frames, Rule rule, VerificationProfile profile, int length)
    {
        var random = new Random(7);
        var passed = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var tracker = Drawn(rule, profile, random);
            var start = random.Next(Math.Max(1, frames.Length - (length < frames.Length ? length : CorpusFrames) + 1));
            var end = Math.Min(frames.Length, start + length);
            for (var at = start; at < end && !tracker.Completed; at++)
            {
                tracker.Observe(at, frames[at]);
            }

            passed += tracker.Completed ? 1 : 0;
        }

        return (double)passed / Trials;
    }

    private static void People(StringBuilder text, Dictionary<string, FaceObservation[]> seen, VerificationProfile profile, bool isSlow)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## People who answer ({profile.Name})\n\nSimulated (`PromptedPerson`): the movements are made up, the noise is the clip's; {(isSlow ? "slow" : "usual")} reactions, every twelfth movement another than asked. Passed within {PatientFrames} frames (45 s at 8 a second); in brackets median frames.\n\n| rest of | frames |{string.Concat(Rules.Select(rule => $" {rule.Name} |"))}\n|---|---:|{string.Concat(Rules.Select(_ => "---:|"))}\n");
        foreach (var (name, frames) in seen)
        {
            var rest = Resting(frames, profile.Session.Challenge);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {rest.Length} |");
            foreach (var rule in Rules)
            {
                var (share, median) = Answer(rest, rule, profile, isSlow);
                text.Append(CultureInfo.InvariantCulture, $" {share:P1} ({median}) |");
            }

            text.Append('\n');
        }
    }

    private static FaceObservation[] Resting(FaceObservation[] frames, ChallengeSettings settings)
    {
        var yaw = frames.Select(frame => frame.Pose.YawDegrees).Order().ElementAt(frames.Length / 2);
        var pitch = frames.Select(frame => frame.Pose.PitchDegrees).Order().ElementAt(frames.Length / 2);
        return [.. frames.Where(frame =>
            MathF.Abs(frame.Pose.YawDegrees - yaw) < settings.TurnDegrees / 2
            && MathF.Abs(frame.Pose.PitchDegrees - pitch) < settings.NodDegrees / 2
            && frame.Landmarks.MouthOpening < settings.MouthOpening / 2)];
    }

    private static (double Share, int Median) Answer(FaceObservation[] rest, Rule rule, VerificationProfile profile, bool isSlow)
    {
        var random = new Random(11);
        var lengths = new List<int>();
        for (var trial = 0; trial < Trials / 10 && rest.Length > 0; trial++)
        {
            var (tracker, person) = (Drawn(rule, profile, random), new PromptedPerson(rest, profile, random, isSlow));
            ChallengeAction? prompt = null;
            for (var at = 0; at < PatientFrames && !tracker.Completed; at++)
            {
                var frame = person.Next(prompt);
                tracker.Observe(at, frame);
                prompt = tracker.AtRest ? null : tracker.Awaited;
                if (tracker.Completed)
                {
                    lengths.Add(at + 1);
                }
            }
        }

        return (lengths.Count / (Trials / 10.0), lengths.Count == 0 ? 0 : lengths.Order().ElementAt(lengths.Count / 2));
    }

    private static ChallengeTracker Drawn(Rule rule, VerificationProfile profile, Random random) => Drawn(rule.IsPrompted, profile, random);

    internal static ChallengeTracker Drawn(bool isPrompted, VerificationProfile profile, Random random)
    {
        var (challenge, prompt) = (profile.Session.Challenge, profile.Session.Prompt);
        var order = challenge.Actions.ToArray();
        random.Shuffle(order);
        order = order[..challenge.MaximumActions];
        var rests = order.Select(_ => random.Next(prompt.LeastRestFrames, prompt.MostRestFrames + 1)).ToArray();
        return new ChallengeTracker(order, challenge, new PromptGate(prompt, isPrompted ? rests : null));
    }
}
