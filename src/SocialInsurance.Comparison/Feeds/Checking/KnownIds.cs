using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>Identifiers met so far, as the first half of their SHA-256: some 40 bytes an identifier, however long it is. One thread.</summary>
sealed class KnownIds
{
    readonly HashSet<UInt128> known = [];

    /// <summary>False: it was met before.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, digest);
        return known.Add(BinaryPrimitives.ReadUInt128LittleEndian(digest));
    }
}
