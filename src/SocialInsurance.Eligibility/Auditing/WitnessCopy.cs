using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Auditing;

/// <summary>How a witness's copy, or the log beside it, is found.</summary>
public enum WitnessFault
{
    None = 0,

    /// <summary>There is no copy with a signed head in the folder.</summary>
    NoCopy = 1,

    /// <summary>A line is not an entry, or not the next one.</summary>
    LineUnreadable = 2,

    /// <summary>The entries up to a signed head are not those that were signed.</summary>
    HeadDiffers = 3,

    /// <summary>A head is not signed by the keys given.</summary>
    HeadNotSigned = 4,

    /// <summary>The log has another entry than the copy: history was written anew.</summary>
    LogDiffers = 5,

    /// <summary>The log has fewer entries than the copy.</summary>
    LogShorter = 6,
}

/// <param name="Size">entries found in order, from the first</param>
/// <param name="Heads">signed heads met on the way</param>
/// <param name="FirstBadEntry">sequence; for a head, of the first entry after the last head that fits; null when nothing is wrong</param>
public sealed record WitnessVerdict(WitnessFault Fault, long Size, Sha256Digest RootHash, int Heads, long? FirstBadEntry)
{
    public bool Ok => Fault == WitnessFault.None;
}

/// <summary>
/// A copy of the log for somebody outside: one file of entries a year (<c>entries-2026.csv</c>, UTC; commitments only, no personal data)
/// and the signed heads at which it was brought up to date (<c>heads/000000102040.json</c>). A head is written last: lines after the
/// newest head are of a copying that was cut off and are dropped by the next one. One writer at a time.
/// </summary>
public sealed class WitnessCopy(string folder)
{
    private const string Header = "sequence,recordedAtMicroseconds,kind,subjectCommitment,payloadDigest";
    private const int Window = 4096;

    private string HeadsFolder => Path.Combine(folder, "heads");

    /// <summary>Whether a signed head stands in the folder.</summary>
    public bool Exists => HeadFiles().Count > 0;

    /// <summary>
    /// Adds what the log has beyond the copy, then signs. Whatever the copy holds must be the beginning of the log; if not, nothing is
    /// written and the verdict names the first entry that differs.
    /// </summary>
    /// <param name="signedAt">instant of the signature</param>
    /// <param name="progress">entries copied so far and in all</param>
    /// <exception cref="IOException">the folder cannot be written</exception>
    public async Task<WitnessVerdict> UpdateAsync(
        IAuditLog log, IReceiptSigner signer, DateTimeOffset signedAt, IProgress<(long Copied, long Of)>? progress, CancellationToken cancellationToken)
    {
        var head = await log.ReadHeadAsync(cancellationToken);
        var before = Exists ? await CompareAsync(log, null, cancellationToken) : new WitnessVerdict(WitnessFault.None, 0, MerkleTree.EmptyRoot, 0, null);
        if (!before.Ok)
        {
            return before;
        }

        Directory.CreateDirectory(HeadsFolder);
        DropBeyond(before.Size);
        var frontier = new MerkleFrontier();
        await foreach (var entry in ReadAsync(before.Size, cancellationToken))
        {
            frontier.Append(entry.LeafHash(new CanonicalWriter()));
        }

        await AppendAsync(log, frontier, head, progress, cancellationToken);
        if (frontier.Root() != head.RootHash)
        {
            return before with { Fault = WitnessFault.LogDiffers, FirstBadEntry = before.Size };
        }

        WriteHead(SignedAuditHead.Sign(head, signedAt, signer));
        return new WitnessVerdict(WitnessFault.None, head.Size, head.RootHash, HeadFiles().Count, null);
    }

    /// <summary>Recomputes the copy from its files: every signed head must fit the entries before it. Needs no network and no database.</summary>
    /// <param name="keys">public keys of the authority from elsewhere; null: signatures are not looked at</param>
    public async Task<WitnessVerdict> CheckAsync(ReceiptKeySet? keys, CancellationToken cancellationToken)
    {
        var heads = new HeadWalk([.. HeadFiles().Select(file => SignedAuditHead.TryRead(File.ReadAllBytes(file)))], keys);
        var frontier = new MerkleFrontier();
        var scratch = new CanonicalWriter();
        if (!Exists)
        {
            return new WitnessVerdict(WitnessFault.NoCopy, 0, frontier.Root(), 0, null);
        }

        var fault = heads.Meet(frontier);
        try
        {
            await foreach (var entry in ReadAsync(heads.Last, cancellationToken))
            {
                if (fault != WitnessFault.None)
                {
                    break;
                }

                frontier.Append(entry.LeafHash(scratch));
                fault = heads.Meet(frontier);
            }
        }
        catch (FormatException)
        {
            return new WitnessVerdict(WitnessFault.LineUnreadable, frontier.Size, frontier.Root(), heads.Met, frontier.Size);
        }

        fault = fault == WitnessFault.None && frontier.Size < heads.Last ? WitnessFault.HeadDiffers : fault;
        return new WitnessVerdict(fault, frontier.Size, frontier.Root(), heads.Met, fault == WitnessFault.None ? null : heads.LastGood);
    }

