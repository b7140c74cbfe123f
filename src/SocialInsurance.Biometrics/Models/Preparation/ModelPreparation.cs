using System.Security.Cryptography;
using Google.Protobuf;
using SocialInsurance.Biometrics.Models.Preparation.Onnx;

namespace SocialInsurance.Biometrics.Models.Preparation;

/// <summary>
/// Turns published weights into weights that run fast and give the same answers, and keeps the result in a
/// cache folder under the digest of its source, so that it is done once a machine.
/// </summary>
internal static class ModelPreparation
{
    /// <summary>Part of the cache key: raise it when a step changes what it writes.</summary>
    private const string Revision = "1";

    /// <param name="source">The model as published, already checked against its digest.</param>
    /// <param name="cacheFolder">Where prepared models are kept; null prepares in memory only.</param>
    internal static byte[] Prepare(ReadOnlySpan<byte> source, string sourceDigest, IReadOnlyList<PreparationStep> steps, string? cacheFolder)
    {
        if (steps.Count == 0)
        {
            return source.ToArray();
        }

        var cached = cacheFolder is null ? null : Path.Combine(cacheFolder, CacheName(sourceDigest, steps));
        if (cached is not null && TryReadCached(cached) is { } ready)
        {
            return ready;
        }

        var prepared = Apply(source, steps);
        if (cached is not null)
        {
            WriteCached(cached, prepared);
        }

        return prepared;
    }

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

    private static string CacheName(string sourceDigest, IEnumerable<PreparationStep> steps) =>
        $"{sourceDigest}.{Revision}.{string.Join('-', steps)}.onnx";

    /// <summary>A cached file ends with the SHA-256 of what stands before it; a torn or altered file is not used.</summary>
    private static byte[]? TryReadCached(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var body = bytes.Length - SHA256.HashSizeInBytes;
        return body > 0 && SHA256.HashData(bytes.AsSpan(0, body)).AsSpan().SequenceEqual(bytes.AsSpan(body)) ? bytes[..body] : null;
    }

    private static void WriteCached(string path, byte[] prepared)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var partial = $"{path}.{Environment.ProcessId}.partial";
            using (var file = File.Create(partial))
            {
                file.Write(prepared);
                file.Write(SHA256.HashData(prepared));
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // a read-only installation prepares in memory at every start; the answers are the same
        }
    }
}
