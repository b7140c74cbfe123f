using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Two people in turn, frame by frame: named, and the frames of the one do nothing for the other.</summary>
public sealed class AlternatingPersonsTests(LoadedModels models)
{
    private const int Alone = 8;

    private static readonly ChallengeAction[] Turn = [ChallengeAction.TurnLeft];

    /// <summary>Without a clock, at a camera's pace, and so slow that nothing follows closely.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(230)]
    public void Two_people_by_turns_are_a_change_of_person_at_any_pace(int stepMs)
    {
        foreach (var profile in VerificationProfile.Shipped.Values)
        {
            Assert.Equal((profile.Name, SessionFault.IdentityChanged), (profile.Name, Run(profile, ByTurns(40), stepMs).Fault));
        }
    }

    /// <summary>A living face between the frames of a recording must not lift the recording's score.</summary>
    [Fact]
    public void Frames_of_somebody_else_are_no_part_of_the_attack_score()
    {
        var own = Run(VerificationProfile.Calibrated, Clip("moving_hopper.mjpeg").Take(5), 0);
        var byTurns = Run(VerificationProfile.Calibrated, ByTurns(8, alone: 2), 0);
        Assert.Equal(own.PadFrames, byTurns.PadFrames);
        Assert.Equal(own.PadMeanScore, byTurns.PadMeanScore, 0.001f);
    }

    /// <summary>Nobody moves into another person: the way there is a cut and so is the way back, however slow the frames.</summary>
    [Fact]
    public void Somebody_else_in_one_frame_of_a_slow_camera_is_cut_in()
    {
        var (own, other) = (Clip("moving_hopper.mjpeg").Take(18).ToArray(), Clip("moving_collins.mjpeg").First());
        ReadOnlyMemory<byte> elsewhere = PresentationAttack.TurnedPicture.Of(other.ToArray(), 0, 210);
        Assert.Equal(SessionFault.Cut, Run(VerificationProfile.Standard, [.. own[..14], elsewhere, .. own[14..]], 230).Fault);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Clip(string name) => FrameSequence.Read(Pictures.SamplePath(name));

    private static IEnumerable<ReadOnlyMemory<byte>> ByTurns(int frames, int alone = Alone)
    {
        var (own, other) = (Clip("moving_hopper.mjpeg").ToArray(), Clip("moving_collins.mjpeg").ToArray());
        return Enumerable.Range(0, frames).Select(at => at < alone ? own[at] : at % 2 == alone % 2 ? other[at / 2] : own[alone + ((at - alone) / 2)]);
    }

    private FaceSessionResult Run(VerificationProfile profile, IEnumerable<ReadOnlyMemory<byte>> frames, int stepMs)
    {
        using var pipeline = new FacePipeline(models.Prepared, profile);
        using var session = new FaceSession(pipeline, models.Prepared, Turn);
        foreach (var (frame, at) in frames.Select((frame, at) => (frame, at)))
        {
            if (stepMs > 0)
            {
                session.Time(1_000_000 + (at * stepMs) + (at * at % 7), at * stepMs);
            }

            session.Add(frame.Span);
        }

        return session.Finish(Pictures.Hopper);
    }
}
