namespace SocialInsurance.Comparison;

/// <summary>
/// Reads a feed for a cluster: every accepted record goes to the shard that owns its key, whether the key is registered or not, so that a
/// load holds for any register. What only this reader can tell (rejects, counts, samples, unlinked records) it notes as ever.
/// </summary>
/// <param name="sender">Null: the cluster holds the file already.</param>
sealed class SendingWorker(DataFile file, int source, ClusterScene scene, SubjectMarks? people, ulong load, ClusterSender? sender)
    : FeedWorker(file, source, scene, people, mergesHere: false)
{
    private protected override void Send(long key, ReadOnlySpan<byte> name, int occurredOn, int endOn, long line) =>
        sender?.AddEvidence(load, key, NameKey.Of(name).Value, occurredOn, endOn, line);
}

/// <summary>What the feed workers of a run on a cluster share. Its board has no cells.</summary>
sealed class ClusterScene(SubjectSet subjects, int asOf, UnlinkedBudget unlinked, EvidenceCluster cluster, CancellationToken cancellationToken)
    : FeedScene(subjects.Whole, subjects.Count, new EvidenceBoard(0, 1, isShared: false), asOf, unlinked), IDisposable
{
    readonly List<ClusterSender> senders = [];
    ulong load;
    bool isSending;

    /// <summary>Of the file that is read or was read last; empty when the cluster held it already.</summary>
    internal IReadOnlyList<ClusterSender> Senders => senders;

    /// <summary>The next file has this load. One thread.</summary>
    internal void Begin(LoadName name, bool isKnown)
    {
        (load, isSending) = (name.Load, !isKnown);
        senders.Clear();
    }

    internal override FeedWorker WorkerFor(DataFile file, int source, SubjectMarks? people)
    {
        if (!isSending)
        {
            return new SendingWorker(file, source, this, people, load, null);
        }

        var sender = new ClusterSender(cluster, cluster.Tables.Evidence, ClusterTables.EvidenceBytes, cancellationToken);
        senders.Add(sender);
        return new SendingWorker(file, source, this, people, load, sender);
    }

    /// <summary>Sends what the workers of the file hold back.</summary>
    internal void Flush() => WorkerCrew.Run(Math.Max(1, senders.Count), cancellationToken, (i, _) => senders.ElementAtOrDefault(i)?.Flush());

    public void Dispose() => Board.Dispose();
}
