using System.Numerics;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// Roots of complete tiles of 256 leaves, kept in memory (32 bytes a tile), so that a proof reads one or two tiles instead of the
/// whole log. Only a cache: whoever signs checks the proof against the checkpoint. Safe on any thread.
/// </summary>
internal sealed class AuditTiles
{
    private const int Width = 256;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Sha256Digest> roots = [];

    /// <summary>Reads leaf hashes: so many from a sequence on.</summary>
    public delegate Task<Sha256Digest[]> LeafSource(long from, int count);

    /// <summary>Inclusion proof (RFC 9162, 2.1.3.1) of a leaf in the tree of the first <paramref name="size"/> leaves.</summary>
    public Task<IReadOnlyList<Sha256Digest>> ProveAsync(LeafSource leaves, long index, long size) => WithTilesAsync(leaves, size, async () =>
    {
        var (from, count) = (0L, size);
        List<Sha256Digest> upper = [];
        while (count > Width)
        {
            var split = SplitOf(count);
            var goesLeft = index < from + split;
            upper.Add(goesLeft ? await RootAsync(leaves, from + split, count - split) : await RootAsync(leaves, from, split));
            (from, count) = goesLeft ? (from, split) : (from + split, count - split);
        }

        upper.Reverse();
        return [.. MerkleTree.InclusionProof(await leaves(from, (int)count), (int)(index - from)), .. upper];
    });

    /// <summary>Proof (RFC 9162, 2.1.4.1) that the tree of the first <paramref name="oldSize"/> leaves is a prefix of that of the first <paramref name="size"/>.</summary>
    /// <param name="oldSize">1..size</param>
    public Task<IReadOnlyList<Sha256Digest>> ProveConsistencyAsync(LeafSource leaves, long oldSize, long size) => WithTilesAsync(leaves, size, async () =>
    {
        var (from, count, oldRootIsKnown) = (0L, size, true);
        List<Sha256Digest> path = [];
        while (oldSize < from + count)
        {
            var split = SplitOf(count);
            var endsLeft = oldSize <= from + split;
            path.Add(endsLeft ? await RootAsync(leaves, from + split, count - split) : await RootAsync(leaves, from, split));
            (from, count) = endsLeft ? (from, split) : (from + split, count - split);
            oldRootIsKnown &= endsLeft;
        }

        if (!oldRootIsKnown)
        {
            path.Add(await RootAsync(leaves, from, count));
        }

        path.Reverse();
        return path;
    });

    private static long SplitOf(long count) => (long)BitOperations.RoundUpToPowerOf2((ulong)count) / 2;

    private async Task<IReadOnlyList<Sha256Digest>> WithTilesAsync(LeafSource leaves, long size, Func<Task<IReadOnlyList<Sha256Digest>>> prove)
    {
        await turn.WaitAsync();
        try
        {
            while ((roots.Count + 1L) * Width <= size)
            {
                roots.Add(MerkleTree.Root(await leaves(roots.Count * (long)Width, Width)));
            }

            return await prove();
        }
        finally
        {
            turn.Release();
        }
    }

    // ranges come from splitting at powers of two: those wider than a tile begin at a tile's edge
    private async Task<Sha256Digest> RootAsync(LeafSource leaves, long from, long count)
    {
        if (count == Width)
        {
            return roots[(int)(from / Width)];
        }

        if (count < Width)
        {
            return MerkleTree.Root(await leaves(from, (int)count));
        }

        var split = SplitOf(count);
        return MerkleTree.NodeHash(await RootAsync(leaves, from, split), await RootAsync(leaves, from + split, count - split));
    }
}
