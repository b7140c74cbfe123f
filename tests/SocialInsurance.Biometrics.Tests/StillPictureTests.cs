using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>A few photographs shown in turn are no living person, however they are dressed up as files.</summary>
public sealed class StillPictureTests(LoadedModels models)
{
    private const int Rest = 2;
    private const int Left = 34;
    private const int Right = 50;

    private static readonly ChallengeAction[] Turns = [ChallengeAction.TurnLeft, ChallengeAction.TurnRight];

    /// <summary>Which frame of the clip, and how often, in turn.</summary>
    public static TheoryData<string, int[]> Stills => new()
    {
        { "two", [Rest, 24, Left, 3, Rest, 14] },
        { "three", [Rest, 20, Left, 3, Rest, 8, Right, 3, Rest, 8] },
        { "two, by turns", [Rest, 12, Left, 2, Rest, 2, Left, 2, Rest, 2, Left, 2, Rest, 2, Left, 2, Rest, 2, Left, 2, Rest, 2] },
    };

    [Theory]
    [MemberData(nameof(Stills))]
    public void Stills_with_a_comment_of_its_own_in_every_frame_are_repeated_pictures(string name, int[] shown)
    {
        foreach (var profile in VerificationProfile.Shipped.Values)
        {
            Assert.True(Run(profile, Frames(shown).Select(MarkedPicture.Commented)) == SessionFault.RepeatedFrames, $"{name} under {profile.Name}");
        }
    }

    [Fact]
    public void Stills_coded_anew_in_every_frame_are_stills_although_the_face_jumps_between_them()
    {
        var frames = Frames([Rest, 20, Left, 3, Rest, 8, Right, 3, Rest, 8]).Select(MarkedPicture.Recoded).ToArray();
        Assert.Equal(SessionFault.StillImage, Run(VerificationProfile.Calibrated, frames));
        Assert.Equal(SessionFault.StillImage, Run(VerificationProfile.Elderly, frames));
    }

    /// <summary>A camera that gives every fourth picture twice is no attack.</summary>
    [Fact]
    public void Living_frames_of_which_some_come_twice_are_neither()
    {
        var frames = FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).Take(40).SelectMany((frame, i) => Enumerable.Repeat(frame, i % 4 == 0 ? 2 : 1));
        Assert.Equal(SessionFault.None, Run(VerificationProfile.Standard, frames));
    }

    [Fact]
    public void What_does_not_change_the_picture_does_not_change_its_digest()
    {
        var jpeg = FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).First();
        var expected = Digest(jpeg.Span);
        Assert.Equal(expected, Digest(MarkedPicture.Commented(jpeg, 7).Span));
        Assert.Equal(expected, Digest([.. jpeg.Span, 1, 2, 3]));
        Assert.Equal(expected, Digest([.. jpeg.Span[..^2], 0xFF, 0xFF, .. jpeg.Span[^2..]]));
        Assert.Equal(expected, Digest([.. jpeg.Span[..2], 0xFF, .. jpeg.Span[2..]]));
        Assert.NotEqual(expected, Digest(FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).Skip(1).First().Span));
    }

    /// <summary>Frames come from anybody: whatever their bytes, they have a digest, and others than their neighbours'.</summary>
    [Fact]
    public void Digest_of_anything_cut_short_or_not_a_jpeg_is_one_of_its_own()
    {
        var jpeg = FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).First().ToArray();
        for (var length = 0; length < 700; length++)
        {
            Digest(jpeg.AsSpan(0, length));
        }

        Assert.NotEqual(Digest(Pictures.Hopper.AsSpan(0, 40)), Digest(Pictures.Hopper.AsSpan(0, 41)));
        Assert.NotEqual(Digest([]), Digest([0xFF]));
    }

    private static string Digest(ReadOnlySpan<byte> encoded)
    {
        using var digest = new PictureDigest();
        var bytes = new byte[PictureDigest.Bytes];
        digest.Compute(encoded, bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Frames(int[] shown)
    {
        var clip = FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).ToArray();
        return shown.Chunk(2).SelectMany(part => Enumerable.Repeat(clip[part[0]], part[1]));
    }

    private SessionFault Run(VerificationProfile profile, IEnumerable<ReadOnlyMemory<byte>> frames)
    {
        using var pipeline = new FacePipeline(models.Prepared, profile);
        using var session = new FaceSession(pipeline, models.Prepared, Turns);
        foreach (var frame in frames)
        {
            session.Add(frame.Span);
        }

        return session.Finish(Pictures.Hopper).Fault;
    }
}
