using System.CommandLine;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>face evaluate pad</c>: error rates of presentation attack detection on labelled clips and stills.</summary>
internal static class FaceEvaluatePadCommand
{
    private const int MostWorkers = 64;

    internal static Command Create()
    {
        var list = new Option<string>("--list") { Description = Strings.Get("OptionPadList"), Required = true };
        var output = new Option<string>("--out") { Description = Strings.Get("OptionOut"), Required = true };
        var folder = new Option<string?>("--images") { Description = Strings.Get("OptionPadFolder") };
        var profile = new Option<string?>("--profile") { Description = Strings.Get("OptionProfile") };
        var workers = new Option<int>("--workers") { Description = Strings.Get("OptionWorkers"), DefaultValueFactory = _ => Math.Min(MostWorkers, Environment.ProcessorCount) };
        workers.Validators.Add(result => CommandContext.RequireRange(result, workers, 1, MostWorkers));
        var command = new Command("pad", CommandContext.Help("FaceEvaluatePadHelp", "face evaluate pad --list ./labels.csv --out ./report"))
        {
            list, output, folder, profile, workers,
        };
        command.Handle((parsed, terminal, cancellation) =>
        {
            var path = parsed.GetRequiredValue(list);
            var root = parsed.GetValue(folder) ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
            return Run(path, root, parsed.GetRequiredValue(output), parsed.GetValue(profile), parsed.GetValue(workers), terminal, cancellation);
        });
        return command;
    }

    private static int Run(string list, string folder, string output, string? profileName, int workers, Terminal terminal, CancellationToken cancellation)
    {
        var units = FacePictures.ReadList(list, PadList.Parse);
        if (units.FirstOrDefault(u => !Path.Exists(Path.Combine(folder, u.Path))) is { } missing)
        {
            throw new InputRefused(new CliError(
                "unreadable", Strings.Get("FileUnreadable"), list, Expected: Strings.Get("ExpectedReadableFile"), Found: missing.Path));
        }

        var shipped = FaceCommand.ProfileNamed(profileName ?? VerificationProfile.StandardName);
        var profile = shipped with { Pad = shipped.Pad with { Fusion = shipped.Pad.Fusion.MeasuringAll() } };
        using var models = new ModelSet(ModelCatalog.Open());
        using var progress = terminal.Progress();
        using var log = PadMeasurementLog.Open(output, models, profile);
        var measured = new PadMeasurer(models, profile, log).Measure(folder, units, workers, new Line(progress), cancellation);
        var result = PadEvaluation.Evaluate(units, measured, profile, models.Identities);
        progress.Clear();
        FaceEvaluateCommand.Publish(output, FacePadReport.Document(result), PadEvaluationReport.Html(result), FacePadReport.Table(result), terminal);
        return ExitCode.Positive;
    }

    private sealed class Line(ProgressLine progress) : IProgress<PadProgress>
    {
        public void Report(PadProgress value) =>
            progress.Report($"{Strings.Get("PhasePad")} {value.DoneUnits}/{value.TotalUnits}", value.Frames, 0, Strings.Get("UnitFrames"));
    }
}
