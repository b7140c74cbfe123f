using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>What of a graph becomes integers.</summary>
/// <param name="Rule">How the ranges of activations are taken.</param>
/// <param name="IsLeft">Nodes that stay float32.</param>
internal sealed record QuantisationPlan(RangeRule Rule, Func<NodeProto, bool> IsLeft);

/// <summary>
/// Static quantisation after training: QuantizeLinear and DequantizeLinear round the inputs and outputs of the operators for
/// which ONNX Runtime has integer kernels, which its optimiser then puts in their place. Weights int8, symmetric, a scale for each output
/// channel; biases int32; activations uint8 with a zero point, a scale for each tensor.
/// </summary>
internal sealed class Quantiser
{
    private const int WeightLimit = 127;

    private readonly GraphProto _graph;
    private readonly ActivationRanges _ranges;
    private readonly QuantisationPlan _plan;
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly ILookup<string, NodeProto> _consumers;
    private readonly HashSet<string> _outputs;

    // tensor -> the names of its scale and zero point
    private readonly Dictionary<string, (string Scale, string Zero, float ScaleValue)> _parameters = new(StringComparer.Ordinal);

    private Quantiser(GraphProto graph, ActivationRanges ranges, QuantisationPlan plan)
    {
        (_graph, _ranges, _plan) = (graph, ranges, plan);
        _initializers = graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                _producers.Add(output, node);
            }
        }

        _consumers = graph.Node.SelectMany(n => n.Input.Distinct(StringComparer.Ordinal).Select(i => (i, n))).ToLookup(p => p.i, p => p.n, StringComparer.Ordinal);
        _outputs = graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Rewrites the graph in place; see <see cref="OpsetUpgrade"/> for what it needs.</summary>
    /// <returns>The number of operators that became integer.</returns>
    internal static int Apply(ModelProto model, ActivationRanges ranges, QuantisationPlan plan) =>
        new Quantiser(model.Graph, ranges, plan).Apply();

    private int Apply()
    {
        var nodes = new List<NodeProto>();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var quantised = 0;
        foreach (var input in _graph.Input.Select(i => i.Name).Where(IsQuantisedTensor))
        {
            AddPair(nodes, renamed, input);
        }

        foreach (var original in _graph.Node)
        {
            // the graph as it was answers every question; a copy is rewritten
            var node = original.Clone();
            if (IsQuantised(original))
            {
                quantised++;
                if (IsWeighted(original))
                {
                    AddWeights(nodes, node);
                }
                else if (node.OpType == "Mul" && _initializers.TryGetValue(node.Input[1], out var factor))
                {
                    AddFactor(nodes, node, factor);
                }
            }

            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = renamed.GetValueOrDefault(node.Input[i], node.Input[i]);
            }

            nodes.Add(node);
            foreach (var output in original.Output.Where(IsQuantisedTensor))
            {
                AddPair(nodes, renamed, output);
            }
        }

        _graph.Node.Clear();
        _graph.Node.AddRange(nodes);
        var used = nodes.SelectMany(n => n.Input).ToHashSet(StringComparer.Ordinal);
        foreach (var unused in _graph.Initializer.Where(t => !used.Contains(t.Name)).ToArray())
        {
            _graph.Initializer.Remove(unused);
        }

        return quantised;
    }

    private static bool IsWeighted(NodeProto node) => node.OpType is "Conv" or "Gemm" or "MatMul";

    /// <summary>Operators that move values without changing them: their output has the parameters of their input.</summary>
    private static bool IsMove(NodeProto node) => PReluForms.SharesScale(node) || node.OpType is "Reshape" or "Transpose" or "Gather" or "Split" or "MaxPool";

    private bool IsQuantised(NodeProto node) => !_plan.IsLeft(node) && node.OpType switch
    {
        "Conv" or "Gemm" or "MatMul" => _initializers.ContainsKey(node.Input[1]) && _ranges.Knows(node.Input[0]),
        _ when PReluForms.SharesScale(node) || PReluForms.IsGreater(node) => true,
        "Add" or "Mul" or "Concat" => node.Input.All(i => _ranges.Knows(i)),
        "GlobalAveragePool" => true,
        _ when IsMove(node) => _producers.TryGetValue(node.Input[0], out var from) && _ranges.Knows(node.Input[0]) && (IsQuantised(from) || from.OpType == "Relu"),
        _ => false,
    };

    private bool IsQuantisedTensor(string tensor)
    {
        if (_outputs.Contains(tensor) || !_ranges.Knows(tensor))
        {
            return false;
        }

        // a Relu is part of what stands before it: the range of its output begins at zero
        var isInsideRelu = _consumers[tensor].All(c => c.OpType == "Relu") && _consumers[tensor].Any();
        return !isInsideRelu
            && (_consumers[tensor].Any(IsQuantised)
                || (_producers.TryGetValue(tensor, out var from) && (IsQuantised(from) || (from.OpType == "Relu" && _producers.TryGetValue(from.Input[0], out var before) && IsQuantised(before)))));
    }

    private void AddPair(List<NodeProto> nodes, Dictionary<string, string> renamed, string tensor)
    {
        var (scale, zero, _) = ParametersOf(tensor);
        nodes.Add(new NodeProto { OpType = "QuantizeLinear", Name = $"{tensor}/q", Input = { tensor, scale, zero }, Output = { $"{tensor}/q" } });
        nodes.Add(new NodeProto { OpType = "DequantizeLinear", Name = $"{tensor}/dq", Input = { $"{tensor}/q", scale, zero }, Output = { $"{tensor}/dq" } });
        renamed.Add(tensor, $"{tensor}/dq");
    }

    private (string Scale, string Zero, float ScaleValue) ParametersOf(string tensor)
    {
        if (_parameters.TryGetValue(tensor, out var known))
        {
            return known;
        }

        if (_producers.TryGetValue(tensor, out var from) && IsMove(from) && IsQuantised(from))
        {
            return _parameters[tensor] = ParametersOf(from.Input[0]);
        }

        var (least, greatest) = _ranges.Of(tensor, _plan.Rule);
        var scale = greatest > least ? (greatest - least) / byte.MaxValue : 1;
        var zero = (byte)Math.Clamp(MathF.Round(-least / scale), 0, byte.MaxValue);
        return _parameters[tensor] = (OnnxGraph.Add(_graph, $"{tensor}/q.scale", [scale], []), OnnxGraph.Add(_graph, $"{tensor}/q.zero", [zero], []), scale);
    }

    /// <summary>Replaces weight and bias of an operator by integers and what makes them real again.</summary>
    private void AddWeights(List<NodeProto> nodes, NodeProto node)
    {
        var weight = _initializers[node.Input[1]];
        var values = OnnxGraph.Floats(weight);
        var axis = node.OpType == "MatMul" || (node.OpType == "Gemm" && OnnxGraph.Attribute(node, "transB")?.I != 1) ? 1 : 0;
        var channels = (int)weight.Dims[axis];
        var inner = axis == 0 ? values.Length / channels : 1;
        var scales = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            ref var scale = ref scales[i / inner % channels];
            scale = MathF.Max(scale, MathF.Abs(values[i]) / WeightLimit);
        }

        foreach (ref var scale in scales.AsSpan())
        {
            scale = scale == 0 ? 1 : scale;
        }

        var integers = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            integers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[i / inner % channels]), -WeightLimit, WeightLimit);
        }

        var name = $"{node.Output[0]}/weight";
        AddDequantised(nodes, node, 1, name, OnnxGraph.Add(_graph, $"{name}/int8", integers, [.. weight.Dims]), OnnxGraph.Add(_graph, $"{name}/zero", new sbyte[channels], channels), scales, axis);
        if (node.Input.Count > 2)
        {
            AddBias(nodes, node, scales);
        }
    }

    /// <summary>A constant factor has the type of what it multiplies: uint8, one scale.</summary>
    private void AddFactor(List<NodeProto> nodes, NodeProto node, TensorProto factor)
    {
        var values = OnnxGraph.Floats(factor);
        var (least, greatest) = (MathF.Min(0, values.Min()), MathF.Max(0, values.Max()));
        var scale = (greatest - least) / byte.MaxValue;
        var zero = (byte)MathF.Round(-least / scale);
        var integers = Array.ConvertAll(values, v => (byte)Math.Clamp(MathF.Round(v / scale) + zero, 0, byte.MaxValue));
        var name = $"{node.Output[0]}/factor";
        nodes.Add(new NodeProto
        {
            OpType = "DequantizeLinear",
            Name = name,
            Input = { OnnxGraph.Add(_graph, $"{name}/uint8", integers, [.. factor.Dims]), OnnxGraph.Add(_graph, $"{name}/scale", [scale], []), OnnxGraph.Add(_graph, $"{name}/zero", [zero], []) },
            Output = { name },
        });
        node.Input[1] = name;
    }

    private void AddBias(List<NodeProto> nodes, NodeProto node, float[] weightScales)
    {
        var bias = OnnxGraph.Floats(_initializers[node.Input[2]]);
        var input = ParametersOf(node.Input[0]).ScaleValue;
        var scales = Array.ConvertAll(weightScales, s => s * input);
        var integers = bias.Select((b, i) => (int)Math.Clamp(Math.Round((double)b / scales[i]), int.MinValue, int.MaxValue)).ToArray();
        var name = $"{node.Output[0]}/bias";
        AddDequantised(nodes, node, 2, name, OnnxGraph.Add(_graph, $"{name}/int32", integers, integers.Length), OnnxGraph.Add(_graph, $"{name}/zero", new int[integers.Length], integers.Length), scales, axis: 0);
    }

    private void AddDequantised(List<NodeProto> nodes, NodeProto node, int position, string name, string integers, string zero, float[] scales, int axis)
    {
        nodes.Add(new NodeProto
        {
            OpType = "DequantizeLinear",
            Name = name,
            Input = { integers, OnnxGraph.Add(_graph, $"{name}/scale", scales, scales.Length), zero },
            Output = { name },
            Attribute = { new AttributeProto { Name = "axis", I = axis, Type = OnnxGraph.AttributeInt } },
        });
        node.Input[position] = name;
    }
}
