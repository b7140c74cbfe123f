using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Real photographs with labels; evaluation data, never in git.</summary>
public sealed class LabelledPairsTests(LoadedModels models)
{
    [Theory]
    [InlineData("Yes", VerificationDecision.Match)]
    [InlineData("No", VerificationDecision.NonMatch)]
    public void Ten_labelled_pairs_are_decided_as_labelled(string label, VerificationDecision expected)
    {
        var folder = Pictures.Evaluation("verification/deepface");
        var pairs = File.ReadLines(Path.Combine(folder, "master.csv")).Skip(1).Select(line => line.Split(',')).Where(f => f[2].Trim() == label).Take(10).ToArray();
        Assert.Equal(10, pairs.Length);
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var verifier = new FaceVerifier(pipeline, models.Prepared);
        Assert.All(pairs, pair => Assert.Equal(
            expected,
            verifier.Verify(File.ReadAllBytes(Path.Combine(folder, pair[0])), File.ReadAllBytes(Path.Combine(folder, pair[1]))).Decision));
    }

    /// <summary>
    /// Mated pairs, by their line, of which the first was called two people when the probe leaned by 60 degrees: the quarter turn that leaves the head upside down gives a
    /// face that is good enough to be compared, and was taken before the better turn was looked at.
    /// </summary>
    [Theory]
    [InlineData(1918)]
    [InlineData(2085)]
    public void Face_that_leans_is_compared_at_its_best_turn(int line)
    {
        var folder = Pictures.Evaluation("verification/lfw");
        var pair = File.ReadLines(Path.Combine(folder, "pairs.csv")).ElementAt(line - 1).Split(',');
        Assert.Equal("1", pair[2]);
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var (reference, probe) = (Picture(pair[0]), EditedPicture.Leaning(Picture(pair[1]), -60));
        Assert.Equal(VerificationDecision.Match, new FaceVerifier(pipeline, models.Prepared).Verify(reference, probe).Decision);

        byte[] Picture(string name) => File.ReadAllBytes(Path.Combine(folder, "images", name));
    }

    /// <summary>Upright faces that laugh, look up or wear a cap: one in 400 was called upside down, where its embedding is a little longer.</summary>
    [Theory]
    [InlineData("Madonna_0004.jpg")]
    [InlineData("Lance_Armstrong_0014.jpg")]
    [InlineData("Jeff_Weaver_0001.jpg")]
    public void Upright_face_with_a_short_embedding_is_not_called_turned(string name)
    {
        var picture = File.ReadAllBytes(Path.Combine(Pictures.Evaluation("verification/lfw"), "images", name));
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        Assert.Equal(FrameOutcome.Acceptable, pipeline.AnalyseStill(picture, FaceStages.Pose, analysis));
    }
}
