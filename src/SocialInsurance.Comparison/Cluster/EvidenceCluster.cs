using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>
/// The servers of a run, each known to be what it was set up for. A key belongs to one shard, by the hash that also divides the keys of a run in
/// passes. Owns the connections. Thread-safe but for <see cref="Loads"/>.
/// </summary>
sealed class EvidenceCluster : IDisposable
{
    static readonly (int Major, int Minor) OldestVersion = (18, 16);

    readonly IReadOnlyList<IShard> shards;

    EvidenceCluster(IReadOnlyList<IShard> shards, ComparisonRequest request, ClusterOptions options)
    {
        this.shards = shards;
        Options = options;
        Tables = new ClusterTables(options.Database);
        Loads = new LoadBook(shards, Tables);
        byte[] place = Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{request.Folder.PathOf("")}");
        Run = Convert.ToHexStringLower(SHA256.HashData(place).AsSpan(0, 8));
    }

    internal ClusterOptions Options { get; }

    internal ClusterTables Tables { get; }

    internal LoadBook Loads { get; }

    /// <summary>Names the view of a run; a run to the same folder takes the place of one that was cut off.</summary>
    internal string Run { get; }

    internal int Count => shards.Count;

    internal IShard this[int shard] => shards[shard];

    /// <summary>The shard that owns a key.</summary>
    internal int OwnerOf(long key) => KeyPartition.Of(key, shards.Count);

    /// <summary>Reaches every server, checks it, and makes the tables that are missing.</summary>
    /// <exception cref="InputRefusedException">A server is not there, too old, or set up as another shard; or the run asks for what a cluster does not do.</exception>
    internal static EvidenceCluster Join(ComparisonRequest request, CancellationToken cancellationToken)
    {
        ClusterOptions options = request.Cluster ?? throw new InvalidOperationException("no cluster is asked for");
        options.Check();
        if (request.Previous is not null)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.NotYetSupported, "a run on a cluster builds on no previous run: the cluster remembers which files it holds", Expected: "no previous run", Found: "one"));
        }

        var cluster = new EvidenceCluster(
            options.Servers ?? [.. Enumerable.Range(1, options.Shards.Count).Select(number => new ClickHouseShard(options, number))], request, options);
        try
        {
            foreach (IShard shard in cluster.shards)
            {
                RefuseIfOld(shard, cancellationToken);
            }

            cluster.Create(cancellationToken);
            cluster.Loads.Read(cancellationToken);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Runs a piece of work for every shard at once.</summary>
    internal void Each(CancellationToken cancellationToken, Action<IShard> work) =>
        WorkerCrew.Run(shards.Count, cancellationToken, (i, _) => work(shards[i]));

    public void Dispose()
    {
        foreach (IShard shard in shards)
        {
            shard.Dispose();
        }
    }

    void Create(CancellationToken cancellationToken)
    {
        foreach (IShard shard in shards)
        {
            foreach (string sql in Tables.Create)
            {
                shard.Execute(sql, cancellationToken);
            }

            List<byte[]> member = RowReader.All(shard, Tables.ReadMember, 8, cancellationToken);
            byte[] expected = Member(shard.Number);
            if (member.Count == 0)
            {
                shard.Insert(Tables.Member, expected, cancellationToken);
            }
            else if (member.Count > 1 || !member[0].AsSpan().SequenceEqual(expected))
            {
                throw new InputRefusedException(new InputError(
                    InputErrorCode.ClusterMismatch,
                    $"shard {shard.Number}: this server was set up as another one; give all servers in their order, or another database",
                    Expected: Describe(expected), Found: Describe(member[0])));
            }
        }
    }

    byte[] Member(int number)
    {
        byte[] row = new byte[8];
        var fields = new RowFields(row);
        fields.Add((ushort)number);
        fields.Add((ushort)shards.Count);
        fields.Add(ClusterTables.Form);
        return row;
    }

    static string Describe(byte[] member) => FormattableString.Invariant(
        $"shard {BinaryPrimitives.ReadUInt16LittleEndian(member)} of {BinaryPrimitives.ReadUInt16LittleEndian(member.AsSpan(2))}, form {BinaryPrimitives.ReadUInt32LittleEndian(member.AsSpan(4))}");

    static void RefuseIfOld(IShard shard, CancellationToken cancellationToken)
    {
        byte[] row = RowReader.All(
            shard, "SELECT toUInt32(splitByChar('.', version())[1]) AS major, toUInt32(splitByChar('.', version())[2]) AS minor", 8, cancellationToken)[0];
        var found = (BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt32LittleEndian(row.AsSpan(4)));
        if (found.CompareTo(OldestVersion) < 0)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.ClusterMismatch, $"shard {shard.Number} runs a version that is too old",
                Expected: FormattableString.Invariant($"{OldestVersion.Major}.{OldestVersion.Minor} or later"),
                Found: FormattableString.Invariant($"{found.Item1}.{found.Item2}")));
        }
    }
}
