using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Pictures of the right person that show too little of the face: named or left to a person, never called somebody else.</summary>
public sealed class FaceClarityTests : IDisposable
{
    private readonly FacePipeline _pipeline;
    private readonly FaceVerifier _verifier;
    private readonly FrameAnalysis _analysis = new();

    public FaceClarityTests(LoadedModels models)
    {
        _pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        _verifier = new FaceVerifier(_pipeline, models.Prepared);
    }

    [Theory]
    [InlineData("grace_hopper.jpg", 2)]
    [InlineData("grace_hopper.jpg", 3)]
    [InlineData("grace_hopper.jpg", 4)]
    [InlineData("eileen_collins.jpg", 1.5f)]
    [InlineData("eileen_collins.jpg", 2)]
    [InlineData("eileen_collins.jpg", 2.5f)]
    public void Overexposed_face_is_called_too_bright(string name, float gain)
    {
        var picture = File.ReadAllBytes(Pictures.SamplePath(name));
        var result = _verifier.Verify(picture, EditedPicture.Lit(picture, gain));
        Assert.Equal((VerificationDecision.FailureToAcquire, FrameOutcome.TooBright), (result.Decision, result.FailedOutcome));
    }

    /// <summary>Bars over the lower and the upper part of the face that reach from border to border, and one over the eyes or the mouth alone.</summary>
    [Theory]
    [InlineData("grace_hopper.jpg", 0, 0.43f, 1, 1, 0)]
    [InlineData("grace_hopper.jpg", 0, 0.43f, 1, 1, 128)]
    [InlineData("grace_hopper.jpg", 0, 0, 1, 0.33f, 0)]
    [InlineData("grace_hopper.jpg", 0.3f, 0.28f, 0.75f, 0.36f, 255)]
    [InlineData("grace_hopper.jpg", 0.3f, 0.43f, 0.75f, 0.53f, 20)]
    [InlineData("eileen_collins.jpg", 0.3f, 0.26f, 0.6f, 0.4f, 0)]
    public void Face_under_a_bar_is_called_cut_off(string name, float left, float top, float right, float bottom, byte gray)
    {
        var picture = File.ReadAllBytes(Pictures.SamplePath(name));
        var result = _verifier.Verify(picture, EditedPicture.Barred(picture, left, top, right, bottom, gray));
        Assert.Equal((VerificationDecision.FailureToAcquire, FrameOutcome.CutOff), (result.Decision, result.FailedOutcome));
    }

    [Fact]
    public void Stretched_face_is_left_to_a_person_with_the_reason()
    {
        var stretched = EditedPicture.Stretched(Pictures.Collins, wide: 1.9f, tall: 1);
        var result = _verifier.Verify(Pictures.Collins, stretched);
        Assert.Equal(
            (VerificationDecision.Unsure, FaceDoubt.OddProportions, VerificationSide.Probe), (result.Decision, result.Doubt, result.DoubtfulSide));
        Assert.InRange(result.Score!.Value.Value, -1, result.UnsureThreshold);
        var turnedRound = _verifier.Verify(stretched, Pictures.Collins);
        Assert.Equal((VerificationDecision.Unsure, VerificationSide.Reference), (turnedRound.Decision, turnedRound.DoubtfulSide));
    }

    [Theory]
    [InlineData(-70)]
    [InlineData(-60)]
    [InlineData(-45)]
    [InlineData(-30)]
    [InlineData(30)]
    [InlineData(45)]
    [InlineData(60)]
    [InlineData(70)]
    public void Leaning_head_is_never_called_another_person(float degrees)
    {
        foreach (var picture in new[] { Pictures.Hopper, Pictures.Collins })
        {
            Assert.NotEqual(VerificationDecision.NonMatch, _verifier.Verify(picture, EditedPicture.Leaning(picture, degrees)).Decision);
        }
    }

    [Fact]
    public void Clear_pictures_of_two_people_are_still_called_two_people()
    {
        var result = _verifier.Verify(Pictures.Hopper, Pictures.Collins);
        Assert.Equal((VerificationDecision.NonMatch, FaceDoubt.None), (result.Decision, result.Doubt));
    }

    [Fact]
    public void White_bar_is_no_strong_light()
    {
        Assert.Equal(FrameOutcome.CutOff, _pipeline.AnalyseStill(EditedPicture.Barred(Pictures.Hopper, 0, 0, 1, 0.33f, 255), FaceStages.None, _analysis));
        Assert.True(_analysis.Faces[0].Quality.ClippedShare > _pipeline.Profile.Quality.Clarity.MaximumClippedShare);
    }

    public void Dispose() => _pipeline.Dispose();
}
