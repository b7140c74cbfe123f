using System.Runtime.InteropServices;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>
/// A channel shuffle, Reshape to [1, g, C / g, H, W], Transpose of the two in the middle, Reshape back, becomes one Gather of
/// channels: the same values, copied plane by plane.
/// </summary>
internal static class ShuffleGather
{
    private static readonly long[] SwapOfGroups = [0, 2, 1, 3, 4];

    internal static void Apply(GraphProto graph)
    {
        var producers = graph.Node.ToDictionary(n => n.Output[0], StringComparer.Ordinal);
        HashSet<string> gone = new(StringComparer.Ordinal);
        foreach (var last in graph.Node.Where(n => n.OpType == "Reshape"))
        {
            if (producers.GetValueOrDefault(last.Input[0]) is not { OpType: "Transpose" } swap
                || OnnxGraph.Attribute(swap, "perm") is not { } perm || !perm.Ints.SequenceEqual(SwapOfGroups)
                || producers.GetValueOrDefault(swap.Input[0]) is not { OpType: "Reshape" } first
                || producers.GetValueOrDefault(first.Input[1]) is not { OpType: "Constant" } shape)
            {
                continue;
            }

            var dims = MemoryMarshal.Cast<byte, long>(OnnxGraph.Attribute(shape, "value")!.T.RawData.Span);
            var (groups, each) = ((int)dims[1], (int)dims[2]);
            var order = Enumerable.Range(0, groups * each).Select(k => (long)((k % groups * each) + (k / groups))).ToArray();
            gone.Add(first.Output[0]);
            gone.Add(swap.Output[0]);
            last.OpType = "Gather";
            last.Input.Clear();
            last.Input.AddRange([first.Input[0], OnnxGraph.Add(graph, $"{last.Output[0]}/order", order, order.Length)]);
            last.Attribute.Add(new AttributeProto { Name = "axis", I = 1, Type = OnnxGraph.AttributeInt });
        }

        var left = graph.Node.Where(n => !gone.Contains(n.Output[0])).ToArray();
        graph.Node.Clear();
        graph.Node.AddRange(left);
    }
}
