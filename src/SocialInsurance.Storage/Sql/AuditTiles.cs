using System.Numerics;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// Roots of complete tiles of 256 leaves, kept in memory (32 bytes a tile), so that a proof reads one or two tiles instead of the
/// whole log. Only a cache: whoever signs checks the proof against the checkpoint. Safe on any thread.
/// </summary>
/// <param name="book">tiles as rows; null: all are read from the log</param>
internal sealed class AuditTiles(AuditTileBook? book = null)
{
    public const int Width = 256;

    /// <summary>A tile holds 2 to the power of so many leaves.</summary>
    public const int Level = 8;

    // fewer are read from the log, which is a few milliseconds each
    private const int FewTiles = 16;
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
            await CompleteAsync(leaves, size);
            return await prove();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task CompleteAsync(LeafSource leaves, long size)
    {
        var (first, until) = (roots.Count, size / Width);
        if (book is null || until - first < FewTiles)
        {
            await ReadAsync(leaves, until, stored: []);
            return;
        }

        var read = await ReadAsync(leaves, until, await book.ReadAsync(first, until));
        if (await book.FitsAsync(FrontierOf(roots), size))
        {
            await book.SaveAsync(read);
            return;
        }

        // rows that somebody changed count for nothing
        roots.RemoveRange(first, roots.Count - first);
        await ReadAsync(leaves, until, stored: []);
    }

    /// <returns>those that were not stored</returns>
    private async Task<List<(long Number, Sha256Digest Root)>> ReadAsync(LeafSource leaves, long until, Dictionary<long, Sha256Digest> stored)
    {
        List<(long, Sha256Digest)> read = [];
        for (long number = roots.Count; number < until; number++)
        {
            if (!stored.TryGetValue(number, out var root))
            {
                root = MerkleTree.Root(await leaves(number * Width, Width));
                read.Add((number, root));
            }

            roots.Add(root);
        }

        return read;
    }

    private static MerkleFrontier FrontierOf(List<Sha256Digest> roots)
    {
        var frontier = new MerkleFrontier();
        roots.ForEach(frontier.Append);
        return frontier;
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
