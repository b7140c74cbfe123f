namespace SocialInsurance.Comparison;

/// <summary>Reads one piece of a file, or all of it, with the engine's own workers.</summary>
sealed class PieceReading(DataFile file, int source, FeedScene scene, int threads)
{
    readonly SubjectMarks? people = file.Descriptor.Kind == SourceKind.Terminal ? new SubjectMarks(scene.SubjectCount) : null;

    /// <param name="piece">Null: the whole file, whose digest is taken on the way.</param>
    internal UnitResult Run(FilePiece? piece, ProgressMeter progress, CancellationToken cancellationToken)
    {
        FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new FeedWorker(file, source, scene, people))];
        try
        {
            var rejects = new List<(long Sequence, List<RejectedRow> Rows)>();
            using var blocks = new BlockSource(file, bytes => progress.Advance(bytes, 0), piece);
            FileScan.Run(blocks, file, workers, progress, worker => Keep(rejects, worker), cancellationToken);
            bool isFirstPart = scene.Partition.IsFirst; // rows without key, rejects and samples do not depend on the part
            return new UnitResult(
                FactsOf(workers, blocks, piece is not null),
                isFirstPart ? [.. rejects.OrderBy(r => r.Sequence).SelectMany(r => r.Rows)] : [],
                isFirstPart ? [.. workers.SelectMany(w => w.Delivery.Sample.Entries)] : [],
                [.. Records(workers)],
                [.. workers.SelectMany(w => w.Unlinked.Text.ToArray())],
                people is null ? [] : [.. people.Marked()]);
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }
    }

    static void Keep(List<(long Sequence, List<RejectedRow> Rows)> all, RowWorker worker)
    {
        if (worker.Rejects.Count > 0)
        {
            lock (all)
            {
                all.Add((worker.Block.Sequence, worker.Rejects));
            }
        }
    }

    UnitFacts FactsOf(FeedWorker[] workers, BlockSource blocks, bool isPiece) => new()
    {
        Sha256 = isPiece ? "" : file.Sha256,
        Checksums = isPiece ? [blocks.Checksum] : [],
        NextLine = blocks.NextLine,
        Accepted = workers.Sum(w => w.Accepted),
        Rejected = workers.Sum(w => w.RejectedCount),
        Matched = workers.Sum(w => w.Matched),
        NameDisagreed = workers.Sum(w => w.NameDisagreed),
        Unmatched = workers.Sum(w => w.Unmatched),
        FirstFutureOn = workers.Min(w => w.FirstFutureOn),
        ChecksumFailures = workers.Sum(w => w.Delivery.ChecksumFailures),
    };

    /// <summary>Records of all workers, their texts end to end.</summary>
    static IEnumerable<UnlinkedRecord> Records(FeedWorker[] workers)
    {
        int start = 0;
        foreach (FeedWorker worker in workers)
        {
            foreach (UnlinkedRecord record in worker.Unlinked.Records)
            {
                yield return record with { TextAt = record.TextAt + start };
            }

            start += worker.Unlinked.Text.Length;
        }
    }
}
