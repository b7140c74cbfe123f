using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SocialInsurance.Biometrics.Templates;

/// <summary>Similarity of two templates: cosine, -1..1, higher is more alike.</summary>
public readonly record struct ComparisonScore(double Value);

/// <summary>
/// float32[512], length 1: a face as the template model sees it. Sensitive personal data: never logged, never shown,
/// kept apart from identity. <see cref="Clear"/> it when it is no longer needed.
/// </summary>
public sealed class BiometricTemplate
{
    public const int Length = 512;

    private readonly float[] _values;

    private BiometricTemplate(float[] values, TemplateKeyId keyId)
    {
        _values = values;
        KeyId = keyId;
    }

    /// <summary>The key it is turned by; see <see cref="TemplateTransform"/>.</summary>
    public TemplateKeyId KeyId { get; }

    public ReadOnlySpan<float> Values => _values;

    /// <summary>Normalises <paramref name="embedding"/> to length 1.</summary>
    /// <param name="keyId">The key that the values are under; plain when left out.</param>
    /// <exception cref="ArgumentException">Another length, or all zero, or not finite.</exception>
    public static BiometricTemplate FromEmbedding(ReadOnlySpan<float> embedding, TemplateKeyId keyId = default)
    {
        if (embedding.Length != Length)
        {
            throw new ArgumentException($"expected {Length} values, found {embedding.Length}", nameof(embedding));
        }

        var norm = TensorPrimitives.Norm(embedding);
        if (!float.IsFinite(norm) || norm <= 0)
        {
            throw new ArgumentException("expected a finite embedding that is not zero", nameof(embedding));
        }

        var values = new float[Length];
        TensorPrimitives.Divide(embedding, norm, values);
        return new BiometricTemplate(values, keyId);
    }

    /// <summary>Little-endian float32[512], 2,048 bytes: how a reference is kept before sealing.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<float>(_values).ToArray();

    /// <exception cref="ArgumentException">Not 2,048 bytes of a template.</exception>
    public static BiometricTemplate FromBytes(ReadOnlySpan<byte> bytes, TemplateKeyId keyId = default) =>
        FromEmbedding(MemoryMarshal.Cast<byte, float>(bytes), keyId);

    /// <summary>Cosine similarity. Symmetric.</summary>
    /// <exception cref="InvalidOperationException">
    /// The two are under different keys: the score would be that of strangers, and a person would be refused for it.
    /// </exception>
    public ComparisonScore CompareWith(BiometricTemplate other) => KeyId == other.KeyId
        ? new ComparisonScore(TensorPrimitives.Dot<float>(_values, other._values))
        : throw new InvalidOperationException($"expected two templates under one key, found {KeyId} and {other.KeyId}");

    public void Clear() => _values.AsSpan().Clear();

    public override string ToString() => "BiometricTemplate";
}
