using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012) under a key from policy, as-of date and seed: the draw is repeatable for who knows
/// the seed and cannot be foretold by who does not. Immutable, thread-safe.
/// </summary>
internal readonly struct AuditSampleHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    internal AuditSampleHash(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    internal static AuditSampleHash For(string policy, DateOnly asOf, long seed) => new(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"audit-sample/1\n{policy}\n{asOf:yyyy-MM-dd}\n{seed}"))));

    /// <summary>A number in 0..1 (1 excluded), the same for the same identifier.</summary>
    internal double DrawOf(ReadOnlySpan<byte> id) => (Of(id) >> 11) * (1.0 / (1UL << 53));

    internal ulong Of(ReadOnlySpan<byte> bytes)
    {
        var (v0, v1) = (_key0 ^ 0x736f6d6570736575UL, _key1 ^ 0x646f72616e646f6dUL);
        var (v2, v3) = (_key0 ^ 0x6c7967656e657261UL, _key1 ^ 0x7465646279746573UL);
        var last = (ulong)bytes.Length << 56;
        while (bytes.Length >= sizeof(ulong))
        {
            Absorb(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref v0, ref v1, ref v2, ref v3);
            bytes = bytes[sizeof(ulong)..];
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        Absorb(last, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
