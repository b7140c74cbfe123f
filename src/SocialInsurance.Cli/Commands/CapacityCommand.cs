using System.CommandLine;
using SocialInsurance.Cli.Capacity;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>capacity plan</c>: from people, records and sessions to cores, memory, disk, network, and what runs out first.</summary>
internal static class CapacityCommand
{
    private const double DefaultSilentShare = 0.85;
    private const double SurgeOverMean = 3; // the first days of a month
    private const double DefaultQuestionShare = 0.01;
    private const long MostPeople = 10_000_000_000;

    internal static readonly Option<long> People = new("--people") { Description = Strings.Get("OptionCapacityPeople"), DefaultValueFactory = _ => 3_180_000 };
    internal static readonly Option<double> SessionSeconds = new("--session-seconds") { Description = Strings.Get("OptionCapacitySessionSeconds"), DefaultValueFactory = _ => CapacityDemand.DefaultSessionSeconds };
    internal static readonly Option<string?> Costs = new("--costs") { Description = Strings.Get("OptionCapacityCosts"), HelpName = "FILE" };

    private static readonly Option<long?> Records = new("--records") { Description = Strings.Get("OptionCapacityRecords") };
    private static readonly Option<long?> Sessions = new("--sessions-per-day") { Description = Strings.Get("OptionCapacitySessions") };
    private static readonly Option<long?> Questions = new("--questions-per-day") { Description = Strings.Get("OptionCapacityQuestions") };
    private static readonly Option<int> Cores = new("--cores") { Description = Strings.Get("OptionCapacityCores"), DefaultValueFactory = _ => (int)CapacityLimits.Default.Cores };
    private static readonly Option<string> Memory = new("--memory") { Description = Strings.Get("OptionCapacityMemory"), DefaultValueFactory = _ => "128g" };
    private static readonly Option<double> Night = new("--night-hours") { Description = Strings.Get("OptionCapacityNight"), DefaultValueFactory = _ => CapacityLimits.Default.NightSeconds / DayShape.SecondsPerHour };

    internal static Command Create() => new("capacity", Strings.Get("CapacityHelp")) { CreatePlan(), CapacitySimulateCommand.Create() };

    /// <summary>The unit costs of FILE, else those that the program carries.</summary>
    internal static MeasuredCosts ReadCosts(string? file)
    {
        if (file is null)
        {
            return MeasuredCosts.Carried;
        }

        try
        {
            return MeasuredCosts.Parse(CommandContext.ReadInput(file));
        }
        catch (System.Text.Json.JsonException fault)
        {
            throw new InputRefused(new CliError("costs", Strings.Get("CapacityCostsRefused"), file, fault.LineNumber + 1, (int?)fault.BytePositionInLine + 1, "benchmarks/results/capacity.json", fault.Path ?? "?"));
        }
    }

    internal static void RequireAbove(Option<double> option, double least, double most) => option.Validators.Add(result =>
    {
        if (result.Tokens.All(token => double.TryParse(token.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _))
            && result.GetValueOrDefault<double>() is var value && !(value >= least && value <= most))
        {
            result.AddError(CommandContext.Invariant($"{option.Name}: {Strings.Expected} {least}..{most}, {Strings.Found} {value}"));
        }
    });

    private static Command CreatePlan()
    {
        People.Validators.Add(result => CommandContext.RequireRange(result, People, 1, MostPeople));
        Cores.Validators.Add(result => CommandContext.RequireRange(result, Cores, 1, 100_000));
        Memory.Validators.Add(MemorySize.Require);
        RequireAbove(Night, 0.1, 24);
        RequireAbove(SessionSeconds, 1, 600);
        foreach (var option in (Option<long?>[])[Records, Sessions, Questions])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && long.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is < 0 or > 1000 * MostPeople)
                {
                    result.AddError(CommandContext.Invariant($"{option.Name}: {Strings.Expected} 0..{1000 * MostPeople}, {Strings.Found} {value}"));
                }
            });
        }

        var help = CommandContext.Help(
            "CapacityPlanHelp",
            "capacity plan --people 3180000",
            "capacity plan --people 300000000 --records 13500000000 --sessions-per-day 8000000 --json",
            "capacity plan --people 30000000 --cores 64 --memory 256g --night-hours 4");
        var plan = new Command("plan", help) { People, Records, Sessions, Questions, SessionSeconds, Cores, Memory, Night, Costs };
        plan.Handle((parsed, terminal, _) =>
        {
            var costs = ReadCosts(parsed.GetValue(Costs));
            var demand = DemandOf(parsed);
            var limits = CapacityLimits.Default with
            {
                Cores = parsed.GetValue(Cores),
                MemoryBytes = MemorySize.Parse(parsed.GetRequiredValue(Memory))!.Value,
                NightSeconds = parsed.GetValue(Night) * DayShape.SecondsPerHour,
            };
            var made = new CapacityPlan(demand, limits, costs);
            terminal.Result(CapacityReport.Document(made, limits, costs), console => CapacityReport.Show(made, costs, console));
            return ExitCode.Positive;
        });
        return plan;
    }

    /// <summary>What is not said follows from the people: records as in the design's province, sessions of those whom no record certifies.</summary>
    private static CapacityDemand DemandOf(ParseResult parsed)
    {
        double people = parsed.GetValue(People);
        return new CapacityDemand(
            people,
            parsed.GetValue(Records) ?? people * CapacityDemand.RecordsPerPerson,
            parsed.GetValue(Sessions) ?? people * (1 - DefaultSilentShare) / 365 * SurgeOverMean,
            parsed.GetValue(Questions) ?? people * DefaultQuestionShare,
            parsed.GetValue(SessionSeconds));
    }
}
