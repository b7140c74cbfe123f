using System.Numerics.Tensors;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>How the range of a tensor is taken from what was seen of it.</summary>
/// <param name="Share">Share of the values that the range holds; 1: all of them (least and greatest).</param>
internal readonly record struct RangeRule(string Name, double Share)
{
    internal static readonly RangeRule Everything = new("min/max", 1);
    internal static readonly RangeRule Percentile9999 = new("99.99 %", 0.9999);
    internal static readonly RangeRule Percentile999 = new("99.9 %", 0.999);
}

/// <summary>
/// The distribution of every float tensor of a graph over real inputs: the fp32 model runs twice over all of them with every
/// intermediate tensor as an output, first for the extremes, then for histograms between them.
/// </summary>
internal sealed class ActivationRanges
{
    private const int Bins = 4096;

    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <param name="inputs">float32, each of the model's input shape.</param>
    internal static ActivationRanges Observe(ModelProto model, string input, long[] shape, IReadOnlyList<float[]> inputs)
    {
        var exposed = ModelProto.Parser.ParseFrom(model.ToByteArray());
        var known = exposed.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        exposed.Graph.Output.AddRange(exposed.Graph.Node.SelectMany(n => n.Output).Where(name => !known.Contains(name)).Select(name => new ValueInfoProto { Name = name }));
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(exposed.ToByteArray(), options);
        var ranges = new ActivationRanges();
        foreach (var isSecond in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var values in inputs)
            {
                ranges.Add(session, input, shape, values, isSecond);
            }
        }

        return ranges;
    }

    internal IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>The greatest magnitude seen in each channel of a tensor [1, C, H, W].</summary>
    internal float[] ChannelGreatest(string tensor) => _seen[tensor].Channels;

    internal bool Knows(string tensor) => _seen.ContainsKey(tensor);

    /// <summary>The range of a tensor; holds zero always, as quantisation needs an exact one.</summary>
    internal (float Least, float Greatest) Of(string tensor, RangeRule rule) => _seen[tensor].Range(rule.Share);

    private void Add(InferenceSession session, string input, long[] shape, float[] values, bool isSecond)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [input], [value], session.OutputNames);
        Add(input, values, isSecond);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
            {
                _shapes[session.OutputNames[i]] = outputs[i].GetTensorTypeAndShape().Shape;
                Add(session.OutputNames[i], outputs[i].GetTensorDataAsSpan<float>(), isSecond, _shapes[session.OutputNames[i]] is [_, var channels, _, _] ? (int)channels : 1);
            }
        }
    }

    private void Add(string tensor, ReadOnlySpan<float> values, bool isSecond, int channels = 1)
    {
        if (!_seen.TryGetValue(tensor, out var seen))
        {
            _seen.Add(tensor, seen = new Seen());
        }

        if (isSecond)
        {
            seen.Count(values);
        }
        else
        {
            seen.Stretch(values, channels);
        }
    }

    private sealed class Seen
    {
        private readonly long[] _bins = new long[Bins];
        private float _least;
        private float _greatest;
        private long _count;

        internal float[] Channels { get; private set; } = [];

        internal void Stretch(ReadOnlySpan<float> values, int channels)
        {
            Channels = Channels.Length == channels ? Channels : new float[channels];
            var plane = values.Length / channels;
            for (var channel = 0; channel < channels; channel++)
            {
                var (least, greatest) = (TensorPrimitives.Min(values.Slice(channel * plane, plane)), TensorPrimitives.Max(values.Slice(channel * plane, plane)));
                Channels[channel] = MathF.Max(Channels[channel], MathF.Max(-least, greatest));
                _least = MathF.Min(_least, least);
                _greatest = MathF.Max(_greatest, greatest);
            }
        }

        internal void Count(ReadOnlySpan<float> values)
        {
            var scale = _greatest > _least ? Bins / (_greatest - _least) : 0;
            foreach (var value in values)
            {
                _bins[Math.Min(Bins - 1, (int)((value - _least) * scale))]++;
            }

            _count += values.Length;
        }

        /// <summary>What is left out is left out at both ends alike.</summary>
        internal (float Least, float Greatest) Range(double share)
        {
            if (share >= 1)
            {
                return (_least, _greatest);
            }

            var outside = (long)(_count * (1 - share) / 2);
            var width = (_greatest - _least) / Bins;
            var (low, high) = (0, Bins - 1);
            for (long passed = _bins[low]; passed <= outside && low < high; passed += _bins[low])
            {
                low++;
            }

            for (long passed = _bins[high]; passed <= outside && high > low; passed += _bins[high])
            {
                high--;
            }

            return (MathF.Min(0, _least + (low * width)), MathF.Max(0, _least + ((high + 1) * width)));
        }
    }
}
