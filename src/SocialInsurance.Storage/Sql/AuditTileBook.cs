using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// Roots of complete tiles as rows, so that the first proof after a start need not read the whole log. Whoever appends writes the tiles that
/// it completes; those of an older log, or of an older program beside, are written by the first proof that had to read them. Safe on any thread.
/// </summary>
internal sealed class AuditTileBook(SqlDatabase database)
{
    private const string Table = "audit_tile";
    private const string KeepFirst = "ON CONFLICT (number) DO NOTHING";

    // a transaction of tens of milliseconds
    private const int SavedAtOnce = 4096;

    private static readonly string[] Columns = ["number", "root"];

    /// <summary>What a transaction completed, in that transaction.</summary>
    public static Task AddAsync(SqlSession session, IReadOnlyList<(long Number, Sha256Digest Root)> tiles, CancellationToken cancellationToken) =>
        session.InsertManyAsync(Table, Columns, [.. tiles.Select(static tile => new object?[] { tile.Number, tile.Root.ToArray() })], cancellationToken, KeepFirst);

    /// <summary>Stored roots from a number on, by number; there may be holes.</summary>
    public Task<Dictionary<long, Sha256Digest>> ReadAsync(long from, long until) => database.ReadAsync(
        async session => (await session.ListAsync(
                $"SELECT number, root FROM {Table} WHERE number >= @from AND number < @until",
                static row => (Number: row.GetInt64(0), Root: row.GetDigestBytes(1)),
                CancellationToken.None,
                from,
                until))
            .Where(static tile => tile.Root.Length == Sha256Digest.SizeBytes)
            .ToDictionary(static tile => tile.Number, static tile => new Sha256Digest(tile.Root)),
        CancellationToken.None);

    /// <summary>Whether tiles are those that the checkpoint of a size was made over. The widest subtrees of its frontier are subtrees of tiles.</summary>
    public Task<bool> FitsAsync(MerkleFrontier tiles, long size) => database.ReadAsync(
        session => session.FindAsync(
            "SELECT frontier FROM audit_checkpoint WHERE size = @size",
            row => row.GetDigestBytes(0).AsSpan(sizeof(long)).StartsWith(tiles.ToBytes().AsSpan(sizeof(long))),
            CancellationToken.None,
            size),
        CancellationToken.None);

    /// <summary>A cache that cannot be written is done without.</summary>
    public async Task SaveAsync(IReadOnlyList<(long Number, Sha256Digest Root)> tiles)
    {
        try
        {
            foreach (var chunk in tiles.Chunk(SavedAtOnce))
            {
                await database.WriteAsync(
                    async session =>
                    {
                        await AddAsync(session, chunk, CancellationToken.None);
                        return true;
                    },
                    CancellationToken.None);
            }
        }
        catch (StorageRefusedException)
        {
            // the next start reads the log once more
        }
    }
}
