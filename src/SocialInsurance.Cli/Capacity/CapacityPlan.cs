namespace SocialInsurance.Cli.Capacity;

/// <summary>How much there is to do.</summary>
/// <param name="Records">that a comparison in full reads</param>
/// <param name="SessionsPerDay">live face sessions on the day that counts</param>
/// <param name="QuestionsPerDay">of partners</param>
/// <param name="SessionSeconds">mean length of a session; the service supposes 25 before it has seen any</param>
internal sealed record CapacityDemand(double People, double Records, double SessionsPerDay, double QuestionsPerDay, double SessionSeconds)
{
    internal const double RecordsPerPerson = 45; // 140 million records a year for 3.18 million people
    internal const double DefaultSessionSeconds = 25;

    /// <summary>As many events as records, spread over the year.</summary>
    internal double EventsPerDay => Records / 365;

    internal double PeakSessionsPerSecond => SessionsPerDay * DayShape.Office.PeakShare / DayShape.SecondsPerHour;

    internal double PeakQuestionsPerSecond => QuestionsPerDay * DayShape.Office.PeakShare / DayShape.SecondsPerHour;

    internal double SessionsAtOnce => PeakSessionsPerSecond * SessionSeconds;

    internal CapacityDemand Times(double factor) => this with
    {
        People = People * factor,
        Records = Records * factor,
        SessionsPerDay = SessionsPerDay * factor,
        QuestionsPerDay = QuestionsPerDay * factor,
    };
}

/// <summary>What one machine has and how long things may take.</summary>
/// <param name="NightSeconds">for the comparison and its recording</param>
/// <param name="RestoreSeconds">until a lost store serves again; the field asks for 30 minutes</param>
internal sealed record CapacityLimits(double Cores, double MemoryBytes, double DiskBytes, double NetworkBitsPerSecond, double NightSeconds, double RestoreSeconds)
{
    internal static CapacityLimits Default { get; } = new(32, 128e9, 4e12, 10e9, 6 * 3600, 1800);
}

/// <summary>What has to be there.</summary>
internal enum Resource
{
    ComparisonCpuSeconds,
    ComparisonCores,
    ComparisonMemoryBytes,
    InputBytes,
    RunFolderBytes,
    RecordingSeconds,
    StoreRows,
    StoreBytes,
    AuditBytes,
    WriteAheadBytes,
    BackupBytes,
    RestoreSeconds,
    SessionsAtOnce,
    FacePlacesCores,
    FaceCpuCores,
    FaceCores,
    FaceMemoryBytes,
    FrameBitsPerSecond,
    QuestionCores,
    CommitsPerSecond,
    ShortLivedBytes,
}

/// <summary>What may run out first.</summary>
internal enum Bottleneck
{
    /// <summary>Comparison by one machine within the night.</summary>
    ComparisonTime,

    /// <summary>State of the comparison in one machine's memory.</summary>
    ComparisonMemory,

    /// <summary>One writer of decisions and audit entries within the night.</summary>
    RecordingTime,

    /// <summary>The same writer in the busiest hour of the day.</summary>
    WriterAtPeak,

    /// <summary>Face work of one machine.</summary>
    FaceCores,

    /// <summary>Frames through one machine's network.</summary>
    Network,

    /// <summary>The store on one machine's disk, ten years of it.</summary>
    Disk,

    /// <summary>Time until a lost store serves again.</summary>
    Restore,
}

/// <param name="Share">of the limit; above 1 it does not fit</param>
internal readonly record struct BottleneckLoad(Bottleneck Bottleneck, double Load, double Limit)
{
    internal double Share => Load / Limit;
}

/// <summary>The formulas of the capacity plan: demand times measured unit costs. Pure.</summary>
internal sealed class CapacityPlan
{
    internal const double PlacesPerCore = 10; // default of the service
    private const double Spare = 1.25; // places and cores beyond the mean of the busiest hour
    private const double CoresPerInstance = 8;
    private const double FramesPerSecond = 8;
    private const double RowsPerPerson = 3; // the person, the decision, its audit entry
    private const double YearsKept = 10;

    // a session's record, its nonce and the person's present session, as text with keys; reckoned from their fields, not measured
    private const double ShortLivedBytesPerSession = 2048;

    private readonly Dictionary<Resource, double> values = [];

