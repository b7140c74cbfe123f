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
}
