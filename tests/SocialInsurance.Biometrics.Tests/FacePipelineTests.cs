using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Biometrics.Tests;

public sealed class FacePipelineTests(LoadedModels models) : IDisposable
{
    private readonly FacePipeline _pipeline = new(models.Prepared, VerificationProfile.Standard);
    private readonly FrameAnalysis _analysis = new();

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public void Portrait_is_one_acceptable_frontal_face()
    {
        Assert.Equal(FrameOutcome.Acceptable, _pipeline.Analyse(Pictures.Hopper, FaceStages.Everything, _analysis));
        var face = Assert.Single(_analysis.Faces.ToArray());
        Assert.InRange(face.Box.Score, 0.9f, 1f);
        Assert.InRange(face.Pose.YawDegrees, -20, 20);
        AssertLaidOutAsAFace(face.Landmarks);
    }

    [Theory]
    [InlineData("collins_masked.jpg", FrameOutcome.Covered)]
    [InlineData("collins_backlit.jpg", FrameOutcome.Backlit)]
    [InlineData("collins_dark.jpg", FrameOutcome.TooDark)]
    public void Picture_with_one_fault_says_what_the_person_can_change(string name, FrameOutcome expected)
    {
        var picture = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name));
        Assert.Equal(expected, _pipeline.Analyse(picture, FaceStages.Live, _analysis));
        var refused = new FaceVerifier(_pipeline, models.Prepared).Verify(Pictures.Collins, picture);
        Assert.Equal((VerificationDecision.FailureToAcquire, expected), (refused.Decision, refused.FailedOutcome));
    }

    [Theory]
    [InlineData(0.03f, 0, FrameOutcome.TooDark)]
    [InlineData(0.02f, 250, FrameOutcome.TooBright)]
    [InlineData(0.02f, 120, FrameOutcome.LowContrast)]
    public void Picture_that_shows_hardly_anything_is_not_told_to_look_at_the_camera(float gain, float offset, FrameOutcome expected) =>
        Assert.Equal(expected, _pipeline.Analyse(EditedPicture.Lit(Pictures.Hopper, gain, offset), FaceStages.Pose, _analysis));

    /// <summary>Sharpness, brightness and contrast as measured on pictures of the same people, made flat, dark or blurred.</summary>
    [Theory]
    [InlineData(8.49f, 131, 16.6f, FrameOutcome.LowContrast)]
    [InlineData(5.66f, 46.4f, 13.3f, FrameOutcome.TooDark)]
    [InlineData(2.1f, 120, 41, FrameOutcome.Blurred)]
    [InlineData(0.4f, 130, 16, FrameOutcome.Blurred)]
    [InlineData(9.9f, 120, 60, FrameOutcome.Blurred)]
    public void Flat_or_dark_face_is_not_told_to_hold_still(float sharpness, float brightness, float contrast, FrameOutcome expected) =>
        Assert.Equal(expected, new QualityMeasures(90, sharpness, brightness, contrast, float.NaN, float.NaN).WhyNotSharp(_pipeline.Profile.Quality));

    /// <summary>Hopper's face spans 0.34 to 0.69 of the width and 0.20 to 0.55 of the height.</summary>
    [Theory]
    [InlineData(0, 0, 1, 0.42f)]
    [InlineData(0, 0.38f, 1, 1)]
    [InlineData(0, 0, 0.5f, 1)]
    public void Face_that_the_border_cuts_off_is_named_and_not_called_somebody_else(float left, float top, float right, float bottom)
    {
        var picture = EditedPicture.Part(Pictures.Hopper, left, top, right, bottom);
        var result = new FaceVerifier(_pipeline, models.Prepared).Verify(Pictures.Hopper, picture);
        Assert.Equal((VerificationDecision.FailureToAcquire, FrameOutcome.CutOff), (result.Decision, result.FailedOutcome));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Picture_on_its_side_or_head_is_compared_as_if_upright_and_named_where_it_is_only_looked_at(int quarters)
    {
        var verifier = new FaceVerifier(_pipeline, models.Prepared);
        foreach (var picture in new[] { Pictures.Hopper, Pictures.Collins })
        {
            var turned = EditedPicture.Turned(picture, quarters);
            Assert.Equal(VerificationDecision.Match, verifier.Verify(picture, turned).Decision);
            Assert.Equal(FrameOutcome.NotUpright, _pipeline.AnalyseStill(turned, FaceStages.Everything, _analysis));
            Assert.Equal(FrameOutcome.Acceptable, _pipeline.AnalyseStill(picture, FaceStages.Everything, _analysis));
        }

        Assert.Equal(VerificationDecision.NonMatch, verifier.Verify(Pictures.Hopper, EditedPicture.Turned(Pictures.Collins, quarters)).Decision);
    }

    [Fact]
    public void Picture_cut_close_round_a_whole_face_stays_good_enough()
    {
        var close = EditedPicture.Part(Pictures.Hopper, 0.32f, 0.19f, 0.71f, 0.57f);
        Assert.Equal(VerificationDecision.Match, new FaceVerifier(_pipeline, models.Prepared).Verify(Pictures.Hopper, close).Decision);
    }

    [Fact]
    public void Face_that_turns_and_opens_its_mouth_is_never_called_covered()
    {
        foreach (var clip in new[] { "moving_hopper.mjpeg", "moving_collins.mjpeg" })
        {
            foreach (var frame in Sessions.FrameSequence.Read(Pictures.SamplePath(clip)))
            {
                Assert.Equal(FrameOutcome.Acceptable, _pipeline.Analyse(frame.Span, FaceStages.None, _analysis));
            }
        }
    }

    [Fact]
    public void Landmarks_lie_inside_the_picture_as_captured()
    {
        _pipeline.Analyse(Pictures.Collins, FaceStages.None, _analysis);
        var face = _analysis.Faces[0];
        Assert.InRange(face.Landmarks.NoseTip.X, face.Box.X, face.Box.X + face.Box.Width);
        Assert.InRange(face.Landmarks.NoseTip.Y, face.Box.Y, face.Box.Y + face.Box.Height);
        Assert.InRange(face.Box.X + face.Box.Width, 0, _analysis.Width);
    }

    [Fact]
    public void Template_of_one_picture_equals_itself_and_has_length_one()
    {
        var (first, second) = (TemplateOf(Pictures.Hopper), TemplateOf(Pictures.Hopper));
        Assert.Equal(first.ToBytes(), second.ToBytes());
        Assert.Equal(1, first.CompareWith(second).Value, 5);
    }

    [Fact]
    public void Template_survives_being_stored()
    {
        var template = TemplateOf(Pictures.Hopper);
        Assert.Equal(1, template.CompareWith(BiometricTemplate.FromBytes(template.ToBytes())).Value, 6);
    }

    [Fact]
    public void Two_people_do_not_match_and_one_person_in_motion_does()
    {
        var verifier = new FaceVerifier(_pipeline, models.Prepared);
        var moving = Sessions.FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).ElementAt(3);
        Assert.Equal(VerificationDecision.NonMatch, verifier.Verify(Pictures.Hopper, Pictures.Collins).Decision);
        Assert.Equal(VerificationDecision.Match, verifier.Verify(Pictures.Hopper, moving.Span).Decision);
    }

    [Fact]
    public void Result_carries_profile_and_every_model_digest()
    {
        var result = new FaceVerifier(_pipeline, models.Prepared).Verify(Pictures.Hopper, Pictures.Collins);
        Assert.Equal(VerificationProfile.Standard.Version, result.ProfileVersion);
        Assert.Equal(models.Catalog.Manifest.Models.Select(m => m.Sha256), result.Models.Select(m => m.Sha256));
    }

    [Fact]
    public void Picture_without_a_face_is_a_failure_to_acquire_not_a_non_match()
    {
        var blank = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "no_face.png"));
        var result = new FaceVerifier(_pipeline, models.Prepared).Verify(Pictures.Hopper, blank);
        Assert.Equal(VerificationDecision.FailureToAcquire, result.Decision);
        Assert.Equal((VerificationSide.Probe, FrameOutcome.NoFace), (result.FailedSide, result.FailedOutcome));
        Assert.Null(result.Score);
    }

    [Theory]
    [InlineData(0, ImageStatus.Empty)]
    [InlineData(200, ImageStatus.Truncated)]
    [InlineData(20_000, ImageStatus.Truncated)]
    public void Picture_cut_short_is_unreadable_with_a_status(int length, ImageStatus expected)
    {
        Assert.Equal(FrameOutcome.Unreadable, _pipeline.Analyse(Pictures.Hopper.AsSpan(0, length), FaceStages.Live, _analysis));
        Assert.Equal(expected, _analysis.ImageStatus);
    }

    [Fact]
    public void Text_named_jpg_is_unreadable()
    {
        Assert.Equal(FrameOutcome.Unreadable, _pipeline.Analyse("姓名,身份号码"u8, FaceStages.Live, _analysis));
        Assert.Equal(ImageStatus.UnknownFormat, _analysis.ImageStatus);
    }

    [Fact]
    public void Warm_pipeline_allocates_nothing_per_frame()
    {
        for (var i = 0; i < 3; i++)
        {
            Frame();
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                Frame();
            }
        }));

        void Frame()
        {
            _pipeline.Analyse(Pictures.Hopper, FaceStages.Live, _analysis);
            _pipeline.Embed(_analysis);
        }
    }

    [Fact]
    public void Template_is_refused_before_any_frame() =>
        Assert.Throws<InvalidOperationException>(() => _pipeline.ExtractTemplate(new FrameAnalysis()));

    private BiometricTemplate TemplateOf(byte[] picture)
    {
        Assert.Equal(FrameOutcome.Acceptable, _pipeline.Analyse(picture, FaceStages.Pose, _analysis));
        return _pipeline.ExtractTemplate(_analysis);
    }

    private static void AssertLaidOutAsAFace(in FaceLandmarks face)
    {
        Assert.True(face.LeftEye.X < face.NoseTip.X && face.NoseTip.X < face.RightEye.X);
        Assert.True(face.LeftEye.Y < face.NoseTip.Y && face.NoseTip.Y < face.MouthLeft.Y);
        Assert.True(face.MouthLeft.X < face.MouthRight.X);
    }
}
