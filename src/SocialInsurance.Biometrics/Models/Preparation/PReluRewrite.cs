using System.Runtime.InteropServices;
using Google.Protobuf;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Biometrics.Models.Preparation;

/// <summary>
/// Rewrites <c>PRelu(x; a)</c> as <c>BN(x; a) + BN(Relu(x); 1 - a)</c>, where <c>BN(x; s)</c> is a batch
/// normalisation with scale s, mean 0, variance 1 and epsilon 0, that is a multiplication per channel.
/// For x >= 0: a x + (1 - a) x = x. For x &lt; 0: a x + 0 = a x. ONNX Runtime's PRelu kernel is scalar and
/// leaves the blocked NCHWc layout; these operators stay in it.
/// </summary>
internal static class PReluRewrite
{
    private const int Float32 = 1;
    private const int AttributeFloat = 1;

    /// <returns>The number of operators rewritten.</returns>
    /// <exception cref="InvalidModelException">A slope is not a float32 initializer.</exception>
    internal static int Apply(ModelProto model)
    {
        var graph = model.Graph;
        var initializers = graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var nodes = new List<NodeProto>(graph.Node.Count);
        var rewritten = 0;
        foreach (var node in graph.Node)
        {
            if (node.OpType != "PRelu")
            {
                nodes.Add(node);
                continue;
            }

            nodes.AddRange(Replace(graph, node, SlopesOf(node, initializers)));
            rewritten++;
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        return rewritten;
    }

    private static float[] SlopesOf(NodeProto node, Dictionary<string, TensorProto> initializers)
    {
        if (node.Input.Count != 2 || !initializers.TryGetValue(node.Input[1], out var slope) || slope.DataType != Float32)
        {
            throw new InvalidModelException($"PRelu '{node.Name}': expected a float32 initializer as slope, found another input");
        }

        return slope.HasRawData
            ? MemoryMarshal.Cast<byte, float>(slope.RawData.Span).ToArray()
            : [.. slope.FloatData];
    }

    private static NodeProto[] Replace(GraphProto graph, NodeProto node, float[] slopes)
    {
        var (input, output) = (node.Input[0], node.Output[0]);
        string Name(string part) => $"{output}/{part}";
        AddInitializer(graph, Name("zero"), new float[slopes.Length]);
        AddInitializer(graph, Name("one"), [.. Enumerable.Repeat(1f, slopes.Length)]);
        AddInitializer(graph, Name("slope"), slopes);
        AddInitializer(graph, Name("rest"), [.. slopes.Select(a => 1 - a)]);
        return
        [
            Multiply(input, Name("slope"), Name("below"), Name("zero"), Name("one")),
            new NodeProto { OpType = "Relu", Name = Name("relu"), Input = { input }, Output = { Name("positive") } },
            Multiply(Name("positive"), Name("rest"), Name("above"), Name("zero"), Name("one")),
            new NodeProto { OpType = "Add", Name = Name("sum"), Input = { Name("above"), Name("below") }, Output = { output } },
        ];
    }

    private static NodeProto Multiply(string input, string scale, string output, string zero, string one) => new()
    {
        OpType = "BatchNormalization",
        Name = output,
        Input = { input, scale, zero, zero, one },
        Output = { output },
        Attribute = { new AttributeProto { Name = "epsilon", F = 0f, Type = AttributeFloat } },
    };

    private static void AddInitializer(GraphProto graph, string name, float[] values) => graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = Float32,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
    });
}
