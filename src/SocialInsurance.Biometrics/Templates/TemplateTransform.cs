using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SocialInsurance.Biometrics.Templates;

/// <summary>
/// A secret rotation of the 512-dimensional space of templates: similarities are the same to 1e-6 under one key and
/// those of strangers across two keys, so that a leaked template is of no use elsewhere and can be revoked.
/// Three rounds of permutation, signs and Hadamard matrix, O(n log n), computed in double precision: exactly orthogonal
/// up to the rounding to float32. Immutable after construction, safe on any thread; <see cref="Dispose"/> forgets the secret.
/// </summary>
/// <remarks>
/// Round r of key k is drawn from HKDF-Expand(SHA-256, k, "sicert-template-transform/1" || id || r), 4,152 bytes: 64 bytes of signs,
/// then 511 numbers of 64 bits for a Fisher-Yates shuffle (bias below 2^-54). It is linear: somebody who holds 512
/// templates both plain and turned can solve for it. It is therefore a second lock behind the sealing, not instead of it.
/// </remarks>
public sealed class TemplateTransform : IDisposable
{
    /// <summary>Length of a key.</summary>
    public const int KeyBytes = 32;

    private const int Length = BiometricTemplate.Length;
    private const int Rounds = 3;
    private const int SignBytes = Length / 8;
    private const int ShuffleBytes = (Length - 1) * sizeof(ulong);

    /// <summary>1 / sqrt(512), which makes the Hadamard matrix orthogonal.</summary>
    private static readonly double Scale = 1 / Math.Sqrt(Length);

    private readonly Round[] _rounds = new Round[Rounds];

    /// <param name="id">From 1: 0 is the absence of a key.</param>
    /// <param name="key">32 bytes from a cryptographic source; borrowed for the call.</param>
    /// <exception cref="ArgumentException">The id of no key, or a key of another length.</exception>
    public TemplateTransform(TemplateKeyId id, ReadOnlySpan<byte> key)
    {
        if (id.IsPlain)
        {
            throw new ArgumentException("expected an id from 1, found 0", nameof(id));
        }

        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"expected {KeyBytes} bytes, found {key.Length}", nameof(key));
        }

        Id = id;
        for (var round = 0; round < Rounds; round++)
        {
            _rounds[round] = Draw(id, key, round);
        }
    }

    public TemplateKeyId Id { get; }

    /// <summary>The template under this key. The caller clears both.</summary>
    /// <exception cref="InvalidOperationException">The template is under a key already.</exception>
    public BiometricTemplate Protect(BiometricTemplate plain)
    {
        Require(plain, TemplateKeyId.Plain);
        return Turned(plain, null, this);
    }

    /// <summary>
    /// The template under this key, whatever key it was under: T_this applied to T_from transposed. The plain template exists for the
    /// call only, in memory that is zeroed.
    /// </summary>
    /// <param name="from">The key that <paramref name="template"/> is under; null when it is plain.</param>
    /// <exception cref="InvalidOperationException">The template is not under <paramref name="from"/>.</exception>
    public BiometricTemplate Rekey(BiometricTemplate template, TemplateTransform? from)
    {
        Require(template, from?.Id ?? TemplateKeyId.Plain);
        return Turned(template, from, this);
    }

    /// <summary>The template as the model made it, for a comparison in memory only. The caller clears both.</summary>
    /// <exception cref="InvalidOperationException">The template is not under this key.</exception>
    public BiometricTemplate Unprotect(BiometricTemplate template)
    {
        Require(template, Id);
        return Turned(template, this, null);
    }

    /// <summary>Zeroes the drawn rounds; the transform cannot be used afterwards.</summary>
    public void Dispose()
    {
        foreach (var round in _rounds)
        {
            Array.Clear(round.Source);
            Array.Clear(round.Signs);
        }
    }

    /// <summary>One round: y[i] = (H x')[i], x'[i] = Signs[i] * x[Source[i]].</summary>
    private readonly record struct Round(ushort[] Source, double[] Signs);

    private static Round Draw(TemplateKeyId id, ReadOnlySpan<byte> key, int round)
    {
        byte[] info = [.. "sicert-template-transform/1"u8, 0, 0, 0, 0, (byte)round];
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(info.Length - 5), id.Value);
        Span<byte> stream = stackalloc byte[SignBytes + ShuffleBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, key, stream, info);
        var signs = new double[Length];
        var source = new ushort[Length];
        for (var i = 0; i < Length; i++)
        {
            signs[i] = (stream[i / 8] >> (i % 8) & 1) == 0 ? 1 : -1;
            source[i] = (ushort)i;
        }

        for (var i = Length - 1; i > 0; i--)
        {
            var drawn = BinaryPrimitives.ReadUInt64LittleEndian(stream[(SignBytes + ((i - 1) * sizeof(ulong)))..]);
            var with = (int)(drawn % (ulong)(i + 1));
            (source[i], source[with]) = (source[with], source[i]);
        }

        CryptographicOperations.ZeroMemory(stream);
        return new Round(source, signs);
    }

    private static BiometricTemplate Turned(BiometricTemplate template, TemplateTransform? from, TemplateTransform? to)
    {
        Span<double> values = stackalloc double[Length];
        Span<double> scratch = stackalloc double[Length];
        Span<float> turned = stackalloc float[Length];
        for (var i = 0; i < Length; i++)
        {
            values[i] = template.Values[i];
        }

        from?.Unturn(values, scratch);
        to?.Turn(values, scratch);
        for (var i = 0; i < Length; i++)
        {
            turned[i] = (float)values[i];
        }

        var result = BiometricTemplate.FromEmbedding(turned, to?.Id ?? TemplateKeyId.Plain);
        values.Clear();
        scratch.Clear();
        turned.Clear();
        return result;
    }

    private void Turn(Span<double> values, Span<double> scratch)
    {
        foreach (var round in _rounds)
        {
            for (var i = 0; i < Length; i++)
            {
                scratch[i] = round.Signs[i] * values[round.Source[i]];
            }

            Hadamard(scratch);
            scratch.CopyTo(values);
        }
    }

    /// <summary>The transpose, which is the inverse: the Hadamard matrix is symmetric.</summary>
    private void Unturn(Span<double> values, Span<double> scratch)
    {
        for (var r = Rounds - 1; r >= 0; r--)
        {
            var round = _rounds[r];
            Hadamard(values);
            for (var i = 0; i < Length; i++)
            {
                scratch[round.Source[i]] = round.Signs[i] * values[i];
            }

            scratch.CopyTo(values);
        }
    }

    /// <summary>Fast Walsh-Hadamard transform in place, scaled to be orthogonal.</summary>
    private static void Hadamard(Span<double> values)
    {
        for (var half = 1; half < Length; half *= 2)
        {
            for (var block = 0; block < Length; block += 2 * half)
            {
                for (var i = block; i < block + half; i++)
                {
                    var (a, b) = (values[i], values[i + half]);
                    (values[i], values[i + half]) = (a + b, a - b);
                }
            }
        }

        for (var i = 0; i < Length; i++)
        {
            values[i] *= Scale;
        }
    }

    private static void Require(BiometricTemplate template, TemplateKeyId expected)
    {
        if (template.KeyId != expected)
        {
            throw new InvalidOperationException($"expected a template under {expected}, found one under {template.KeyId}");
        }
    }
}
