namespace SocialInsurance.Comparison;

/// <summary>
/// The servers that keep the evidence: ClickHouse 18.16 or later, reached over HTTP. Each owns the keys of one part; their order and
/// number are part of what they hold. Immutable.
/// </summary>
public sealed record ClusterOptions
{
    /// <summary>Most servers of one cluster.</summary>
    public const int MostShards = 256;

    /// <summary>One address a shard, <c>http://host:8123/</c> or https; never with a user or password in it.</summary>
    public required IReadOnlyList<Uri> Shards { get; init; }

    /// <summary>Database on each server, made when it is missing: letters, digits and underscores.</summary>
    public string Database { get; init; } = "sicert";

    /// <summary>Goes into a header, never into an address.</summary>
    public string User { get; init; } = "default";

    /// <summary>Goes into a header, never into an address.</summary>
    public string Password { get; init; } = "";

    /// <summary>A server that gives no sign of life for so long is lost. 1 s to 1 h.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is sent before its shard counts as lost, 1 to 20; the wait between doubles from a quarter of a second.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// Rows of one insert, 1 to 2^20: what a worker holds back for a shard, 40 bytes each. A worker that sends does not read, so no more
    /// than threads x shards of these are in memory.
    /// </summary>
    public int BatchRows { get; init; } = 1 << 17;

    /// <summary>Servers that are reached otherwise.</summary>
    internal IReadOnlyList<IShard>? Servers { get; init; }

    /// <summary>Without user and password.</summary>
    public override string ToString() => $"{Shards.Count} shards";

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Servers?.Count ?? Shards.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Shards.Count, MostShards);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Patience, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Attempts, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchRows, 1 << 20);
        if (Shards.Any(s => !s.IsAbsoluteUri || s.Scheme is not ("http" or "https") || s.UserInfo.Length > 0))
        {
            throw new ArgumentException("a shard is an http or https address without user information", nameof(Shards));
        }

        if (Database.Length is 0 or > 64 || !Database.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException("a database is named by letters, digits and underscores", nameof(Database));
        }
    }
}

/// <summary>What a run asked of its cluster.</summary>
/// <param name="Shards">Servers.</param>
/// <param name="FilesSent">Feed files whose rows went to the cluster.</param>
/// <param name="FilesKnown">Feed files that the cluster held already, whole, under the same digest, descriptor and program.</param>
/// <param name="RowsSent">Evidence rows of <paramref name="FilesSent"/> and, when the register was not known, its keys; retries not counted.</param>
/// <param name="BytesSent">Their bytes.</param>
/// <param name="BytesReceived">Bytes of merged evidence.</param>
public sealed record ClusterReport(int Shards, int FilesSent, int FilesKnown, long RowsSent, long BytesSent, long BytesReceived);
