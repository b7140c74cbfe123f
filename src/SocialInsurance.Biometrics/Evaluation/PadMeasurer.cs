using System.Collections.Concurrent;
using System.Collections.Immutable;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>What one frame showed. Angles in degrees; votes by <see cref="PadVote"/>, NaN where one did not run.</summary>
public sealed record PadFrame(FrameOutcome Outcome, float YawDegrees, float PitchDegrees, float Score, ImmutableArray<float> Votes);

/// <summary>What one unit showed, frame by frame. Holds no picture and no template.</summary>
/// <param name="Fault">Why it could not be read; null when it could.</param>
/// <param name="Parallax">See <see cref="DepthMeasure.Parallax"/>; NaN without a head turn.</param>
public sealed record PadMeasurement(ImmutableArray<PadFrame> Frames, string? Fault, float Parallax, int TurnedFrames);

/// <summary>How far a measurement is.</summary>
/// <param name="Frames">Frames measured in this run.</param>
public readonly record struct PadProgress(int DoneUnits, int TotalUnits, long Frames);

/// <summary>
/// Runs the pipeline over clips and stills, each once: one pipeline per worker over shared models; units are kept in a
/// <see cref="PadMeasurementLog"/>, so that a run that was stopped goes on where it was.
/// </summary>
public sealed class PadMeasurer(ModelSet models, VerificationProfile profile, PadMeasurementLog log)
{
    /// <summary>Result per path. A unit that cannot be read is a result, not an exception.</summary>
    /// <param name="workers">Units worked on at the same time; one thread each.</param>
    public IReadOnlyDictionary<string, PadMeasurement> Measure(
        string folder, IReadOnlyCollection<PadUnit> units, int workers, IProgress<PadProgress>? progress, CancellationToken cancellation)
    {
        var measured = new ConcurrentDictionary<string, PadMeasurement>(StringComparer.Ordinal);
        var (done, frames) = (0, 0L);
        Parallel.ForEach(
            units,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
            () => new FacePipeline(models, profile),
            (unit, _, pipeline) =>
            {
                measured[unit.Path] = Measure(Path.Combine(folder, unit.Path), pipeline, Report, cancellation);
                Interlocked.Increment(ref done);
                Report(0);
                return pipeline;
            },
            pipeline => pipeline.Dispose());
        return measured;

        void Report(int more) => progress?.Report(new PadProgress(Volatile.Read(ref done), units.Count, Interlocked.Add(ref frames, more)));
    }

    private PadMeasurement Measure(string path, FacePipeline pipeline, Action<int> report, CancellationToken cancellation)
    {
        try
        {
            var key = PadMeasurementLog.KeyOf(path);
            if (log.Find(key) is { } known)
            {
                return known;
            }

            var measurement = Measure(FramesOf(path), pipeline, report, cancellation);
            log.Add(key, measurement);
            return measurement;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PadMeasurement([], fault is InvalidDataException ? fault.Message : fault.GetType().Name, float.NaN, 0);
        }
    }

    private static PadMeasurement Measure(IEnumerable<ReadOnlyMemory<byte>> encoded, FacePipeline pipeline, Action<int> report, CancellationToken cancellation)
    {
        var analysis = new FrameAnalysis();
        var depth = new DepthConsistency();
        var frames = ImmutableArray.CreateBuilder<PadFrame>();
        foreach (var frame in encoded)
        {
            cancellation.ThrowIfCancellationRequested();
            var outcome = pipeline.Analyse(frame.Span, FaceStages.PresentationAttack | FaceStages.Pose, analysis);
            if (outcome == FrameOutcome.Acceptable)
            {
                var face = analysis.Faces[0];
                depth.Add(face.Landmarks, face.Pose);
                frames.Add(new PadFrame(outcome, face.Pose.YawDegrees, face.Pose.PitchDegrees, face.PadScore, [.. (ReadOnlySpan<float>)face.PadVotes]));
            }
            else
            {
                frames.Add(new PadFrame(outcome, 0, 0, 0, []));
            }

            report(1);
        }

        var (parallax, turned) = depth.Measure();
        return new PadMeasurement(frames.ToImmutable(), null, parallax, turned);
    }

    /// <summary>A folder and an MJPEG file have many; whatever does not start as a JPEG is one, which the decoder then judges.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> FramesOf(string path)
    {
        if (Directory.Exists(path))
        {
            return FrameSequence.Read(path);
        }

        var bytes = File.ReadAllBytes(path);
        return bytes is [0xFF, 0xD8, ..] ? FrameSequence.Read(path) : [bytes];
    }
}
