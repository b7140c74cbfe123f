using System.CommandLine;
using System.Globalization;
using SocialInsurance.Cli.Capacity;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>capacity simulate</c>: a day of live sessions, event by event; the instances it needs, or what so many instances give.</summary>
internal static class CapacitySimulateCommand
{
    private const double FramesPerSecond = 8;
    private const double Lifetime = 120; // the service ends a session then
    private const double Share = 0.99;

    private static readonly Option<long> Sessions = new("--sessions-per-day") { Description = Strings.Get("OptionCapacitySessions"), DefaultValueFactory = _ => 8_000_000 };
    private static readonly Option<int?> Instances = new("--instances") { Description = Strings.Get("OptionSimulateInstances") };
    private static readonly Option<int> Cores = new("--cores-per-instance") { Description = Strings.Get("OptionSimulateCores"), DefaultValueFactory = _ => 8 };
    private static readonly Option<double> Places = new("--places-per-core") { Description = Strings.Get("OptionSimulatePlaces"), DefaultValueFactory = _ => CapacityPlan.PlacesPerCore };
    private static readonly Option<double> Wait = new("--wait-seconds") { Description = Strings.Get("OptionSimulateWait"), DefaultValueFactory = _ => 10 };
    private static readonly Option<double> Spread = new("--spread") { Description = Strings.Get("OptionSimulateSpread"), DefaultValueFactory = _ => 0.4 };
    private static readonly Option<double> Patience = new("--patience-seconds") { Description = Strings.Get("OptionSimulatePatience"), DefaultValueFactory = _ => 600 };
    private static readonly Option<double> CpuMs = new("--cpu-ms-per-frame") { Description = Strings.Get("OptionSimulateCpu"), DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Shape = new("--shape") { Description = Strings.Get("OptionSimulateShape"), HelpName = "W0,...,W23" };
    private static readonly Option<int> Sites = new("--sites") { Description = Strings.Get("OptionSimulateSites"), DefaultValueFactory = _ => 1 };
    private static readonly Option<double?> LoseAt = new("--lose-site-at") { Description = Strings.Get("OptionSimulateLoseAt"), HelpName = "HOUR" };
    private static readonly Option<int> Seeds = new("--seeds") { Description = Strings.Get("OptionSimulateSeeds"), DefaultValueFactory = _ => 3 };

    internal static Command Create()
    {
        Sessions.Validators.Add(result => CommandContext.RequireRange(result, Sessions, 1, 100_000_000));
        Cores.Validators.Add(result => CommandContext.RequireRange(result, Cores, 1, 1024));
        Sites.Validators.Add(result => CommandContext.RequireRange(result, Sites, 1, 100));
        Seeds.Validators.Add(result => CommandContext.RequireRange(result, Seeds, 1, 100));
        CapacityCommand.RequireAbove(Places, 0.1, 1000);
        CapacityCommand.RequireAbove(Wait, 0, 3600);
        CapacityCommand.RequireAbove(Spread, 0, 2);
        CapacityCommand.RequireAbove(Patience, 1, 86400);
        CapacityCommand.RequireAbove(CpuMs, 0, 1000);
        var help = CommandContext.Help(
            "CapacitySimulateHelp",
            "capacity simulate --sessions-per-day 8000000 --wait-seconds 10",
            "capacity simulate --sessions-per-day 80000 --instances 2 --json",
            "capacity simulate --sessions-per-day 800000 --sites 3 --lose-site-at 10");
        var command = new Command("simulate", help) { Sessions, Instances, Cores, Places, Wait, CapacityCommand.SessionSeconds, Spread, Patience, CpuMs, Shape, Sites, LoseAt, Seeds, CapacityCommand.Costs };
        command.Validators.Add(result =>
        {
            if (result.GetValue(LoseAt) is { } hour && (hour is < 0 or >= 24 || result.GetValue(Sites) < 2))
            {
                result.AddError(CommandContext.Invariant($"--lose-site-at: {Strings.Expected} 0..24, --sites 2.., {Strings.Found} {hour}, {result.GetValue(Sites)}"));
            }

            if (result.GetValue(Instances) is < 1 or > 65536)
            {
                result.AddError(CommandContext.Invariant($"--instances: {Strings.Expected} 1..65536, {Strings.Found} {result.GetValue(Instances)}"));
            }

            if (result.GetValue(Shape) is { } shape && DayShape.Parse(shape) is null)
            {
                result.AddError(CommandContext.Invariant($"--shape: {Strings.Expected} W0,...,W23, {Strings.Found} {shape}"));
            }
        });
        command.Handle(Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var day = DayOf(parsed);
        int[] seeds = [.. Enumerable.Range(1, parsed.GetValue(Seeds))];
        var wait = parsed.GetValue(Wait);
        int? instances;
        DayResult[] days;
        using (var progress = terminal.Progress())
        {
            long done = 0;
            instances = parsed.GetValue(Instances)
                ?? CoreSearch.Fewest(day, Share, wait, seeds, tried => progress.Report(Strings.Get("PhaseSimulate"), ++done, 0, Strings.Get("UnitDays")), cancellation);
            days = instances is not { } found ? [] : [.. seeds.Select(seed => DaySimulation.Run(day with { Instances = found, Seed = seed }, cancellation))];
        }

        if (instances is null)
        {
            throw new InputRefused(new CliError("tooLarge", Strings.Get("SimulateTooLarge"), Expected: "1..65536", Found: Strings.Get("OptionSimulateInstances")));
        }

        day = day with { Instances = instances.Value };
        var kept = days.All(one => one.WaitQuantile(Share) <= wait);
        terminal.Result(Document(day, days, wait, kept), console => Show(day, days, wait, console));
        return kept ? ExitCode.Positive : ExitCode.Negative;
    }

    private static DayOptions DayOf(ParseResult parsed)
    {
        var asked = parsed.GetValue(CpuMs);
        var cpuMs = asked > 0 ? asked : CapacityCommand.ReadCosts(parsed.GetValue(CapacityCommand.Costs)).CpuMsPerFrame;
        return new DayOptions
        {
            Arrivals = parsed.GetValue(Sessions),
            Shape = parsed.GetValue(Shape) is { } shape ? DayShape.Parse(shape)! : DayShape.Office,
            Instances = 0,
            CoresPerInstance = parsed.GetValue(Cores),
            PlacesPerCore = parsed.GetValue(Places),
            CoresPerSession = FramesPerSecond * cpuMs / 1000,
            Length = new SpanLaw.LogNormal(parsed.GetValue(CapacityCommand.SessionSeconds), parsed.GetValue(Spread), Lifetime),
            PatienceSeconds = parsed.GetValue(Patience),
            Loss = parsed.GetValue(LoseAt) is { } hour ? new SiteLoss(hour * DayShape.SecondsPerHour, parsed.GetValue(Sites)) : null,
            Seed = 1,
        };
    }

    private static object Document(DayOptions day, DayResult[] days, double wait, bool kept) => new
    {
        instances = day.Instances,
        cores = day.Instances * day.CoresPerInstance,
        placesPerInstance = day.PlacesPerInstance,
        coresPerSession = Math.Round(day.CoresPerSession, 4),
        sessionSeconds = day.Length.MeanSeconds,
        seeds = days.Length,
        arrived = days.Sum(one => one.Arrived),
        served = days.Sum(one => one.Served),
        refused = days.Sum(one => one.Refused),
        left = days.Sum(one => one.Left),
        toldToWait = days.Sum(one => one.Tries),
        interrupted = days.Sum(one => one.Interrupted),
        waitSeconds = new { mean = Range(days, one => one.MeanWait), p50 = Range(days, one => one.WaitQuantile(0.5)), p90 = Range(days, one => one.WaitQuantile(0.9)), p99 = Range(days, one => one.WaitQuantile(Share)) },
        peakSessions = Range(days, one => one.Peak),
        stretch = Range(days, one => one.Stretch),
        hours = Enumerable.Range(0, DayShape.Hours).Select(hour => new { hour, arrived = days.Sum(one => one.ByHour[hour].Arrived), notAtOnce = days.Sum(one => one.ByHour[hour].NotAtOnce) }),
        target = new { share = Share, waitSeconds = wait, kept },
    };

    /// <summary>Least and most over the seeds; null stands for: so many went away that nobody can say.</summary>
    private static object Range(DayResult[] days, Func<DayResult, double> value)
    {
        double? Finite(double found) => double.IsFinite(found) ? Math.Round(found, 3) : null;
        return new { least = Finite(days.Min(value)), most = Finite(days.Max(value)) };
    }

    private static void Show(DayOptions day, DayResult[] days, double wait, IAnsiConsole console)
    {
        string Text(Func<DayResult, double> value, string format = "N1") => string.Join(" .. ", new[] { days.Min(value), days.Max(value) }.Distinct().Select(found => found.ToString(format, CultureInfo.InvariantCulture)));
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnMeasure"), Strings.Get("ColumnValue"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateInstances")), CommandContext.Invariant($"{day.Instances} x {day.CoresPerInstance} = {day.Instances * day.CoresPerInstance}"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateArrived")), Text(one => one.Arrived, "N0"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateServed")), Text(one => one.Served, "N0"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateRefused")), Text(one => one.Refused, "N0"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateLeft")), Text(one => one.Left, "N0"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateToldToWait")), Text(one => one.Tries, "N0"));
        table.AddRow(Markup.Escape(Strings.Get("SimulateInterrupted")), Text(one => one.Interrupted, "N0"));
        table.AddRow("p50 s", Text(one => one.WaitQuantile(0.5)));
        table.AddRow("p90 s", Text(one => one.WaitQuantile(0.9)));
        table.AddRow("p99 s", Text(one => one.WaitQuantile(Share)));
        table.AddRow(Markup.Escape(Strings.Get("SimulatePeak")), Text(one => one.Peak, "N0"));
        console.Write(table);
        console.MarkupLine(Markup.Escape(Strings.Format("SimulateSummary", days.Length, wait)));
    }
}
