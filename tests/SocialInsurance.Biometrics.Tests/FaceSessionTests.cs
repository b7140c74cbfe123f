using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Tests.PresentationAttack;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Whole sessions from the two synthetic clips (a portrait made to move) and from clips that must fail.</summary>
public sealed class FaceSessionTests(LoadedModels models)
{
    private static readonly ChallengeAction[] Turns = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight, ChallengeAction.OpenMouth];

    [Fact]
    public void Moving_face_passes_the_challenge_in_order_and_matches_its_reference()
    {
        var result = Run(Clip("moving_hopper.mjpeg"), Turns, Pictures.Hopper);
        Assert.Equal(SessionFault.None, result.Fault);
        Assert.True(result.ChallengePassed);
        Assert.Equal(result.Challenge.Select(s => s.AtFrame).Order(), result.Challenge.Select(s => s.AtFrame));
        Assert.True(result.Score!.Value.Value >= VerificationProfile.Standard.MatchThreshold);
    }

    [Fact]
    public void Challenge_in_another_order_is_not_passed()
    {
        var result = Run(Clip("moving_hopper.mjpeg"), [ChallengeAction.OpenMouth, ChallengeAction.TurnLeft, ChallengeAction.TurnRight], Pictures.Hopper);
        Assert.False(result.ChallengePassed);
    }

    /// <summary>The first frames show the height of the first turn; a face learned there could never turn further the same way.</summary>
    [Fact]
    public void Session_that_begins_in_the_middle_of_a_movement_learns_the_face_when_it_rests()
    {
        var result = Run(Clip("moving_hopper.mjpeg").Skip(33).Concat(Clip("moving_hopper.mjpeg")), Turns, Pictures.Hopper);
        Assert.True(result.ChallengePassed);
    }

    [Fact]
    public void Another_persons_face_stays_below_the_unsure_band()
    {
        var result = Run(Clip("moving_collins.mjpeg"), Turns, Pictures.Hopper);
        Assert.True(result.Score!.Value.Value < VerificationProfile.Standard.UnsureThreshold);
    }

    [Fact]
    public void Still_picture_shown_again_and_again_is_named()
    {
        var result = Run(Enumerable.Repeat((ReadOnlyMemory<byte>)Pictures.Hopper, 20), Turns, Pictures.Hopper);
        Assert.Equal(SessionFault.RepeatedFrames, result.Fault);
        Assert.False(result.ChallengePassed);
    }

    [Fact]
    public void Closed_shutter_before_the_face_is_no_repeated_picture()
    {
        var black = (ReadOnlyMemory<byte>)EditedPicture.Lit(Pictures.Hopper, gain: 0);
        var result = Run(Enumerable.Repeat(black, 45).Concat(Clip("moving_hopper.mjpeg")), Turns, Pictures.Hopper);
        Assert.Equal((SessionFault.None, true), (result.Fault, result.ChallengePassed));
    }

    [Fact]
    public void Person_who_changes_during_the_session_is_named()
    {
        var frames = Clip("moving_hopper.mjpeg").Take(30).Concat(Clip("moving_collins.mjpeg").Skip(30));
        Assert.Equal(SessionFault.IdentityChanged, Run(frames, Turns, Pictures.Hopper).Fault);
    }

    [Fact]
    public void Phone_held_upside_down_accuses_nobody_and_is_told_so()
    {
        var frames = Clip("moving_hopper.mjpeg").Take(24).Select(f => (ReadOnlyMemory<byte>)EditedPicture.Turned(f.ToArray(), 2));
        var result = Run(frames, Turns, Pictures.Hopper);
        Assert.Equal((SessionFault.TooFewFrames, FrameOutcome.NotUpright), (result.Fault, result.CommonestOutcome));
    }

    /// <summary>The same face elsewhere: in a tenth of a second a cut, on a slow line somebody who moved.</summary>
    [Theory]
    [InlineData(100, SessionFault.Cut)]
    [InlineData(400, SessionFault.None)]
    public void Face_that_jumps_is_a_cut_only_between_frames_that_follow_closely(int stepMs, SessionFault fault)
    {
        var clip = Clip("moving_hopper.mjpeg").ToArray();
        int[] order = [.. Enumerable.Range(0, 14), -1, -2, 14, 15];
        byte[][] elsewhere = [TurnedPicture.Of(Pictures.Hopper, 0, 210), TurnedPicture.Of(Pictures.Hopper, 3, -210)];
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var session = new FaceSession(pipeline, models.Prepared, Turns);
        foreach (var (frame, at) in order.Select((frame, at) => (frame, at)))
        {
            session.Time(1_000_000 + (at * stepMs), at * stepMs);
            session.Add(frame < 0 ? elsewhere[~frame] : clip[frame].Span);
        }

        Assert.Equal(fault, session.Finish(Pictures.Hopper).Fault);
    }

    /// <summary>A shape elsewhere that the detector takes for a face, here a portrait upside down on the wall: neither the way there nor back is a cut.</summary>
    [Fact]
    public void Shape_that_is_no_clear_face_is_no_cut_and_accuses_nobody()
    {
        var clip = Clip("moving_hopper.mjpeg").ToArray();
        byte[][] shapes = [NoClearFace(0), NoClearFace(3)];
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var session = new FaceSession(pipeline, models.Prepared, Turns);
        foreach (var (frame, at) in ((int[])[.. Enumerable.Range(0, 14), -1, 14, -2, .. Enumerable.Range(15, 7)]).Select((frame, at) => (frame, at)))
        {
            session.Time(1_000_000 + (at * 100), at * 100);
            Assert.Equal(FrameOutcome.Acceptable, session.Add(frame < 0 ? shapes[~frame] : clip[frame].Span));
        }

        Assert.Equal(SessionFault.None, session.Finish(Pictures.Hopper).Fault);
    }

    [Fact]
    public void Frames_that_show_too_little_of_a_face_make_nobody_another_person_and_pass_nothing()
    {
        var clip = Clip("moving_hopper.mjpeg").ToArray();
        var unclear = Enumerable.Range(0, 6).Select(i => (ReadOnlyMemory<byte>)NoClearFace(i));
        var result = Run(clip.Take(14).Concat(unclear).Concat(clip), Turns, Pictures.Hopper);
        Assert.Equal(SessionFault.None, result.Fault);
        Assert.True(result.ChallengePassed);
        Assert.DoesNotContain(result.Challenge, step => step.AtFrame is >= 14 and < 20);
    }

    [Fact]
    public void Session_of_two_frames_is_too_short() =>
        Assert.Equal(SessionFault.TooFewFrames, Run(Clip("moving_hopper.mjpeg").Take(2), Turns, Pictures.Hopper).Fault);

    [Fact]
    public void Mjpeg_file_and_folder_of_its_frames_give_the_same_frames()
    {
        var folder = Directory.CreateTempSubdirectory("sicert-frames").FullName;
        var frames = Clip("moving_collins.mjpeg").Take(12).ToArray();
        for (var i = 0; i < frames.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i:D3}.jpg"), frames[i].Span);
        }

        Assert.Equal(frames.Select(f => f.ToArray()), FrameSequence.Read(folder).Select(f => f.ToArray()));
        Assert.Equal(97, Clip("moving_collins.mjpeg").Count());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Parts_of_a_stream_between_frames_end_no_session_early()
    {
        var frames = Clip("moving_collins.mjpeg").Take(12).ToArray();
        var file = Path.Combine(Directory.CreateTempSubdirectory("sicert-stream").FullName, "stream.mjpeg");
        var boundary = "\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"u8.ToArray();
        File.WriteAllBytes(file, [.. frames.SelectMany(f => (byte[])[.. boundary, .. f.Span]), .. "--frame--"u8]);

        Assert.Equal(frames.Select(f => f.ToArray()), FrameSequence.Read(file).Select(f => f.ToArray()));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    /// <summary>Without a clock a jump may be slow frames; it is a cut when the face that jumped is another person's.</summary>
    [Theory]
    [InlineData(false, SessionFault.None)]
    [InlineData(true, SessionFault.Cut)]
    public void Face_that_jumps_without_a_clock_is_a_cut_only_when_it_is_somebody_elses(bool somebodyElse, SessionFault fault)
    {
        var clip = Clip("moving_hopper.mjpeg").Take(18).ToArray();
        ReadOnlyMemory<byte> elsewhere = TurnedPicture.Of(somebodyElse ? Pictures.Collins : Pictures.Hopper, 0, 210);
        Assert.Equal(fault, Run([.. clip[..14], elsewhere, .. clip[14..]], Turns, Pictures.Hopper).Fault);
    }

    [Fact]
    public void File_that_is_no_sequence_is_refused() =>
        Assert.Throws<InvalidDataException>(() => FrameSequence.Read(Pictures.SamplePath("PROVENANCE.md")).ToArray());

    [Fact]
    public void Session_carried_by_two_pipelines_that_forget_each_frame_sees_the_same()
    {
        var alone = Run(Clip("moving_hopper.mjpeg"), Turns, Pictures.Hopper);
        using var home = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var other = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var session = new FaceSession(home, models.Prepared, Turns);
        var (number, progress) = (0, new List<SessionProgress>());
        foreach (var frame in Clip("moving_hopper.mjpeg"))
        {
            var worker = number++ % 3 == 0 ? other : home;
            session.Add(worker, frame.Span);
            worker.Clear();
            progress.Add(session.Progress);
        }

        var shared = session.Finish(Pictures.Hopper);

        Assert.Equal(alone.Challenge, shared.Challenge);
        Assert.Equal((alone.Fault, alone.PadMeanScore, alone.PadFrames, alone.BestFrame), (shared.Fault, shared.PadMeanScore, shared.PadFrames, shared.BestFrame));
        Assert.Equal(alone.Score!.Value.Value, shared.Score!.Value.Value, 1e-6);
        Assert.Equal((false, null, 0), (progress[0].RestKnown, progress[0].Awaited, progress[0].Passed));
        Assert.All(Turns, action => Assert.Contains(progress, p => p.Awaited == action));
        Assert.True(progress[^1].ChallengePassed && progress[^1].Awaited is null);
        Assert.Equal(alone.PadFrames, progress[^1].PadFrames);
    }

    [Fact]
    public void Session_that_ends_without_a_frame_of_its_own_leaves_the_workers_pipeline_alone()
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        var idle = new FaceSession(pipeline, models.Prepared, Turns);
        pipeline.Analyse(Pictures.Hopper, FaceStages.None, analysis);

        idle.Dispose();

        pipeline.ExtractTemplate(analysis).Clear();
    }

    [Fact]
    public void Pipeline_of_another_profile_cannot_carry_a_session()
    {
        using var standard = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var elderly = new FacePipeline(models.Prepared, VerificationProfile.Elderly);
        using var session = new FaceSession(standard, models.Prepared, Turns);

        Assert.Throws<ArgumentException>(() => session.Add(elderly, Pictures.Hopper));
    }

    /// <summary>Found by the detector, and no face to the model: its embedding is short.</summary>
    private static byte[] NoClearFace(int degrees) => EditedPicture.Turned(TurnedPicture.Of(Pictures.Hopper, degrees, 210), 2);

    private static IEnumerable<ReadOnlyMemory<byte>> Clip(string name) => FrameSequence.Read(Pictures.SamplePath(name));

    private FaceSessionResult Run(IEnumerable<ReadOnlyMemory<byte>> frames, ChallengeAction[] challenge, byte[] reference)
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        using var session = new FaceSession(pipeline, models.Prepared, challenge);
        foreach (var frame in frames)
        {
            session.Add(frame.Span);
        }

        return session.Finish(reference);
    }
}
