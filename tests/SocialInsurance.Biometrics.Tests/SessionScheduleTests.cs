using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Interop;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>A scheduled session says what a session with every model on every frame says, for a part of the cost; and its guards still see what they guard against.</summary>
public sealed class SessionScheduleTests(LoadedModels models)
{
    private const int SessionFrames = 60;

    private static readonly ChallengeAction[] Turns = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight];
    private static readonly VerificationProfile Scheduled = VerificationProfile.Standard;
    private static readonly VerificationProfile EveryStage = Scheduled with
    {
        Session = Scheduled.Session with { Schedule = Scheduled.Session.Schedule.WithEveryStage() },
    };

    public static TheoryData<string, ChallengeAction[]> Challenges => new()
    {
        { "moving_hopper.mjpeg", [ChallengeAction.TurnLeft, ChallengeAction.TurnRight, ChallengeAction.OpenMouth] },
        { "moving_hopper.mjpeg", [ChallengeAction.OpenMouth, ChallengeAction.TurnLeft] },
        { "moving_collins.mjpeg", [ChallengeAction.TurnLeft, ChallengeAction.TurnRight, ChallengeAction.OpenMouth] },
        { "moving_collins.mjpeg", [ChallengeAction.Blink] },
        { "moving_collins.mjpeg", [ChallengeAction.Nod] },
    };

    [Theory]
    [MemberData(nameof(Challenges))]
    public void Schedule_changes_no_verdict(string clip, ChallengeAction[] challenge)
    {
        var frames = Clip(clip);
        var (full, scheduled) = (Run(frames, EveryStage, challenge), Run(frames, Scheduled, challenge));
        Assert.Equal(full.Fault, scheduled.Fault);
        Assert.Equal(full.Challenge.Select(s => s.AtFrame), scheduled.Challenge.Select(s => s.AtFrame));
        Assert.Equal(Band(full), Band(scheduled));
        Assert.Equal(full.AcceptableFrames, scheduled.AcceptableFrames);
        // whether followed, looked at closely or both
        Assert.Equal(scheduled.Frames, scheduled.Work.Counts.Decodes);
    }

    [Fact]
    public void Clear_session_runs_the_dear_models_on_few_frames()
    {
        var work = Run(Clip("moving_hopper.mjpeg").Take(SessionFrames), Scheduled, Turns).Work;
        Assert.InRange(work.Counts.Detections, 6, SessionFrames / 2);
        Assert.InRange(work.Counts.Pose, Scheduled.Session.Challenge.BaselineFrames, SessionFrames / 3);
        Assert.InRange(work.Counts.PresentationAttack, Scheduled.Pad.MinimumFrames, SessionFrames / 2);
        Assert.InRange(work.Counts.Templates, Scheduled.Session.FusedFrames, SessionFrames / 3);
        Assert.Equal(0, work.Counts.Eyes);
        Assert.Equal(SessionFrames, work.Frames);
        Assert.True(work.Timings.TotalMs > 0);
    }

    [Fact]
    public void Warm_session_allocates_nothing_per_frame()
    {
        var frames = Clip("moving_hopper.mjpeg").Select(f => f.ToArray()).ToArray();
        using var pipeline = new FacePipeline(models.Prepared, Scheduled);
        List<FaceSession> sessions = [];
        Play(Begin());
        Assert.Equal(0, Allocations.Of(Begin, Play));
        sessions.ForEach(s => s.Dispose());

        FaceSession Begin()
        {
            sessions.Add(new FaceSession(pipeline, models.Prepared, Turns));
            return sessions[^1];
        }

        void Play(FaceSession session)
        {
            foreach (var frame in frames)
            {
                session.Add(frame);
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(57)]
    [InlineData(90)]
    public void Person_who_changes_at_any_frame_is_named(int at)
    {
        var frames = Clip("moving_hopper.mjpeg").Take(at).Concat(Clip("moving_collins.mjpeg").Skip(at));
        Assert.Equal(SessionFault.IdentityChanged, Run(frames, Scheduled, Turns).Fault);
    }

    [Fact]
    public void Other_person_who_only_turns_the_head_for_them_is_named()
    {
        var frames = Clip("moving_hopper.mjpeg").Take(34).Concat(Clip("moving_collins.mjpeg").Skip(34).Take(6)).Concat(Clip("moving_hopper.mjpeg").Skip(40));
        Assert.Equal(SessionFault.IdentityChanged, Run(frames, Scheduled, Turns).Fault);
    }

    [Fact]
    public void Other_person_of_three_frames_is_named_wherever_they_come_in()
    {
        var (own, other) = (Clip("moving_hopper.mjpeg").ToArray(), Clip("moving_collins.mjpeg").ToArray());
        var missed = Enumerable.Range(0, 13).Select(step => 6 + (7 * step))
            .Where(at => Run([.. own[..at], .. other[at..(at + 3)], .. own[(at + 3)..]], Scheduled, Turns).Fault != SessionFault.IdentityChanged);
        Assert.Empty(missed);
    }

    [Fact]
    public void Looped_video_is_named_though_no_picture_repeats()
    {
        var period = Clip("moving_hopper.mjpeg").Skip(24).Take(40).ToArray();
        var frames = Enumerable.Range(0, 90).Select(i => MarkedPicture.Recoded(period[i % period.Length], i));
        Assert.Equal(SessionFault.Loop, Run(frames, Scheduled, Turns).Fault);
    }

    [Fact]
    public void One_frame_again_and_again_is_a_still_though_no_picture_repeats()
    {
        var frame = Clip("moving_hopper.mjpeg").First();
        Assert.Equal(SessionFault.StillImage, Run(Enumerable.Range(0, 40).Select(i => MarkedPicture.Recoded(frame, i)), Scheduled, Turns).Fault);
    }

    [Fact]
    public void Face_that_leaves_is_not_followed_into_the_background()
    {
        var empty = (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(Pictures.RepoRoot, "tests/SocialInsurance.Biometrics.Tests/Data/no_face.png"));
        var seen = Clip("moving_hopper.mjpeg").Take(20).ToArray();
        var result = Run(seen.Concat(Enumerable.Repeat(empty, 5)), Scheduled, Turns);
        Assert.Equal(20, result.AcceptableFrames);
        Assert.Equal(FrameOutcome.NoFace, result.CommonestOutcome);
    }

    [Fact]
    public void Frame_larger_than_a_live_camera_sends_is_not_decoded()
    {
        var small = Scheduled with { Session = Scheduled.Session with { Schedule = Scheduled.Session.Schedule with { MaximumFramePixels = 1000 } } };
        using var pipeline = new FacePipeline(models.Prepared, small);
        using var session = new FaceSession(pipeline, models.Prepared, Turns);
        Assert.Equal(FrameOutcome.Unreadable, session.Add(Pictures.Hopper));
        Assert.Equal(0, session.Finish(Pictures.Hopper).Work.Counts.Decodes);
    }

    /// <summary>A phone upside down is looked at in every turn; the turns see the pixels that are there, and the work says so.</summary>
    [Fact]
    public void Turns_of_a_face_in_doubt_are_counted_and_decode_nothing_anew()
    {
        var upsideDown = (ReadOnlyMemory<byte>)EditedPicture.Turned(Pictures.Hopper, 2);
        var work = Run([upsideDown], Scheduled, Turns).Work;
        Assert.Equal(1, work.Counts.Decodes);
        Assert.InRange(work.Counts.Detections, 2, 5);
        Assert.InRange(work.Counts.Templates, 2, 4);
    }

    /// <summary>What the pose model saw a few frames ago is moved on with the landmarks, and forgotten after that.</summary>
    [Fact]
    public void Pose_from_the_last_look_follows_the_landmarks_for_a_few_frames_only()
    {
        using var pipeline = new FacePipeline(models.Prepared, Scheduled);
        var analysis = new FrameAnalysis();
        pipeline.Analyse(Pictures.Hopper, FaceStages.Pose, analysis);
        var landmarks = analysis.Faces[0].Landmarks;
        var looked = new HeadPose(12, -7, 3);
        var pose = new LandmarkPose(Scheduled.Session.Schedule);
        Assert.Null(pose.EstimateFromLook(landmarks));
        pose.Anchor(landmarks, looked);
        for (var frame = 0; frame < Scheduled.Session.Schedule.LookFrames; frame++)
        {
            pose.Step();
            var estimate = pose.EstimateFromLook(landmarks)!.Value;
            Assert.Equal((looked.YawDegrees, looked.PitchDegrees), (estimate.YawDegrees, estimate.PitchDegrees));
        }

        pose.Step();
        Assert.Null(pose.EstimateFromLook(landmarks));
    }

    [Theory]
    [InlineData("\"detectEvery\": 8", "\"detectEvery\": 0", "session.schedule.detectEvery")]
    [InlineData("\"lookFrames\": 3", "\"lookFrames\": -1", "session.schedule.lookFrames")]
    [InlineData("\"lookFrontal\": 1.5", "\"lookFrontal\": 0.5", "session.schedule.lookFrontal")]
    [InlineData("\"betterBy\": 1.3", "\"betterBy\": 0.5", "session.schedule.betterBy")]
    [InlineData("\"keepEvery\": 4", "\"keepEvery\": 0", "session.schedule.keepEvery")]
    [InlineData("\"minimumLagFrames\": 10", "\"minimumLagFrames\": 1", "session.loop.minimumLagFrames")]
    public void Schedule_that_cannot_be_is_refused_by_name(string good, string bad, string member)
    {
        var text = File.ReadAllText(Path.Combine(Pictures.RepoRoot, "src/SocialInsurance.Biometrics/Profiles/standard.json"));
        var fault = Assert.Throws<InvalidProfileException>(() => VerificationProfile.Parse(text.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(fault.Faults, f => f.StartsWith(member, StringComparison.Ordinal));
    }

    private static (bool Passes, bool Matches, bool Enough) Band(FaceSessionResult result) => (
        result.PadMeanScore >= Scheduled.Pad.PassThreshold,
        result.Score!.Value.Value >= Scheduled.MatchThreshold,
        result.PadFrames >= Scheduled.Pad.MinimumFrames);

    private static IEnumerable<ReadOnlyMemory<byte>> Clip(string name) => FrameSequence.Read(Pictures.SamplePath(name));

    private FaceSessionResult Run(IEnumerable<ReadOnlyMemory<byte>> frames, VerificationProfile profile, ChallengeAction[] challenge)
    {
        using var pipeline = new FacePipeline(models.Prepared, profile);
        using var session = new FaceSession(pipeline, models.Prepared, challenge);
        foreach (var frame in frames)
        {
            session.Add(frame.Span);
        }

        return session.Finish(Pictures.Hopper);
    }
}
