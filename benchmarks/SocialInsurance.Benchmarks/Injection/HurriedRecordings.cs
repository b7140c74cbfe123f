using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// What a sender gains who makes three pictures between any two of a recording, so that four times as many show the same time: a number of
/// frames alone is reached in a quarter of it. The challenge machine alone, prompted, windows as in <see cref="PromptTrials"/>.
/// </summary>
internal static class HurriedRecordings
{
    private const int Trials = 20_000;
    private const int CorpusFrames = 64;
    private const int CameraMs = 100;
    private const int Denser = 4;

    internal static void Append(StringBuilder text, Dictionary<string, FaceObservation[]> seen, VerificationProfile profile)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## Sent at {Denser} times the rate ({profile.Name})\n\n{Trials} drawn sessions a cell, windows of the time of {CorpusFrames} frames, pictures made between by halves and quarters of the way; in brackets seconds until the first prompt (median of those prompted).\n\n| clip | as recorded | {Denser} times, frames counted | {Denser} times, time counted |\n|---|---:|---:|---:|\n");
        foreach (var (name, frames) in seen)
        {
            var dense = Between(frames);
            text.Append(CultureInfo.InvariantCulture, $"| {name} |{Cell(frames, profile, 1, isTimed: true)}{Cell(dense, profile, Denser, isTimed: false)}{Cell(dense, profile, Denser, isTimed: true)}\n");
        }
    }

    private static string Cell(FaceObservation[] frames, VerificationProfile profile, int denser, bool isTimed)
    {
        var random = new Random(7);
        var (passed, prompted, window) = (0, new List<int>(), CorpusFrames * denser);
        for (var trial = 0; trial < Trials; trial++)
        {
            var tracker = PromptTrials.Drawn(isPrompted: true, profile, random);
            var (start, asked) = (random.Next(Math.Max(1, frames.Length - window + 1)), false);
            for (var at = start; at < Math.Min(frames.Length, start + window) && !tracker.Completed; at++)
            {
                if (isTimed)
                {
                    tracker.Pace.Arrive(at * CameraMs / denser);
                }

                tracker.Observe(at, frames[at]);
                if (!asked && !tracker.AtRest && tracker.Awaited is not null)
                {
                    asked = true;
                    prompted.Add((at - start + 1) * CameraMs / denser);
                }
            }

            passed += tracker.Completed ? 1 : 0;
        }

        var seconds = prompted.Count == 0 ? 0 : prompted.Order().ElementAt(prompted.Count / 2) / 1000.0;
        return string.Create(CultureInfo.InvariantCulture, $" {(double)passed / Trials:P2} ({seconds:F1}) |");
    }

    private static FaceObservation[] Between(FaceObservation[] frames) =>
        [.. frames.Take(frames.Length - 1).SelectMany((frame, at) => Enumerable.Range(0, Denser).Select(part => Mix(frame, frames[at + 1], (float)part / Denser))), frames[^1]];

    private static FaceObservation Mix(FaceObservation from, in FaceObservation to, float share)
    {
        from.Pose = new HeadPose(
            from.Pose.YawDegrees + (share * (to.Pose.YawDegrees - from.Pose.YawDegrees)),
            from.Pose.PitchDegrees + (share * (to.Pose.PitchDegrees - from.Pose.PitchDegrees)),
            from.Pose.RollDegrees);
        for (var point = 0; point < FaceLandmarks.Count; point++)
        {
            from.Landmarks[point] += share * (to.Landmarks[point] - from.Landmarks[point]);
        }

        return from;
    }
}
