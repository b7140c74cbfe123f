using System.Runtime.InteropServices;
using Google.Protobuf;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>
/// Brings the channels between two convolutions to one range, because they share one scale: what channel c gives is divided by s(c) in
/// the first and multiplied by s(c) in the second. Relu and PRelu between them let a positive factor through, so the float model computes the
/// same. Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, 2019; here by what calibration saw.
/// </summary>
internal static class ChannelEqualisation
{
    private const float LeastShare = 1e-3f;

    /// <returns>The number of tensors equalised.</returns>
    internal static int Apply(GraphProto graph, ActivationRanges ranges)
    {
        var initializers = graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var consumers = graph.Node.SelectMany(n => n.Input.Select(i => (i, n))).ToLookup(p => p.i, p => p.n, StringComparer.Ordinal);
        NodeProto? Only(string tensor) => consumers[tensor].Count() == 1 ? consumers[tensor].Single() : null;
        var equalised = 0;
        foreach (var first in graph.Node.Where(n => n.OpType == "Conv"))
        {
            var second = Only(first.Output[0]);
            second = second is { OpType: "Relu" or "PRelu" } ? Only(second.Output[0]) : second;
            if (second is not { OpType: "Conv" })
            {
                continue;
            }

            var scales = Scales(ranges.ChannelGreatest(first.Output[0]));
            Change(initializers[first.Input[1]], (i, inner, _) => 1 / scales[i / inner]);
            if (first.Input.Count > 2)
            {
                Change(initializers[first.Input[2]], (i, _, _) => 1 / scales[i]);
            }

            var isDepthwise = OnnxGraph.Attribute(second, "group") is { I: > 1 };
            Change(initializers[second.Input[1]], (i, inner, plane) => scales[isDepthwise ? i / inner : i % inner / plane]);
            equalised++;
        }

        return equalised;
    }

    private static float[] Scales(float[] greatest)
    {
        var most = greatest.Max();
        return Array.ConvertAll(greatest, g => MathF.Sqrt(MathF.Max(g, most * LeastShare) / most));
    }

    /// <param name="factor">Of the value at a position, with the values of an output channel and of a plane.</param>
    private static void Change(TensorProto tensor, Func<int, int, int, float> factor)
    {
        var values = OnnxGraph.Floats(tensor);
        var inner = values.Length / (int)tensor.Dims[0];
        var plane = tensor.Dims.Count == 4 ? (int)(tensor.Dims[2] * tensor.Dims[3]) : 1;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor(i, inner, plane);
        }

        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
    }
}
