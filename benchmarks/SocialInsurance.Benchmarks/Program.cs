using System.Reflection;
using BenchmarkDotNet.Running;
using SocialInsurance.Benchmarks;
using SocialInsurance.Benchmarks.Quantisation;
using SocialInsurance.Benchmarks.Scale;

var repoRoot = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;
switch (args.FirstOrDefault())
{
    case "pipeline":
        PipelineRace.Run(repoRoot, args.ElementAtOrDefault(1), rounds: 60);
        return 0;
    case "session":
        SessionRace.Run(repoRoot, args.ElementAtOrDefault(1), rounds: args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 7);
        return 0;
    case "quantise":
        QuantisationRun.Run(repoRoot, args[1..]);
        return 0;
    case "face-rivals":
        FaceRivalRace.Run(repoRoot, rounds: 15);
        return 0;
    case "quality":
        QualityTable.Run(repoRoot, args[1..]);
        return 0;
    case "face-serve":
        FaceRivalRace.Serve(args[1..]);
        return 0;
    case "compare":
        ComparisonRace.Run(repoRoot, args.ElementAtOrDefault(1), rounds: 7);
        return 0;
    case "compare-once":
        ComparisonRace.RunOnce(args[1], args[2]);
        return 0;
    case "rivals":
        RivalRace.Run(repoRoot, args.ElementAtOrDefault(1), rounds: 5);
        return 0;
    case "growth":
        GrowthRace.Run(repoRoot, rounds: 5);
        return 0;
    case "day":
        if (args.Contains("large"))
        {
            DayRace.Run(repoRoot, rounds: 3, beneficiaries: 3_180_000, atLeastRecords: 140_000_000);
        }
        else
        {
            DayRace.Run(repoRoot, rounds: 5);
        }

        return 0;
    case "workers":
        WorkerRace.Run(
            repoRoot,
            args.Length > 1 ? long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 300_000,
            args.Length > 2 ? long.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 14_000_000,
            rounds: 5);
        return 0;
    case "clickhouse":
        await ClusterRace.RunAsync(repoRoot, isLarge: args.ElementAtOrDefault(1) != "small");
        return 0;
    case "service":
        await ServiceRace.RunAsync(repoRoot, sessions: args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 50, args.ElementAtOrDefault(2));
        return 0;
    case "pair":
        await PairRace.RunAsync(repoRoot, sessions: args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 12);
        return 0;
    case PairInstance.Verb:
        return await PairInstance.RunAsync(repoRoot);
    case "queue":
        await QueueRace.RunAsync(repoRoot);
        return 0;
    case "injection":
        return await InjectionCorpus.RunAsync(repoRoot, args[1..]);
    case "prompts":
        PromptTrials.Run(repoRoot, InjectionCorpus.Subjects(repoRoot));
        return 0;
    case "fuzz":
        return FuzzRun.Run(repoRoot, args[1..]);
    case "durability":
        await DurabilityDrill.RunAsync(repoRoot, decisions: args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
        return 0;
    case "scale":
        await ScaleRun.RunAsync(args[1], args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
        return 0;
    case "capacity":
        return await CapacityRun.RunAsync(repoRoot, args[1..]);
    case "national-day":
        await NationalDay.RunAsync(repoRoot, withService: args.ElementAtOrDefault(1) != "simulated");
        return 0;
    case "soak":
        return await SoakRun.RunAsync(
            repoRoot,
            args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : null,
            args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : null);
    case SoakHost.Verb:
        await SoakHost.ServeAsync(repoRoot, args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case "micro":
        BenchmarkSwitcher.FromAssembly(typeof(Race).Assembly).Run(args[1..], MicroConfig.Create());
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/SocialInsurance.Benchmarks -- pipeline [PICTURE] | face-rivals | quality FOLDER... | session [FOLDER OF CLIPS [ROUNDS]] | quantise [MODEL... | models OUT samples|people TASK...] | compare [PROVINCE] | rivals [PROVINCE] | growth | clickhouse [small] | workers [PEOPLE RECORDS] | service [SESSIONS [OUT]] | pair [SESSIONS] | day [large] | queue | injection [ATTEMPTS [METHOD...]] | prompts | fuzz [SECONDS [TARGET...]] | durability [DECISIONS] | scale FOLDER [PEOPLE] | soak [MINUTES [SESSIONS]] | capacity [comparison] [store] [service] | national-day [simulated] | micro [BenchmarkDotNet options]");
        return 2;
}