    internal CapacityPlan(CapacityDemand demand, CapacityLimits limits, MeasuredCosts costs)
    {
        Demand = demand;
        Comparison(demand, limits, costs);
        Store(demand, costs);
        Faces(demand, costs);
        values[Resource.QuestionCores] = demand.PeakQuestionsPerSecond * Per(costs, CostSeries.StatusCpu);
        values[Resource.CommitsPerSecond] = demand.PeakSessionsPerSecond + demand.PeakQuestionsPerSecond;
        Loads = [.. LoadsOf(demand, limits, costs).OrderByDescending(load => load.Share)];
    }

    internal CapacityDemand Demand { get; }

    /// <summary>Highest share of its limit first.</summary>
    internal IReadOnlyList<BottleneckLoad> Loads { get; }

    internal double this[Resource resource] => values[resource];

    /// <summary>Seconds for one, without the part that is always there.</summary>
    private static double Per(MeasuredCosts costs, CostSeries series) => costs.Formula(series).PerMillion / 1e6;

    private void Comparison(CapacityDemand demand, CapacityLimits limits, MeasuredCosts costs)
    {
        double Of(CostSeries series) => costs.Formula(series).Of(demand.Records, demand.People);
        values[Resource.ComparisonCpuSeconds] = Of(CostSeries.ComparisonCpu);
        values[Resource.ComparisonCores] = values[Resource.ComparisonCpuSeconds] / limits.NightSeconds;
        values[Resource.ComparisonMemoryBytes] = Of(CostSeries.ComparisonMemory);
        values[Resource.InputBytes] = Of(CostSeries.Input);
        values[Resource.RunFolderBytes] = Of(CostSeries.RunFolder);
    }

    private void Store(CapacityDemand demand, MeasuredCosts costs)
    {
        double Of(CostSeries series) => costs.Formula(series).Of(0, demand.People);
        values[Resource.RecordingSeconds] = Of(CostSeries.RecordingPostgresCpu);
        values[Resource.StoreRows] = demand.People * RowsPerPerson;
        values[Resource.StoreBytes] = Of(CostSeries.StorePostgres);
        values[Resource.AuditBytes] = Of(CostSeries.AuditPostgres);
        values[Resource.WriteAheadBytes] = Of(CostSeries.WriteAhead);
        values[Resource.BackupBytes] = Of(CostSeries.BackupSize);
        values[Resource.RestoreSeconds] = Of(CostSeries.RestoreCpu);
    }

    private void Faces(CapacityDemand demand, MeasuredCosts costs)
    {
        var atOnce = demand.SessionsAtOnce * Spare;
        values[Resource.SessionsAtOnce] = demand.SessionsAtOnce;
        values[Resource.FacePlacesCores] = atOnce / PlacesPerCore;
        values[Resource.FaceCpuCores] = atOnce * FramesPerSecond * costs.CpuMsPerFrame / 1000;
        values[Resource.FaceCores] = Math.Max(values[Resource.FacePlacesCores], values[Resource.FaceCpuCores]);
        values[Resource.FaceMemoryBytes] = Math.Ceiling(values[Resource.FaceCores] / CoresPerInstance) * costs.ServiceBytes;
        values[Resource.FrameBitsPerSecond] = demand.SessionsAtOnce * FramesPerSecond * costs.FrameBytes * 8;
        values[Resource.ShortLivedBytes] = demand.SessionsAtOnce * ShortLivedBytesPerSession;
    }

    private IEnumerable<BottleneckLoad> LoadsOf(CapacityDemand demand, CapacityLimits limits, MeasuredCosts costs) =>
    [
        new(Bottleneck.ComparisonTime, values[Resource.ComparisonCores], limits.Cores),
        new(Bottleneck.ComparisonMemory, values[Resource.ComparisonMemoryBytes], limits.MemoryBytes),
        new(Bottleneck.RecordingTime, values[Resource.RecordingSeconds], limits.NightSeconds),
        new(Bottleneck.WriterAtPeak, (demand.PeakSessionsPerSecond + demand.PeakQuestionsPerSecond) * Per(costs, CostSeries.StatusCpu), 1),
        new(Bottleneck.FaceCores, values[Resource.FaceCores], limits.Cores),
        new(Bottleneck.Network, values[Resource.FrameBitsPerSecond], limits.NetworkBitsPerSecond),
        new(Bottleneck.Disk, values[Resource.StoreBytes] * YearsKept, limits.DiskBytes),
        new(Bottleneck.Restore, values[Resource.RestoreSeconds], limits.RestoreSeconds),
    ];
}
