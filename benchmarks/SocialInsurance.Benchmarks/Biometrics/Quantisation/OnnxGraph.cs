using System.Runtime.InteropServices;
using Google.Protobuf;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>Reading and adding what ONNX keeps as raw bytes.</summary>
internal static class OnnxGraph
{
    internal const int AttributeInt = 2;
    internal const int AttributeInts = 7;

    private const int Float32 = 1;
    private const int UInt8 = 2;
    private const int Int8 = 3;
    private const int Int32 = 6;
    private const int Int64 = 7;

    /// <exception cref="InvalidModelException">The tensor is not float32.</exception>
    internal static float[] Floats(TensorProto tensor) => tensor.DataType != Float32
        ? throw new InvalidModelException($"tensor '{tensor.Name}': expected float32, found type {tensor.DataType}")
        : tensor.HasRawData ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray() : [.. tensor.FloatData];

    internal static string Add(GraphProto graph, string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) => Add(graph, name, Float32, MemoryMarshal.AsBytes(values), dims);

    internal static string Add(GraphProto graph, string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> dims) => Add(graph, name, UInt8, values, dims);

    internal static string Add(GraphProto graph, string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> dims) => Add(graph, name, Int8, MemoryMarshal.AsBytes(values), dims);

    internal static string Add(GraphProto graph, string name, ReadOnlySpan<int> values, params ReadOnlySpan<long> dims) => Add(graph, name, Int32, MemoryMarshal.AsBytes(values), dims);

    internal static string Add(GraphProto graph, string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> dims) => Add(graph, name, Int64, MemoryMarshal.AsBytes(values), dims);

    internal static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private static string Add(GraphProto graph, string name, int type, ReadOnlySpan<byte> values, ReadOnlySpan<long> dims)
    {
        graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { dims.ToArray() }, RawData = ByteString.CopyFrom(values) });
        return name;
    }
}
