using System.Numerics;
using System.Security.Cryptography;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>
/// The Merkle tree of RFC 9162 section 2.1 over SHA-256: leaf = H(0x00 || entry), node = H(0x01 || left || right),
/// empty tree = H(). Pure; safe on any thread. Paths are ordered from the leaf towards the root.
/// </summary>
public static class MerkleTree
{
    private const int StackLimitBytes = 512;

    public static Sha256Digest EmptyRoot { get; } = Sha256Digest.Of([]);

    public static Sha256Digest LeafHash(ReadOnlySpan<byte> entry)
    {
        var sizeBytes = entry.Length + 1;
        Span<byte> prefixed = sizeBytes <= StackLimitBytes ? stackalloc byte[StackLimitBytes] : new byte[sizeBytes];
        prefixed = prefixed[..sizeBytes];
        prefixed[0] = 0x00;
        entry.CopyTo(prefixed[1..]);
        return Sha256Digest.Of(prefixed);
    }

    public static Sha256Digest NodeHash(Sha256Digest left, Sha256Digest right)
    {
        Span<byte> joined = stackalloc byte[1 + (2 * Sha256Digest.SizeBytes)];
        joined[0] = 0x01;
        left.CopyTo(joined[1..]);
        right.CopyTo(joined[(1 + Sha256Digest.SizeBytes)..]);
        return Sha256Digest.Of(joined);
    }

    /// <summary>Root over leaf hashes, O(n).</summary>
    public static Sha256Digest Root(ReadOnlySpan<Sha256Digest> leaves)
    {
        var frontier = new MerkleFrontier();
        foreach (var leaf in leaves)
        {
            frontier.Append(leaf);
        }

        return frontier.Root();
    }

    /// <summary>Proof that leaf <paramref name="index"/> is in the tree over <paramref name="leaves"/> (RFC 9162, 2.1.3.1).</summary>
    public static IReadOnlyList<Sha256Digest> InclusionProof(ReadOnlySpan<Sha256Digest> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var path = new List<Sha256Digest>();
        while (leaves.Length > 1)
        {
            var split = LargestPowerOfTwoBelow(leaves.Length);
            var goesLeft = index < split;
            path.Add(Root(goesLeft ? leaves[split..] : leaves[..split]));
            leaves = goesLeft ? leaves[..split] : leaves[split..];
            index = goesLeft ? index : index - split;
        }

        path.Reverse();
        return path;
    }

    /// <summary>Proof that the tree over the first <paramref name="oldSize"/> leaves is a prefix (RFC 9162, 2.1.4.1).</summary>
    /// <param name="oldSize">1..number of leaves</param>
    public static IReadOnlyList<Sha256Digest> ConsistencyProof(ReadOnlySpan<Sha256Digest> leaves, int oldSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, leaves.Length);
        var path = new List<Sha256Digest>();
        var oldRootIsKnown = true;
        while (oldSize < leaves.Length)
        {
            var split = LargestPowerOfTwoBelow(leaves.Length);
            var endsLeft = oldSize <= split;
            path.Add(Root(endsLeft ? leaves[split..] : leaves[..split]));
            leaves = endsLeft ? leaves[..split] : leaves[split..];
            oldSize = endsLeft ? oldSize : oldSize - split;
            oldRootIsKnown &= endsLeft;
        }

        if (!oldRootIsKnown)
        {
            path.Add(Root(leaves));
        }

        path.Reverse();
        return path;
    }

    /// <summary>Checks an inclusion proof (RFC 9162, 2.1.3.2).</summary>
    public static bool ProvesInclusion(
        Sha256Digest leaf, long index, long size, IReadOnlyList<Sha256Digest> proof, Sha256Digest root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            var isRightChild = (node & 1) == 1 || node == last;
            hash = isRightChild ? NodeHash(sibling, hash) : NodeHash(hash, sibling);
            (node, last) = isRightChild ? ClimbPastLeftEdge(node, last) : (node, last);
            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Checks a consistency proof (RFC 9162, 2.1.4.2).</summary>
    public static bool ProvesConsistency(
        long oldSize, Sha256Digest oldRoot, long newSize, Sha256Digest newRoot, IReadOnlyList<Sha256Digest> proof)
    {
        if (oldSize < 1 || oldSize > newSize)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot == newRoot;
        }

        var startsAtOldRoot = BitOperations.IsPow2(oldSize);
        if (!startsAtOldRoot && proof.Count == 0)
        {
            return false;
        }

        return FoldsToBoth(
            startsAtOldRoot ? oldRoot : proof[0], proof.Skip(startsAtOldRoot ? 0 : 1), oldSize, oldRoot, newSize, newRoot);
    }

    private static bool FoldsToBoth(
        Sha256Digest seed,
        IEnumerable<Sha256Digest> siblings,
        long oldSize,
        Sha256Digest oldRoot,
        long newSize,
        Sha256Digest newRoot)
    {
        var trailingOnes = BitOperations.TrailingZeroCount(~(oldSize - 1));
        var (node, last) = ((oldSize - 1) >> trailingOnes, (newSize - 1) >> trailingOnes);
        var (oldHash, newHash) = (seed, seed);
        foreach (var sibling in siblings)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (oldHash, newHash) = (NodeHash(sibling, oldHash), NodeHash(sibling, newHash));
                (node, last) = ClimbPastLeftEdge(node, last);
            }
            else
            {
                newHash = NodeHash(newHash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && oldHash == oldRoot && newHash == newRoot;
    }

    // a right-border node without a sibling on its level is lifted until it is a right child
    private static (long Node, long Last) ClimbPastLeftEdge(long node, long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        return (node, last);
    }

    private static int LargestPowerOfTwoBelow(int count) => 1 << BitOperations.Log2((uint)(count - 1));
}