    /// <summary>Checks the copy, then the log against it, entry by entry: names the first that was written anew.</summary>
    public async Task<WitnessVerdict> CompareAsync(IAuditLog log, ReceiptKeySet? keys, CancellationToken cancellationToken)
    {
        var verdict = await CheckAsync(keys, cancellationToken);
        if (!verdict.Ok)
        {
            return verdict;
        }

        List<AuditEntry> window = [];
        var at = 0;
        await foreach (var copied in ReadAsync(verdict.Size, cancellationToken))
        {
            if (at == window.Count)
            {
                (window, at) = ([.. await log.ReadEntriesAsync(copied.Sequence, Window, cancellationToken)], 0);
            }

            if (at == window.Count || window[at++] != copied)
            {
                return verdict with { Fault = window.Count == 0 ? WitnessFault.LogShorter : WitnessFault.LogDiffers, FirstBadEntry = copied.Sequence };
            }
        }

        return verdict;
    }

    private async Task AppendAsync(IAuditLog log, MerkleFrontier frontier, AuditHead head, IProgress<(long Copied, long Of)>? progress, CancellationToken cancellationToken)
    {
        var scratch = new CanonicalWriter();
        using var shards = new ShardWriter(folder);
        while (frontier.Size < head.Size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var window = await log.ReadEntriesAsync(frontier.Size, (int)Math.Min(Window, head.Size - frontier.Size), cancellationToken);
            if (window.Count == 0)
            {
                break;
            }

            foreach (var entry in window)
            {
                shards.Write(entry);
                frontier.Append(entry.LeafHash(scratch));
            }

            progress?.Report((frontier.Size, head.Size));
        }
    }

    private async IAsyncEnumerable<AuditEntry> ReadAsync(long count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0L;
        foreach (var shard in Shards())
        {
            var lines = File.ReadLinesAsync(shard, Encoding.ASCII, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (lines.ConfigureAwait(false))
            {
                for (var isHeader = true; next < count && await lines.MoveNextAsync(); isHeader = false)
                {
                    if (!isHeader)
                    {
                        yield return WitnessLine.TryRead(lines.Current, next) ?? throw new FormatException();
                        next++;
                    }
                }
            }
        }
    }

    /// <summary>Lines after the newest head, from a copying that was cut off.</summary>
    private void DropBeyond(long size)
    {
        foreach (var shard in Shards())
        {
            var kept = File.ReadLines(shard).Where((line, at) => at == 0 || (WitnessLine.SequenceOf(line) is { } sequence && sequence < size)).ToList();
            if (kept.Count == 1)
            {
                File.Delete(shard);
            }
            else if (kept.Count < File.ReadLines(shard).Count() || !EndsWithNewLine(shard))
            {
                File.WriteAllText(shard + ".part", string.Join('\n', kept) + "\n");
                File.Move(shard + ".part", shard, overwrite: true);
            }
        }
    }

    private static bool EndsWithNewLine(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-Math.Min(1, file.Length), SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private void WriteHead(SignedAuditHead head)
    {
        var path = Path.Combine(HeadsFolder, head.Head.Size.ToString("D12", CultureInfo.InvariantCulture) + ".json");
        File.WriteAllBytes(path + ".part", head.ToJson());
        File.Move(path + ".part", path, overwrite: true);
    }

    private List<string> HeadFiles() => Directory.Exists(HeadsFolder) ? [.. Directory.EnumerateFiles(HeadsFolder, "*.json").Order(StringComparer.Ordinal)] : [];

    private List<string> Shards() => Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "entries-*.csv").Order(StringComparer.Ordinal)] : [];

    /// <summary>Meets each signed head when the recomputed tree has its size.</summary>
    private sealed class HeadWalk(List<SignedAuditHead?> heads, ReceiptKeySet? keys)
    {
        public int Met { get; private set; }

        /// <summary>Size up to which everything fitted.</summary>
        public long LastGood { get; private set; }

        /// <summary>Entries that the newest head covers; all, when it cannot be read.</summary>
        public long Last => heads.Count == 0 ? 0 : heads[^1]?.Head.Size ?? long.MaxValue;

        public WitnessFault Meet(MerkleFrontier frontier)
        {
            while (Met < heads.Count && (heads[Met] is not { } head || head.Head.Size <= frontier.Size))
            {
                if (heads[Met] is not { } next || next.Head != new AuditHead(frontier.Size, frontier.Root()))
                {
                    return WitnessFault.HeadDiffers;
                }

                if (keys is not null && !next.IsSignedBy(keys))
                {
                    return WitnessFault.HeadNotSigned;
                }

                Met++;
                LastGood = frontier.Size;
            }

            return WitnessFault.None;
        }
    }

    /// <summary>Appends to the file of each entry's year; on disk when disposed. A clock that went back opens no earlier file: files are in order.</summary>
    private sealed class ShardWriter(string folder) : IDisposable
    {
        private readonly SortedDictionary<int, StreamWriter> open = [];
        private int year = Directory.EnumerateFiles(folder, "entries-*.csv")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path)["entries-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : 0)
            .DefaultIfEmpty(0).Max();

        public void Write(AuditEntry entry)
        {
            year = Math.Max(year, entry.RecordedAt.UtcDateTime.Year);
            if (!open.TryGetValue(year, out var file))
            {
                var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"entries-{year:D4}.csv"));
                var isNew = !File.Exists(path);
                open[year] = file = new StreamWriter(path, append: true, Encoding.ASCII) { NewLine = "\n" };
                if (isNew)
                {
                    file.WriteLine(Header);
                }
            }

            file.WriteLine(WitnessLine.Of(entry));
        }

        public void Dispose()
        {
            foreach (var file in open.Values)
            {
                file.Flush();
                (file.BaseStream as FileStream)?.Flush(flushToDisk: true);
                file.Dispose();
            }
        }
    }
}
