using SocialInsurance.Biometrics.Models.Preparation;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>How a PRelu between integer convolutions is computed; ONNX Runtime has no integer kernel for it.</summary>
internal enum PReluForm
{
    /// <summary>As published: one float operator.</summary>
    AsPublished = 1,

    /// <summary>As in the prepared model: two batch normalisations, a Relu and a sum, all float.</summary>
    Normalisations = 2,

    /// <summary>Relu(x) + a min(x, 0), a product a channel and no blocked layout.</summary>
    Product = 3,

    /// <summary>All integer: x and a x one below the other, and a pooling of two rows for the greater.</summary>
    Pooled = 4,
}

/// <summary>Writes PRelu in another form, with the same values.</summary>
internal static class PReluForms
{
    private const string Below = "/pooled.below";
    private const string Both = "/pooled.both";
    private const string Greater = "/pooled.greater";
    private const string Sum = "/sum";

    /// <param name="shapes">Of every tensor.</param>
    internal static void Apply(ModelProto model, PReluForm form, IReadOnlyDictionary<string, long[]> shapes)
    {
        _ = form switch
        {
            PReluForm.AsPublished => 0,
            PReluForm.Normalisations => PReluRewrite.Apply(model),
            PReluForm.Product => Multiply(model.Graph, _ => 0),
            PReluForm.Pooled => Multiply(model.Graph, n => shapes[n.Input[0]][2]),
        };
    }

    /// <summary>PRelu(x; a) = max(x, a x) where every a is at most 1, else max(x, 0) + a min(x, 0).</summary>
    /// <param name="rowsOf">Rows of what a PRelu works on, where it is to be pooled; 0 for a float maximum.</param>
    private static int Multiply(GraphProto graph, Func<NodeProto, long> rowsOf)
    {
        var initializers = graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var nodes = graph.Node.SelectMany(n => n.OpType == "PRelu" ? Replace(graph, n, OnnxGraph.Floats(initializers[n.Input[1]]), rowsOf(n)) : [n]).ToArray();
        var rewritten = nodes.Length - graph.Node.Count;
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        return rewritten;
    }

    /// <summary>Operators of <see cref="PReluForm.Pooled"/>, whose outputs are compared with their input and so share its scale.</summary>
    internal static bool SharesScale(NodeProto node) => node.Name.EndsWith(Below, StringComparison.Ordinal) || node.Name.EndsWith(Both, StringComparison.Ordinal);

    /// <summary>The pooling of <see cref="PReluForm.Pooled"/>, which moves values of one scale.</summary>
    internal static bool IsGreater(NodeProto node) => node.Name.EndsWith(Greater, StringComparison.Ordinal);

    /// <summary>The sum of two halves of a PRelu, in every form that has one; it stays float.</summary>
    internal static bool IsSum(NodeProto node) => node.Name.EndsWith(Sum, StringComparison.Ordinal);

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = OnnxGraph.AttributeInts };

    private static NodeProto[] Replace(GraphProto graph, NodeProto node, float[] slopes, long rows)
    {
        var (input, output) = (node.Input[0], node.Output[0]);
        string Name(string part) => $"{output}/{part}";
        var slope = OnnxGraph.Add(graph, Name("slope"), slopes, slopes.Length, 1, 1);
        if (slopes.All(a => a <= 1) && rows > 0)
        {
            var pool = new NodeProto { OpType = "MaxPool", Name = output + Greater, Input = { Name("both") }, Output = { output } };
            pool.Attribute.Add(Ints("kernel_shape", 2, 1));
            pool.Attribute.Add(Ints("dilations", rows, 1));
            return
            [
                new NodeProto { OpType = "Mul", Name = output + Below, Input = { input, slope }, Output = { Name("below") } },
                new NodeProto { OpType = "Concat", Name = output + Both, Input = { input, Name("below") }, Output = { Name("both") }, Attribute = { new AttributeProto { Name = "axis", I = 2, Type = OnnxGraph.AttributeInt } } },
                pool,
            ];
        }

        if (slopes.All(a => a <= 1))
        {
            return
            [
                new NodeProto { OpType = "Mul", Name = Name("below"), Input = { input, slope }, Output = { Name("below") } },
                new NodeProto { OpType = "Max", Name = Name("max"), Input = { input, Name("below") }, Output = { output } },
            ];
        }

        var zero = OnnxGraph.Add(graph, Name("zero"), [0f], []);
        return
        [
            new NodeProto { OpType = "Max", Name = Name("positive"), Input = { input, zero }, Output = { Name("positive") } },
            new NodeProto { OpType = "Min", Name = Name("negative"), Input = { input, zero }, Output = { Name("negative") } },
            new NodeProto { OpType = "Mul", Name = Name("below"), Input = { Name("negative"), slope }, Output = { Name("below") } },
            new NodeProto { OpType = "Add", Name = output + Sum, Input = { Name("positive"), Name("below") }, Output = { output } },
        ];
    }
}
