using Google.Protobuf;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>One way to make a model of integers.</summary>
/// <param name="IsFromPeople">Calibrated on the evaluation pictures of many people, for measuring only; else on the two people of the samples.</param>
/// <param name="IsEqualised">See <see cref="ChannelEqualisation"/>.</param>
internal sealed record IntegerForm(PReluForm PRelu, RangeRule Rule, bool IsFromPeople, bool IsEqualised)
{
    internal string Name => $"{PRelu}, {Rule.Name}, {(IsFromPeople ? "people" : "samples")}{(IsEqualised ? ", equalised" : "")}";

    /// <summary>All that is measured of a model; where it has no PRelu, its forms are one.</summary>
    internal static IEnumerable<IntegerForm> Of(ModelEntry entry)
    {
        var (slow, best) = entry.Preparation.Contains(PreparationStep.RewritePRelu) ? (Enum.GetValues<PReluForm>()[..^1], PReluForm.Pooled) : ([], PReluForm.AsPublished);
        foreach (var form in slow)
        {
            yield return new IntegerForm(form, RangeRule.Percentile9999, false, false);
        }

        foreach (var isFromPeople in (bool[])[false, true])
        {
            foreach (var rule in (RangeRule[])[RangeRule.Everything, RangeRule.Percentile9999, RangeRule.Percentile999])
            {
                yield return new IntegerForm(best, rule, isFromPeople, false);
            }

            yield return new IntegerForm(best, RangeRule.Percentile9999, isFromPeople, true);
        }
    }

    /// <summary>The graph in this form and what was seen of its tensors; the rule for the ranges is not part of it.</summary>
    /// <param name="crops">float32, of the model's input shape: what its ranges are taken from.</param>
    internal (ModelProto Model, ActivationRanges Ranges) Calibrate(ModelCatalog catalog, ModelEntry entry, IReadOnlyList<float[]> crops)
    {
        var model = ModelProto.Parser.ParseFrom(ModelPreparation.Apply(catalog.ReadPublished(entry), [PreparationStep.FlushWeights]));
        OpsetUpgrade.Apply(model);
        ShuffleGather.Apply(model.Graph);
        long[] shape = [.. entry.Input.Shape.Select(s => (long)s)];
        var published = ActivationRanges.Observe(model, entry.Input.Name, shape, IsEqualised ? crops : [crops[0]]);
        if (IsEqualised)
        {
            ChannelEqualisation.Apply(model.Graph, published);
        }

        PReluForms.Apply(model, PRelu, published.Shapes);
        return (model, ActivationRanges.Observe(model, entry.Input.Name, shape, crops));
    }

    internal byte[] Make(ModelProto calibrated, ActivationRanges ranges, ModelTask task)
    {
        var model = calibrated.Clone();
        Quantiser.Apply(model, ranges, new QuantisationPlan(Rule, Left(model.Graph, task)));
        return model.ToByteArray();
    }

    /// <summary>
    /// Float stay the sum inside a PRelu and, of the template model, the convolutions at both ends: the last gives the template, and the first is
    /// dearer as integers. Elsewhere a float first convolution is followed by a slow pooling (MaxPool of fr_pose: 2 ms).
    /// </summary>
    private static Func<NodeProto, bool> Left(GraphProto graph, ModelTask task)
    {
        var inputs = graph.Input.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var outputs = graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        outputs.UnionWith([.. graph.Node.Where(n => n.OpType == "Reshape" && outputs.Contains(n.Output[0])).Select(n => n.Input[0])]);
        return node => PReluForms.IsSum(node) || (task == ModelTask.Template && (node.Input.Any(inputs.Contains) || node.Output.Any(outputs.Contains)));
    }
}
