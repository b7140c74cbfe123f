using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Prepared models must answer as the published ones do, on real crops.</summary>
public sealed class ModelPreparationTests(LoadedModels models)
{
    public static TheoryData<ModelTask> Tasks => [.. ModelDropIn.RequiredTasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Flushed_weights_give_identical_outputs(ModelTask task)
    {
        using var published = Load(entry => models.Catalog.ReadPublished(entry));
        using var flushed = Load(entry => ModelPreparation.Apply(models.Catalog.ReadPublished(entry), [PreparationStep.FlushWeights]));
        foreach (var input in RealInputs(task))
        {
            Assert.Equal(Outputs(published, task, input), Outputs(flushed, task, input));
        }
    }

    [Theory]
    [InlineData(ModelTask.Template)]
    [InlineData(ModelTask.PresentationAttack)]
    public void Rewritten_prelu_agrees_within_one_millionth(ModelTask task)
    {
        using var published = Load(entry => models.Catalog.ReadPublished(entry));
        foreach (var input in RealInputs(task))
        {
            var (expected, found) = (Outputs(published, task, input), Outputs(models.Prepared, task, input));
            var distance = 1 - Cosine(expected, found);
            Assert.True(distance <= 1e-6, $"1 - cos = {distance:E2}");
        }
    }

    [Fact]
    public void Prelu_is_gone_from_prepared_models()
    {
        foreach (var entry in models.Catalog.Manifest.Models.Where(e => e.Preparation.Contains(PreparationStep.RewritePRelu)))
        {
            var before = Operators(models.Catalog.ReadPublished(entry));
            var after = Operators(ModelPreparation.Apply(models.Catalog.ReadPublished(entry), [PreparationStep.RewritePRelu]));
            Assert.Contains("PRelu", before);
            Assert.DoesNotContain("PRelu", after);
        }
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused() =>
        Assert.Throws<InvalidModelException>(() => ModelPreparation.Apply("not a model"u8, [PreparationStep.FlushWeights]));

    private ModelSet Load(Func<ModelEntry, byte[]> read) => new(models.Catalog, 1, read);

    /// <summary>What the pipeline itself feeds the model for two real portraits.</summary>
    private IEnumerable<float[]> RealInputs(ModelTask task)
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        foreach (var portrait in new[] { Pictures.Hopper, Pictures.Collins })
        {
            Assert.Equal(FrameOutcome.Acceptable, pipeline.Analyse(portrait, FaceStages.Live, analysis));
            pipeline.Embed(analysis);
            yield return pipeline.ModelOf(task).Input.ToArray();
        }
    }

    private static float[] Outputs(ModelSet set, ModelTask task, float[] input)
    {
        using var binding = set.Bind(task);
        input.CopyTo(binding.Input);
        binding.Run();
        return [.. Enumerable.Range(0, set.Entries[task].Outputs.Length).SelectMany(i => binding.Output(i).ToArray())];
    }

    private static double Cosine(float[] a, float[] b)
    {
        var (x, y) = (Array.ConvertAll(a, v => (double)v), Array.ConvertAll(b, v => (double)v));
        return TensorPrimitives.CosineSimilarity<double>(x, y);
    }

    private static HashSet<string> Operators(byte[] model) =>
        [.. Models.Preparation.Onnx.ModelProto.Parser.ParseFrom(model).Graph.Node.Select(n => n.OpType)];
}
