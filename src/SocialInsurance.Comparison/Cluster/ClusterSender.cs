namespace SocialInsurance.Comparison;

/// <summary>
/// Rows of one worker on their way to the shards that own them. A full buffer is sent by the thread that filled it. Not thread-safe.
/// </summary>
sealed class ClusterSender
{
    readonly EvidenceCluster cluster;
    readonly string into;
    readonly CancellationToken cancellationToken;
    readonly RowBuffer[] buffers;
    readonly long[] rows;

    /// <param name="into">Table with columns.</param>
    /// <param name="rowBytes">Of each row.</param>
    internal ClusterSender(EvidenceCluster cluster, string into, int rowBytes, CancellationToken cancellationToken)
    {
        this.cluster = cluster;
        this.into = into;
        this.cancellationToken = cancellationToken;
        buffers = [.. Enumerable.Range(0, cluster.Count).Select(_ => new RowBuffer(rowBytes, cluster.Options.BatchRows))];
        rows = new long[cluster.Count];
    }

    /// <summary>By shard.</summary>
    internal IReadOnlyList<long> Rows => rows;

    internal long Bytes { get; private set; }

    /// <summary>Latest event date that was sent.</summary>
    internal int LastOn { get; private set; }

    /// <param name="until">yyyymmdd, 0 unless an interval.</param>
    internal void AddEvidence(ulong load, long key, ulong name, int occurredOn, int until, long line)
    {
        RowFields row = RowFor(key);
        row.Add(load);
        row.Add((ulong)key);
        row.Add(name);
        row.Add(occurredOn);
        row.Add(until);
        row.Add((ulong)line);
        LastOn = Math.Max(LastOn, occurredOn);
    }

    internal void AddSubject(ulong load, in Subject subject, int index)
    {
        RowFields row = RowFor(subject.Key);
        row.Add(load);
        row.Add((ulong)subject.Key);
        row.Add(subject.NameKey);
        row.Add(index);
    }

    /// <summary>Sends what is left.</summary>
    internal void Flush()
    {
        for (int shard = 0; shard < buffers.Length; shard++)
        {
            Flush(shard);
        }
    }

    RowFields RowFor(long key)
    {
        int shard = cluster.OwnerOf(key);
        if (buffers[shard].IsFull)
        {
            Flush(shard);
        }

        rows[shard]++;
        return new RowFields(buffers[shard].Next());
    }

    void Flush(int shard)
    {
        if (buffers[shard].Rows > 0)
        {
            cluster[shard].Insert(into, buffers[shard].Written, cancellationToken);
            Bytes += buffers[shard].Written.Length;
            buffers[shard].Clear();
        }
    }
}
