using System.Buffers.Binary;
using System.Numerics;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>
/// The right border of a growing Merkle tree: one root per set bit of the size, widest subtree first.
/// Appending costs one node hash on average; the root costs one hash per subtree. Not thread-safe.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<Sha256Digest> subtrees = [];

    /// <summary>Number of leaves appended so far.</summary>
    public long Size { get; private set; }

    public void Append(Sha256Digest leafHash) => Append(leafHash, int.MaxValue);

    /// <returns>the root of the subtree of 2 to the power of <paramref name="level"/> leaves that this leaf completes; null when it completes none</returns>
    public Sha256Digest? Append(Sha256Digest leafHash, int level)
    {
        var merged = leafHash;
        Sha256Digest? completed = null;
        var height = 0;
        for (var complete = Size; (complete & 1) == 1; complete >>= 1)
        {
            merged = MerkleTree.NodeHash(subtrees[^1], merged);
            subtrees.RemoveAt(subtrees.Count - 1);
            completed = ++height == level ? merged : completed;
        }

        subtrees.Add(merged);
        Size++;
        return completed;
    }

    public Sha256Digest Root()
    {
        if (subtrees.Count == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var root = subtrees[^1];
        for (var left = subtrees.Count - 2; left >= 0; left--)
        {
            root = MerkleTree.NodeHash(subtrees[left], root);
        }

        return root;
    }

    /// <summary>Size as 8 bytes big-endian, then the subtree roots of 32 bytes, widest first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(long) + (subtrees.Count * Sha256Digest.SizeBytes)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size);
        for (var index = 0; index < subtrees.Count; index++)
        {
            subtrees[index].CopyTo(bytes.AsSpan(sizeof(long) + (index * Sha256Digest.SizeBytes)));
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when the length does not fit the size that the bytes state.</summary>
    public static MerkleFrontier? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(long))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var count = BitOperations.PopCount((ulong)size);
        if (size < 0 || bytes.Length != sizeof(long) + (count * Sha256Digest.SizeBytes))
        {
            return null;
        }

        var frontier = new MerkleFrontier { Size = size };
        for (var index = 0; index < count; index++)
        {
            frontier.subtrees.Add(new Sha256Digest(bytes.Slice(sizeof(long) + (index * Sha256Digest.SizeBytes), Sha256Digest.SizeBytes)));
        }

        return frontier;
    }
}
