using Google.Protobuf;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Biometrics.Models.Preparation;

/// <summary>
/// Turns published weights into weights that run fast and give the same answers: at every load, in memory, from bytes that were checked
/// against their digest. Nothing is kept: a file of prepared weights could be swapped, and cost as much to check as it saved.
/// </summary>
internal static class ModelPreparation
{
    /// <param name="source">The model as published, already checked against its digest.</param>
    internal static byte[] Apply(ReadOnlySpan<byte> source, IReadOnlyList<PreparationStep> steps)
    {
        var model = Parse(source);
        foreach (var step in steps)
        {
            _ = step switch
            {
                PreparationStep.FlushWeights => WeightFlush.Apply(model),
                PreparationStep.RewritePRelu => PReluRewrite.Apply(model),
            };
        }

        return model.ToByteArray();
    }

    private static ModelProto Parse(ReadOnlySpan<byte> source)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(source);
            return model.Graph is { Node.Count: > 0 }
                ? model
                : throw new InvalidModelException("expected an ONNX model with a graph, found none");
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new InvalidModelException("expected an ONNX model, found bytes that are none", fault);
        }
    }
}
