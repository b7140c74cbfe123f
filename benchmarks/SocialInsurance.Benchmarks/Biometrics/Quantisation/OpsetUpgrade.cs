using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>
/// Brings a graph of operator set 9 to 13, the first whose DequantizeLinear has a scale for each channel. Between the two,
/// attributes of the operators below became inputs, and Softmax works on its one axis (onnx, docs/Changelog.md).
/// </summary>
internal static class OpsetUpgrade
{
    private const int Supported = 9;
    private const int Target = 13;

    /// <exception cref="InvalidModelException">Another operator set than 9, or a Softmax that is not over the last axis of three.</exception>
    internal static void Apply(ModelProto model)
    {
        var set = model.OpsetImport.Single(o => o.Domain.Length == 0);
        set.Version = set.Version == Supported
            ? Target
            : throw new InvalidModelException("operator set of the model") { Expected = $"{Supported}", Found = $"{set.Version}" };
        var graph = model.Graph;
        foreach (var node in graph.Node)
        {
            string[] moved = node.OpType switch
            {
                "Unsqueeze" or "Squeeze" => ["axes"],
                "Split" => ["split"],
                "Slice" => ["starts", "ends", "axes"],
                _ => [],
            };
            foreach (var attribute in moved.Select(name => OnnxGraph.Attribute(node, name)).OfType<AttributeProto>())
            {
                node.Attribute.Remove(attribute);
                node.Input.Add(OnnxGraph.Add(graph, $"{node.Output[0]}/{attribute.Name}", [.. attribute.Ints], attribute.Ints.Count));
            }

            if (node.OpType == "Softmax" && OnnxGraph.Attribute(node, "axis")?.I is not (2 or -1))
            {
                throw new InvalidModelException($"Softmax '{node.Name}'") { Expected = "the last axis of three", Found = $"{OnnxGraph.Attribute(node, "axis")?.I}" };
            }
        }
    }
}
