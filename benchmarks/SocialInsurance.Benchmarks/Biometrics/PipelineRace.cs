using System.Diagnostics;
using System.Globalization;
using System.Text;
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
    internal static void Run(string repoRoot, string? picture, int rounds)
    {
        var encoded = File.ReadAllBytes(picture ?? Path.Combine(repoRoot, "samples", "faces", "grace_hopper.jpg"));
        var webcam = picture is null ? FaceRivalRace.WebcamFrame(repoRoot) : encoded;
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
                new Contestant("pipeline from 1280 x 720 JPEG bytes, prepared models", () => Frame(pipeline, webcam, analysis)),
                new Contestant("the same without its decoding", () => Frame(pipeline, webcam, analysis)) { ExcludedMs = () => analysis.Timings.DecodeMs },
                new Contestant("bare inference, models as shipped", pipelineShipped.RunModelsOnly),
                new Contestant("pipeline from JPEG bytes, models as shipped", () => Frame(pipelineShipped, encoded, analysis)),
            ],
            rounds);
        Report.Write(
            Path.Combine(repoRoot, "benchmarks", "results"),
            "pipeline",
            "Face pipeline against bare inference and against the models as shipped",
            $"Detection, landmarks, quality, PAD, pose, eyes and template of one frame of {analysis.Width} x {analysis.Height}, unless another size is named; one thread, kernels {NativeKernels.Active}. Load at the end: {ComparisonRace.LoadAverage()}.",
            standings,
            rounds,
            Stages(pipeline, webcam, analysis, rounds));
    }

    /// <summary>Each stage of the frame of 1280 x 720 against the bare inference of its model: what preparation costs.</summary>
    private static string Stages(FacePipeline pipeline, byte[] encoded, FrameAnalysis analysis, int rounds)
    {
        (string Name, ModelTask Task, int Runs, Func<StageTimings, double> Of)[] stages =
        [
            ("detection", ModelTask.Detection, 1, t => t.DetectMs),
            ("landmarks", ModelTask.Landmarks, 1, t => t.LandmarksMs),
            ("PAD", ModelTask.PresentationAttack, 1, t => t.PresentationAttackMs),
            ("pose", ModelTask.Pose, 1, t => t.PoseMs),
            ("eyes", ModelTask.Eyes, 2, t => t.EyesMs),
            ("template", ModelTask.Template, 1, t => t.TemplateMs),
        ];
        var (whole, bare) = (stages.Select(_ => new double[rounds]).ToArray(), stages.Select(_ => new double[rounds]).ToArray());
        var (decode, quality) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            Frame(pipeline, encoded, analysis);
            var timings = analysis.Timings;
            (decode[round], quality[round]) = (timings.DecodeMs, timings.QualityMs);
            for (var i = 0; i < stages.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var run = 0; run < stages[i].Runs; run++)
                {
                    pipeline.ModelOf(stages[i].Task).Run();
                }

                bare[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                whole[i][round] = stages[i].Of(timings);
            }
        }

        var text = new StringBuilder("\n| stage at 1280 x 720 | least ms | bare inference, least ms |\n|---|---:|---:|\n");
        text.Append(CultureInfo.InvariantCulture, $"| decoding | {decode.Min():F2} | |\n| quality | {quality.Min():F2} | |\n");
        for (var i = 0; i < stages.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {stages[i].Name} | {whole[i].Min():F2} | {bare[i].Min():F2} |\n");
        }

        return text.ToString();
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
