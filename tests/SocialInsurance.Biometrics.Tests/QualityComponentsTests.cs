using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Each component of ISO/IEC 29794-5 alone: a face without fault, and the same with one fault.</summary>
public sealed class QualityComponentsTests(LoadedModels models)
{
    private static readonly QualitySettings Settings = VerificationProfile.Standard.Quality;

    [Fact]
    public void Good_face_has_every_component_and_none_is_weak()
    {
        var values = QualityComponents.Of(Good(), FaceStages.Live, Settings);
        Assert.Equal(Enum.GetValues<QualityComponent>(), values.Select(value => value.Component));
        Assert.All(values, value => Assert.Equal(100, value.Percent));
    }

    public static TheoryData<QualityComponent, string> Faults => new()
    {
        { QualityComponent.InterEyeDistance, "far" },
        { QualityComponent.Sharpness, "blurred" },
        { QualityComponent.Exposure, "dark" },
        { QualityComponent.Exposure, "bright" },
        { QualityComponent.Contrast, "flat" },
        { QualityComponent.Pose, "turned" },
        { QualityComponent.Pose, "bowed" },
        { QualityComponent.Eyes, "closed" },
        { QualityComponent.Mouth, "open" },
        { QualityComponent.Occlusion, "masked" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_makes_its_own_component_weak_and_no_other(QualityComponent expected, string fault)
    {
        var values = QualityComponents.Of(With(fault), FaceStages.Live, Settings);
        Assert.Equal([expected], values.Where(value => value.IsWeak).Select(value => value.Component));
    }

    [Fact]
    public void Component_that_was_not_measured_is_unknown_and_not_weak()
    {
        var face = Good();
        face.Quality = face.Quality with { LowerFaceDifference = float.NaN };
        var unknown = QualityComponents.Of(face, FaceStages.None, Settings).Where(value => value.Percent is null).ToArray();
        Assert.Equal([QualityComponent.Pose, QualityComponent.Eyes, QualityComponent.Occlusion], unknown.Select(value => value.Component));
        Assert.All(unknown, value => Assert.False(value.IsWeak));
    }

    [Theory]
    [InlineData("collins_masked.jpg", QualityComponent.Occlusion)]
    [InlineData("collins_dark.jpg", QualityComponent.Exposure)]
    public void Real_picture_with_a_fault_names_it(string name, QualityComponent expected)
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        pipeline.Analyse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name)), FaceStages.Live, analysis);
        Assert.True(QualityComponents.Of(analysis.Faces[0], analysis.Stages, Settings).Single(value => value.Component == expected).IsWeak);
    }

    private static FaceObservation Good() => new()
    {
        Quality = new QualityMeasures(120, 400, 130, 60, 0.1f, float.NaN),
        Eyes = new EyeStates(1, 1),
    };

    private static FaceObservation With(string fault)
    {
        var face = Good();
        face.Quality = fault switch
        {
            "far" => face.Quality with { InterEyeDistancePixels = 25 },
            "blurred" => face.Quality with { Sharpness = 12 },
            "dark" => face.Quality with { Brightness = 35 },
            "bright" => face.Quality with { Brightness = 230 },
            "flat" => face.Quality with { Contrast = 14 },
            "masked" => face.Quality with { LowerFaceDifference = 0.6f },
            _ => face.Quality,
        };
        face.Pose = fault switch
        {
            "turned" => new HeadPose(45, 0, 0),
            "bowed" => new HeadPose(0, -38, 0),
            _ => default,
        };
        face.Eyes = fault == "closed" ? new EyeStates(1, 0.05f) : face.Eyes;
        if (fault == "open")
        {
            face.Landmarks[64] = new(10, 0);
            for (var point = 65; point <= 67; point++)
            {
                face.Landmarks[point] = new(0, 6);
            }
        }

        return face;
    }
}
