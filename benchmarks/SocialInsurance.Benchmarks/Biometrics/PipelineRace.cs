using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Interop;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The face pipeline against its floor: the bare inference of the same models on the same inputs, and against the
/// models as shipped. One thread each.
/// </summary>
internal static class PipelineRace
{
    internal static void Run(string repoRoot, string picture, int rounds)
    {
        var encoded = File.ReadAllBytes(picture);
        var catalog = ModelCatalog.Open();
        using var prepared = new ModelSet(catalog);
        using var shipped = new ModelSet(catalog, 1, catalog.ReadPublished);
        using var pipeline = new FacePipeline(prepared, VerificationProfile.Standard);
        using var pipelineShipped = new FacePipeline(shipped, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        Frame(pipeline, encoded, analysis);
        Frame(pipelineShipped, encoded, analysis);

        var standings = Race.Run(
            [
                new Contestant("bare inference, prepared models (floor)", pipeline.RunModelsOnly),
                new Contestant("pipeline from JPEG bytes, prepared models", () => Frame(pipeline, encoded, analysis)),
                new Contestant("bare inference, models as shipped", pipelineShipped.RunModelsOnly),
                new Contestant("pipeline from JPEG bytes, models as shipped", () => Frame(pipelineShipped, encoded, analysis)),
            ],
            rounds);
        Report.Write(
            Path.Combine(repoRoot, "benchmarks", "results"),
            "pipeline",
            "Face pipeline against bare inference and against the models as shipped",
            $"Detection, landmarks, quality, PAD, pose, eyes and template of one frame of {analysis.Width} x {analysis.Height}, one thread, kernels {NativeKernels.Active}.",
            standings,
            rounds);
    }

    private static void Frame(FacePipeline pipeline, byte[] encoded, FrameAnalysis analysis)
    {
        if (pipeline.Analyse(encoded, FaceStages.Live, analysis) != FrameOutcome.Acceptable)
        {
            throw new InvalidOperationException($"expected a picture with one acceptable face, found {analysis.Outcome}");
        }

        pipeline.Embed(analysis);
    }
}
