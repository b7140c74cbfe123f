using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialInsurance.Cli.Capacity;

/// <summary>What was measured; seconds are CPU seconds, user and kernel, of every process concerned.</summary>
internal enum CostSeries
{
    /// <summary>A whole comparison run by one thread, over records and people.</summary>
    ComparisonCpu = 1,

    /// <summary>Its peak resident bytes.</summary>
    ComparisonMemory,

    /// <summary>Bytes of the run folder.</summary>
    RunFolder,

    /// <summary>Bytes of register and feeds.</summary>
    Input,

    /// <summary>Registering people and recording one silent decision for each, SQLite.</summary>
    RecordingCpu,

    /// <summary>The same on PostgreSQL, its server included.</summary>
    RecordingPostgresCpu,

    /// <summary>Bytes of the data folder after it, SQLite.</summary>
    Store,

    /// <summary>Bytes of the database after it, PostgreSQL.</summary>
    StorePostgres,

    /// <summary>Bytes of write-ahead log of PostgreSQL for it.</summary>
    WriteAhead,

    /// <summary>Bytes of the audit log's tables and indexes for it, PostgreSQL.</summary>
    AuditPostgres,

    /// <summary>Backing such a store up, SQLite.</summary>
    BackupCpu,

    /// <summary>Restoring it with its log verified, SQLite.</summary>
    RestoreCpu,

    /// <summary>Bytes of the backup.</summary>
    BackupSize,

    /// <summary>Live face sessions, the service's part.</summary>
    SessionCpu,

    /// <summary>Partners' questions.</summary>
    StatusCpu,

    /// <summary>Windows of the caseworkers' queue, 5,000 cases open.</summary>
    QueueCpu,

    /// <summary>Pushed events.</summary>
    EventCpu,
}

/// <param name="Records">read by a comparison; 0 elsewhere</param>
/// <param name="Count">people, decisions, sessions or requests</param>
/// <param name="Measured">seconds or bytes</param>
/// <param name="HeldOut">no formula was fitted to it: it judges them</param>
internal sealed record CostPoint(CostSeries Series, double Records, double Count, double Measured, bool HeldOut);

/// <summary>What was measured on one machine, and the formulas that follow. Immutable.</summary>
/// <param name="FramesPerSession">mean, of the clips played</param>
/// <param name="FrameBytes">mean size of a frame</param>
/// <param name="SessionSeconds">lengths of the sessions played, few at once</param>
/// <param name="FrameMs">101 quantiles, 0 to 100 %, of the time from a frame sent to its guidance, one session at a time</param>
/// <param name="ServiceBytes">resident memory of an instance after it</param>
internal sealed record MeasuredCosts(
    string Machine,
    string Load,
    string On,
    IReadOnlyList<CostPoint> Points,
    double FramesPerSession,
    double FrameBytes,
    IReadOnlyList<double> SessionSeconds,
    IReadOnlyList<double> FrameMs,
    double ServiceBytes)
{
    internal const string ResourceName = "capacity.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>As the program carries them: measured where its results were made, not here.</summary>
    internal static MeasuredCosts Carried { get; } = ReadCarried();

    [JsonIgnore]
    internal double CpuMsPerFrame => Formula(CostSeries.SessionCpu).PerMillion / 1e6 / FramesPerSession * 1000;

    /// <summary>Fitted to the points that are not held out.</summary>
    internal LinearCost Formula(CostSeries series) => LinearCost.Fit([.. Points.Where(point => point.Series == series && !point.HeldOut)]);

    /// <summary>Formula over measured, less one.</summary>
    internal double ErrorOf(CostPoint point) => (Formula(point.Series).Of(point.Records, point.Count) / point.Measured) - 1;

    /// <exception cref="JsonException">not such a file</exception>
    internal static MeasuredCosts Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<MeasuredCosts>(json, Options) ?? throw new JsonException("expected an object, found null");

    internal string ToJson() => JsonSerializer.Serialize(this, Options);

    private static MeasuredCosts ReadCarried()
    {
        using var stream = typeof(MeasuredCosts).Assembly.GetManifestResourceStream(ResourceName)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }
}
