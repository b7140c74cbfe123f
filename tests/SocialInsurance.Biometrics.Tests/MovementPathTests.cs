using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>An action counts when it was seen on its way from rest, on real frames through whole sessions; a joint between two recordings hides where it came from.</summary>
public sealed class MovementPathTests(LoadedModels models)
{
    private const int RestFrames = 20;
    private const int Left = 34;

    /// <summary>Two frames of the height of a turn set between frames of rest, behind a frame without a face, behind a pause.</summary>
    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(true, 100, 0)]
    [InlineData(true, 230, 0)]
    [InlineData(false, 100, 125)]
    [InlineData(false, 230, 300)]
    public void Turn_cut_in_between_frames_of_rest_counts_for_nothing_and_accuses_nobody(bool faceless, int stepMs, int pauseMs)
    {
        var clip = Clip().ToArray();
        var gap = faceless ? [Faceless] : Array.Empty<ReadOnlyMemory<byte>>();
        ReadOnlyMemory<byte>[] frames = [.. clip[..RestFrames], .. gap, clip[Left], clip[Left + 1], .. gap, .. clip[..8]];
        foreach (var profile in VerificationProfile.Shipped.Values.Where(p => stepMs != 100 || p.Session.MaximumCuts > 1))
        {
            var result = Run(profile, frames, stepMs, at => at == RestFrames || at == RestFrames + gap.Length + 2 ? pauseMs : 0);
            Assert.Equal((profile.Name, false, SessionFault.None), (profile.Name, result.ChallengePassed, result.Fault));
        }
    }

    /// <summary>Every frame, every second one and all but every tenth: a slow camera and a bad line see a turn in few frames.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    public void Turn_of_a_living_person_counts_through_a_slow_camera_and_with_frames_lost(int stride, int lost)
    {
        (ReadOnlyMemory<byte> Frame, int At)[] seen =
            [.. Clip().Select((frame, at) => (frame, at)).Where(f => f.at % stride == 0).Where((_, number) => lost == 0 || number % lost != lost - 1)];
        foreach (var profile in VerificationProfile.Shipped.Values)
        {
            var result = Run(profile, [.. seen.Select(f => f.Frame)], 0, at => 0, at => (100 * seen[at].At) + (at * at % 7));
            Assert.Equal((profile.Name, true, SessionFault.None), (profile.Name, result.ChallengePassed, result.Fault));
        }
    }

    [Fact]
    public void Person_whose_face_was_lost_in_the_turn_passes_with_the_next_turn_from_rest()
    {
        var clip = Clip().ToArray();
        var once = Run(VerificationProfile.Standard, [.. clip[..RestFrames], Faceless, clip[Left], clip[Left + 1], Faceless, .. clip], 0, _ => 0);
        Assert.True(once.ChallengePassed);
        Assert.True(once.Challenge[0].AtFrame > RestFrames + 4);
    }

    private static ReadOnlyMemory<byte> Faceless { get; } =
        File.ReadAllBytes(Path.Combine(Pictures.RepoRoot, "tests/SocialInsurance.Biometrics.Tests/Data/no_face.png"));

    private static IEnumerable<ReadOnlyMemory<byte>> Clip() => FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg"));

    private FaceSessionResult Run(
        VerificationProfile profile, ReadOnlyMemory<byte>[] frames, int stepMs, Func<int, int> pauseBefore, Func<int, int>? stamps = null)
    {
        using var pipeline = new FacePipeline(models.Prepared, profile);
        using var session = new FaceSession(pipeline, models.Prepared, [ChallengeAction.TurnLeft]);
        var paused = 0;
        for (var at = 0; at < frames.Length; at++)
        {
            paused += pauseBefore(at);
            if (stepMs > 0 || stamps is not null)
            {
                var ms = stamps?.Invoke(at) ?? ((at * stepMs) + (at * at % 7) + paused);
                session.Time(1_000_000 + ms, ms);
            }

            session.Add(frames[at].Span);
        }

        return session.Finish(Pictures.Hopper);
    }
}
