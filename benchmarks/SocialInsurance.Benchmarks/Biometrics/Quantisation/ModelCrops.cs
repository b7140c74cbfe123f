using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>What the float pipeline feeds to its models over real frames.</summary>
internal static class ModelCrops
{
    internal static readonly ModelTask[] Tasks = [ModelTask.Template, ModelTask.PresentationAttack, ModelTask.Pose, ModelTask.Detection, ModelTask.Landmarks];

    /// <summary>The inputs of every model, one a frame with a face; frames without one are passed over.</summary>
    internal static IReadOnlyDictionary<ModelTask, List<float[]>> Take(FacePipeline pipeline, IEnumerable<ReadOnlyMemory<byte>> frames)
    {
        var crops = Tasks.ToDictionary(t => t, _ => new List<float[]>());
        var analysis = new FrameAnalysis();
        foreach (var frame in frames)
        {
            pipeline.Analyse(frame.Span, FaceStages.Live, analysis);
            if (analysis.Faces.IsEmpty)
            {
                continue;
            }

            pipeline.Embed(analysis);
            foreach (var task in Tasks)
            {
                crops[task].Add(pipeline.ModelOf(task).Input.ToArray());
            }
        }

        return crops;
    }

    /// <summary>The two people of <c>samples/faces</c>: both portraits and frames of the three clips, spread evenly.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Samples(string repoRoot, int framesPerClip)
    {
        var folder = Path.Combine(repoRoot, "samples", "faces");
        return Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f))
            .Concat(Directory.EnumerateFiles(folder, "*.mjpeg").Order(StringComparer.Ordinal).SelectMany(clip => Spread([.. FrameSequence.Read(clip)], framesPerClip)));
    }

    internal static IEnumerable<ReadOnlyMemory<byte>> Pictures(IReadOnlyList<string> files, int most) =>
        Spread(files, most).Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f));

    internal static IEnumerable<T> Spread<T>(IReadOnlyList<T> all, int most) =>
        all.Count <= most ? all : Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Count / most)]);
}
