using System.Globalization;
using SocialInsurance.Cli.Capacity;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>A capacity plan for scripts and for people.</summary>
internal static class CapacityReport
{
    private static readonly string[] Sizes = ["B", "KB", "MB", "GB", "TB", "PB"];

    internal static object Document(CapacityPlan plan, CapacityLimits limits, MeasuredCosts costs) => new
    {
        people = plan.Demand.People,
        records = plan.Demand.Records,
        sessionsPerDay = Math.Round(plan.Demand.SessionsPerDay),
        questionsPerDay = Math.Round(plan.Demand.QuestionsPerDay),
        sessionSeconds = plan.Demand.SessionSeconds,
        limits = new { cores = limits.Cores, memoryBytes = limits.MemoryBytes, nightSeconds = limits.NightSeconds },
        resources = Enum.GetValues<Resource>().Select(resource => new { name = CamelCase(resource.ToString()), value = Rounded(plan[resource]), unit = UnitOf(resource) }),
        bottlenecks = plan.Loads.Select(load => new { name = CamelCase(load.Bottleneck.ToString()), share = Rounded(load.Share), load = Rounded(load.Load), limit = Rounded(load.Limit), remedy = RemedyOf(load.Bottleneck) }),
        first = CamelCase(plan.Loads[0].Bottleneck.ToString()),
        fits = plan.Loads[0].Share <= 1,
        costs = new { machine = costs.Machine, measuredOn = costs.On, load = costs.Load, worstErrorHeldOut = Rounded(costs.Points.Where(point => point.HeldOut).Select(point => Math.Abs(costs.ErrorOf(point))).DefaultIfEmpty().Max()) },
    };

    internal static void Show(CapacityPlan plan, MeasuredCosts costs, IAnsiConsole console)
    {
        var resources = new Table().Border(TableBorder.Simple);
        resources.AddColumns(Strings.Get("ColumnMeasure"), Strings.Get("ColumnValue"));
        foreach (var resource in Enum.GetValues<Resource>())
        {
            resources.AddRow(Markup.Escape(Strings.Get("Capacity" + resource)), Spelled(plan[resource], UnitOf(resource)));
        }

        var bottlenecks = new Table().Border(TableBorder.Simple);
        bottlenecks.AddColumns(Strings.Get("ColumnBottleneck"), Strings.Get("ColumnShareOfLimit"), Strings.Get("ColumnRemedy"));
        foreach (var load in plan.Loads)
        {
            bottlenecks.AddRow(Markup.Escape(Strings.Get("Bottleneck" + load.Bottleneck)), load.Share.ToString("P1", CultureInfo.InvariantCulture), Markup.Escape(RemedyOf(load.Bottleneck)));
        }

        console.Write(resources);
        console.Write(bottlenecks);
        console.MarkupLine(Markup.Escape(Strings.Format("CapacitySource", costs.On, costs.Machine, costs.Load)));
    }

    internal static string RemedyOf(Bottleneck bottleneck) => Strings.Get("Remedy" + bottleneck);

    /// <summary>A figure with its unit, to three digits.</summary>
    internal static string Spelled(double value, string unit)
    {
        if (unit == "bytes")
        {
            var size = value < 1000 ? 0 : Math.Min(Sizes.Length - 1, (int)(Math.Log10(value) / 3));
            return $"{Digits(value / Math.Pow(1000, size))} {Sizes[size]}";
        }

        return unit switch
        {
            "s" when value >= 3600 => $"{Digits(value / 3600)} h",
            "bit/s" => $"{Digits(value / 1e6)} Mbit/s",
            _ => $"{Digits(value)} {unit}".TrimEnd(),
        };
    }

    internal static string UnitOf(Resource resource) => resource switch
    {
        Resource.ComparisonCpuSeconds or Resource.RecordingSeconds or Resource.RestoreSeconds => "s",
        Resource.ComparisonCores or Resource.FacePlacesCores or Resource.FaceCpuCores or Resource.FaceCores or Resource.QuestionCores => "cores",
        Resource.ComparisonMemoryBytes or Resource.InputBytes or Resource.RunFolderBytes or Resource.StoreBytes or Resource.AuditBytes or Resource.WriteAheadBytes
            or Resource.BackupBytes or Resource.FaceMemoryBytes or Resource.ShortLivedBytes => "bytes",
        Resource.StoreRows => "rows",
        Resource.SessionsAtOnce => "sessions",
        Resource.FrameBitsPerSecond => "bit/s",
        Resource.CommitsPerSecond => "1/s",
    };

    internal static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Digits(double value) => value >= 1000 ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);

    private static double Rounded(double value) => value == 0 || !double.IsFinite(value) ? value : double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
