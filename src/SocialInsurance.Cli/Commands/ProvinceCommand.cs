using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Province;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>province generate</c>: a synthetic province with its planted truth.</summary>
internal static class ProvinceCommand
{
    private static readonly Option<long> Beneficiaries = new("--beneficiaries") { Description = Strings.Get("OptionBeneficiaries"), DefaultValueFactory = _ => 100_000 };
    private static readonly Option<long> Records = new("--records") { Description = Strings.Get("OptionRecords"), DefaultValueFactory = _ => 3_000_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = Strings.Get("OptionSeed"), DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionOut"), Required = true };

    private static readonly Option<int> Days = new("--days") { Description = Strings.Get("OptionDays"), DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Poison = new("--poison") { Description = Strings.Get("OptionPoison") };

    internal static Command Create()
    {
        var generate = new Command("generate", CommandContext.Help("ProvinceGenerateHelp", "province generate --beneficiaries 100000 --records 3000000 --seed 1 --out ./province", "province generate --days 5 --poison death_certificate --out ./province"))
        {
            Beneficiaries, Records, Seed, Out, Days, Poison,
        };
        Beneficiaries.Validators.Add(result => CommandContext.RequireRange(result, Beneficiaries, 100, 50_000_000));
        Records.Validators.Add(result => CommandContext.RequireRange(result, Records, 0, 10_000_000_000));
        Days.Validators.Add(result => CommandContext.RequireRange(result, Days, 0, ProvinceOptions.MostDays));
        Poison.AcceptOnlyFromAmong([.. ProvinceGenerator.Sources]);
        generate.Handle(Generate);
        return new Command("province", Strings.Get("ProvinceHelp")) { generate };
    }

    private static int Generate(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var folder = parsed.GetRequiredValue(Out);
        if (File.Exists(folder))
        {
            throw new InputRefused(new CliError("folderInUse", Strings.Get("OutIsFile"), folder, Expected: Strings.Get("OptionOut"), Found: Strings.Get("FoundFile")));
        }

        if (ProvinceGenerator.ForeignFile(folder) is { } foreign)
        {
            throw new InputRefused(new CliError("folderInUse", Strings.Get("OutIsForeign"), Path.Combine(folder, foreign), Expected: Strings.Get("ExpectedOwnProvince"), Found: foreign));
        }

        using var progress = terminal.Progress();
        var summary = ProvinceGenerator.Generate(
            new ProvinceOptions
            {
                Beneficiaries = parsed.GetRequiredValue(Beneficiaries),
                Records = parsed.GetRequiredValue(Records),
                Seed = parsed.GetRequiredValue(Seed),
                OutDir = folder,
                PolicyYaml = SamplePolicy.Text,
                Days = parsed.GetRequiredValue(Days),
                Poison = parsed.GetValue(Poison),
            },
            new PhaseProgress(progress),
            cancellation);
        terminal.Result(
            new { files = summary.Files, counts = new { records = summary.Records, classes = summary.Classes } },
            console => console.Write(Table(summary)));
        return ExitCode.Positive;
    }

    private static Table Table(ProvinceSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get("ColumnFile"));
        table.AddColumn(new TableColumn(Strings.Get("ColumnRecords")).RightAligned());
        foreach (var file in summary.Files)
        {
            table.AddRow(Markup.Escape(file), summary.Records.TryGetValue(file, out var count) ? CommandContext.Invariant($"{count:N0}") : string.Empty);
        }

        return table;
    }

    /// <summary>The generator names its phases; the line shows them once they take longer than patience lasts.</summary>
    private sealed class PhaseProgress(ProgressLine line) : IProgress<string>
    {
        public void Report(string value) => line.Report(value, 0, 0, string.Empty);
    }
}
