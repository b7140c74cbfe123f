using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// CPU time of a completed session of 60 frames, against the full pipeline of six models on each of the same frames, and
/// against the session with every model on every frame. Real clips where they are given, else the samples.
/// </summary>
internal static class SessionRace
{
    private const int Frames = 60;
    private const double ClearPadMean = 0.6;

    private static readonly ChallengeAction[] Challenge = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight];

    private sealed record Row(string Clip, double FullMs, double EveryStageMs, double ScheduledMs, double Share, FaceSessionResult EveryStage, FaceSessionResult Scheduled)
    {
        internal bool SameVerdict =>
            EveryStage.Fault == Scheduled.Fault
            && EveryStage.Challenge.SequenceEqual(Scheduled.Challenge)
            && Band(EveryStage) == Band(Scheduled);

        private static (bool, bool, bool) Band(FaceSessionResult r) => (
            r.PadMeanScore >= VerificationProfile.Standard.Pad.PassThreshold,
            r.PadMeanScore >= VerificationProfile.Standard.Pad.ReviewThreshold,
            r.Score?.Value >= VerificationProfile.Standard.MatchThreshold);
    }

    internal static void Run(string repoRoot, string? folder, int rounds)
    {
        var clips = Directory.EnumerateFiles(folder ?? ClipFolder(repoRoot), "*.mjpeg").Order(StringComparer.Ordinal).ToArray();
        var scheduled = VerificationProfile.Standard;
        var everyStage = scheduled with { Session = scheduled.Session with { Schedule = scheduled.Session.Schedule.WithEveryStage() } };
        using var models = new ModelSet(ModelCatalog.Open());
        using var thrifty = new FacePipeline(models, scheduled);
        using var lavish = new FacePipeline(models, everyStage);
        var rows = clips.Select(clip => Measure(clip, models, lavish, thrifty, rounds)).ToArray();
        Write(repoRoot, rows, rounds);
    }

    private static string ClipFolder(string repoRoot)
    {
        var clips = Path.GetFullPath(Path.Combine(repoRoot, "..", "shared", "data", "clips"));
        clips = Directory.Exists(clips) ? clips : Path.GetFullPath(Path.Combine(repoRoot, "..", "..", "shared", "data", "clips"));
        return Directory.Exists(clips) ? clips : Path.Combine(repoRoot, "samples", "faces");
    }

    /// <summary>A clip shorter than a session is shown forwards and backwards, as a person who moves back.</summary>
    private static byte[][] Take(string clip)
    {
        var frames = FrameSequence.Read(clip).Select(f => f.ToArray()).ToArray();
        return [.. Enumerable.Range(0, Frames).Select(i => i % (2 * frames.Length)).Select(i => frames[i < frames.Length ? i : (2 * frames.Length) - 1 - i])];
    }

    private static Row Measure(string clip, ModelSet models, FacePipeline lavish, FacePipeline thrifty, int rounds)
    {
        var frames = Take(clip);
        // a frame of the clip stands for the enrolled picture, whose template is made before
        var reference = new FaceVerifier(lavish, models).Acquire(frames[Frames / 10]).Template;
        var (full, every, schedule, shares) = (new double[rounds], new double[rounds], new double[rounds], new double[rounds]);
        FaceSessionResult? everyResult = null, scheduledResult = null;
        for (var round = -1; round < rounds; round++)
        {
            var fullMs = CpuMs(() => EveryModel(lavish, frames));
            var everyMs = CpuMs(() => everyResult = Session(lavish, models, frames, reference));
            var scheduledMs = CpuMs(() => scheduledResult = Session(thrifty, models, frames, reference));
            if (round >= 0)
            {
                (full[round], every[round], schedule[round], shares[round]) = (fullMs, everyMs, scheduledMs, scheduledMs / fullMs);
            }
        }

        return new Row(Path.GetFileNameWithoutExtension(clip), Median(full), Median(every), Median(schedule), Median(shares), everyResult!, scheduledResult!);
    }

    private static void EveryModel(FacePipeline pipeline, byte[][] frames)
    {
        var analysis = new FrameAnalysis();
        foreach (var frame in frames)
        {
            pipeline.Analyse(frame, FaceStages.Live, analysis);
            if (!analysis.Faces.IsEmpty)
            {
                pipeline.Embed(analysis);
            }
        }
    }

    private static FaceSessionResult Session(FacePipeline pipeline, ModelSet models, byte[][] frames, BiometricTemplate? reference)
    {
        using var session = new FaceSession(pipeline, models, Challenge);
        foreach (var frame in frames)
        {
            session.Add(frame);
        }

        return session.Finish(reference);
    }

    private static double CpuMs(Action run)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        run();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Write(string repoRoot, Row[] rows, int rounds)
    {
        var text = new StringBuilder();
        var load = File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
        text.Append(CultureInfo.InvariantCulture, $"# A live session of {Frames} frames\n\n");
        text.Append(CultureInfo.InvariantCulture, $"CPU time of the process, one worker, kernels {NativeKernels.Active}, {rounds} rounds interleaved, medians; share: median of the rounds' own ratios. {Report.Machine()} Load at the end: {load}.\n\n");
        text.Append("`full` is the pipeline of six models on each frame, `every stage` the session with nothing saved, `session` the session under the standard profile's schedule.\n\n");
        text.Append("| clip | full ms | every stage ms | session ms | session / full | verdict unchanged | PAD mean (every stage / session) |\n|---|---:|---:|---:|---:|---|---:|\n");
        foreach (var r in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Clip} | {r.FullMs:F0} | {r.EveryStageMs:F0} | {r.ScheduledMs:F0} | {r.Share:P1} | {(r.SameVerdict ? "yes" : "NO")} | {r.EveryStage.PadMeanScore:F3} / {r.Scheduled.PadMeanScore:F3} |\n");
        }

        var clear = rows.Where(r => r.EveryStage.PadMeanScore >= ClearPadMean).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"\nMean share of sessions with clear attack scores (n = {clear.Length}): {(clear.Length == 0 ? 0 : clear.Average(r => r.Share)):P1}; of the others (n = {rows.Length - clear.Length}): {rows.Except(clear).Select(r => r.Share).DefaultIfEmpty().Average():P1}.\n\n");
        text.Append("How often each stage ran, and its milliseconds in the last round:\n\n| clip | frames followed | decode | detect | landmarks | pose | PAD | template | eyes |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var (clip, work) in rows.Select(r => (r.Clip, r.Scheduled.Work)))
        {
            var (c, t) = (work.Counts, work.Timings);
            text.Append(CultureInfo.InvariantCulture, $"| {clip} | {work.FollowedFrames} | {c.Decodes} ({t.DecodeMs:F0}) | {c.Detections} ({t.DetectMs:F0}) | {c.Landmarks} ({t.LandmarksMs:F0}) | {c.Pose} ({t.PoseMs:F0}) | {c.PresentationAttack} ({t.PresentationAttackMs:F0}) | {c.Templates} ({t.TemplateMs:F0}) | {c.Eyes} |\n");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "session.md"), text.ToString());
    }
}
