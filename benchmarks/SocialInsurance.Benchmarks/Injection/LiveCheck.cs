using System.Diagnostics;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// Living people who attack nothing, on good and bad devices: how often a session of theirs would be called injected. Parts of the clips
/// at 10, 5, 3.3 and 2.5 frames a second, with gaps of up to a second and a half as a loaded machine or line makes them.
/// </summary>
internal static class LiveCheck
{
    internal const string Method = "live";

    private const int MostFrames = 64;

    internal static Task RunAsync(InjectionSubject[] subjects, int attempts, InjectionJournal journal, CancellationToken stop)
    {
        var living = subjects.Where(subject => subject.Name.StartsWith("live_", StringComparison.Ordinal)).ToArray();
        var missing = Enumerable.Range(0, living.Length == 0 ? 0 : attempts).Where(number => !journal.Has(Method, number)).ToArray();
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, VerificationProfile.Standard);
        var start = Stopwatch.GetTimestamp();
        foreach (var number in missing.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            var random = new Random(number);
            var subject = living[number % living.Length];
            var stride = 1 + random.Next(4);
            var gaps = random.Next(2) == 1;
            using var session = new FaceSession(pipeline, models, [ChallengeAction.TurnLeft, ChallengeAction.TurnRight]);
            foreach (var (frame, at) in Part(subject.Clip, stride, gaps, random))
            {
                var stamp = (100L * at) + random.Next(20);
                session.Time(stamp, stamp + random.Next(60));
                session.Add(frame);
            }

            var reference = session.CopyFusedTemplate();
            var fault = session.Finish(reference).Fault;
            journal.Add(new InjectionAttempt(Method, number, $"{10.0 / stride:F1}fps{(gaps ? "WithGaps" : "")}", subject.Name, fault.ToString(), string.Empty));
            InjectionCorpus.Tell(Method, number + 1, missing[0], attempts, start);
        }

        return Task.CompletedTask;
    }

    /// <summary>Faults that <c>SessionEvidence</c> takes for an injected sample.</summary>
    internal static bool IsAccused(InjectionAttempt attempt) =>
        Enum.Parse<SessionFault>(attempt.End) is SessionFault.RepeatedFrames or SessionFault.IdentityChanged or SessionFault.Loop or SessionFault.Cut
            or SessionFault.UnlikelyClock or SessionFault.Replayed;

    /// <summary>Frames and which of the clip they are: 100 ms apart.</summary>
    private static IEnumerable<(byte[] Frame, int At)> Part(IReadOnlyList<byte[]> clip, int stride, bool gaps, Random random)
    {
        var at = random.Next(Math.Max(1, clip.Count - (MostFrames * stride)));
        for (var sent = 0; sent < MostFrames && at < clip.Count; sent++, at += stride)
        {
            yield return (clip[at], at);
            if (gaps && random.Next(10) == 0)
            {
                at += random.Next(1, 15);
            }
        }
    }
}
