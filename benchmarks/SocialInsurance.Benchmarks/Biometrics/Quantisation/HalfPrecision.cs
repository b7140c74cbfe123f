using System.Runtime.InteropServices;
using Google.Protobuf;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Benchmarks.Quantisation;

/// <summary>The whole graph in float16, with casts at its inputs and outputs: what ONNX Runtime makes of it on this processor.</summary>
internal static class HalfPrecision
{
    private const int Float32 = 1;
    private const int Float16 = 10;

    internal static void Apply(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer.Where(t => t.DataType == Float32))
        {
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(OnnxGraph.Floats(tensor), v => (Half)v)));
            tensor.FloatData.Clear();
            tensor.DataType = Float16;
        }

        var nodes = graph.Node.ToList();
        foreach (var input in graph.Input.Select(i => i.Name))
        {
            Rename(nodes.Select(n => n.Input), input, $"{input}/half");
            nodes.Insert(0, Cast(input, $"{input}/half", Float16));
        }

        foreach (var output in graph.Output.Select(o => o.Name))
        {
            Rename(nodes.Select(n => n.Output).Concat(nodes.Select(n => n.Input)), output, $"{output}/half");
            nodes.Add(Cast($"{output}/half", output, Float32));
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }

    private static void Rename(IEnumerable<IList<string>> places, string from, string to)
    {
        foreach (var names in places)
        {
            for (var i = 0; i < names.Count; i++)
            {
                names[i] = names[i] == from ? to : names[i];
            }
        }
    }

    private static NodeProto Cast(string input, string output, int type) => new()
    {
        OpType = "Cast",
        Name = output,
        Input = { input },
        Output = { output },
        Attribute = { new AttributeProto { Name = "to", I = type, Type = OnnxGraph.AttributeInt } },
    };
}
