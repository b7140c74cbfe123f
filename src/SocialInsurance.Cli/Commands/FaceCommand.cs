using System.CommandLine;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;
using SocialInsurance.Interop;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>face inspect</c> and <c>face verify</c>: the biometric core without a browser; the other verbs of <c>face</c> have files of their own.</summary>
internal static class FaceCommand
{
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = Strings.Get("OptionProfile"),
        DefaultValueFactory = _ => VerificationProfile.StandardName,
    };

    internal static Command Create()
    {
        var command = new Command("face", Strings.Get("FaceHelp"));
        command.Subcommands.Add(Inspect());
        command.Subcommands.Add(Verify());
        command.Subcommands.Add(FaceSessionCommand.Create());
        command.Subcommands.Add(FaceCalibrateCommand.Create());
        command.Subcommands.Add(FaceEvaluateCommand.Create());
        return command;
    }

    private static Command Inspect()
    {
        var image = new Argument<string>("IMAGE") { Description = Strings.Get("ArgumentImage") };
        var command = new Command("inspect", CommandContext.Help("FaceInspectHelp", "face inspect samples/faces/grace_hopper.jpg --json")) { image, Profile };
        command.Handle((parsed, terminal, _) =>
        {
            var path = parsed.GetRequiredValue(image);
            var encoded = CommandContext.ReadInput(path);
            using var models = new ModelSet(ModelCatalog.Open());
            using var pipeline = new FacePipeline(models, ProfileNamed(parsed.GetRequiredValue(Profile)));
            var analysis = new FrameAnalysis();
            var outcome = pipeline.AnalyseStill(encoded, FaceStages.Everything, analysis);
            if (outcome == FrameOutcome.Unreadable)
            {
                throw Refuse(path, pipeline.DescribeFault(encoded, analysis.ImageStatus));
            }

            terminal.Result(FaceReport.Document(analysis, pipeline.Profile, models), console => console.Write(FaceReport.Table(analysis, pipeline.Profile)));
            return ExitCode.Positive;
        });
        return command;
    }

    private static Command Verify()
    {
        var reference = new Argument<string>("REFERENCE") { Description = Strings.Get("ArgumentReference") };
        var probe = new Argument<string>("PROBE") { Description = Strings.Get("ArgumentProbe") };
        var profile = new Option<string?>("--profile") { Description = Strings.Get("OptionProfile") };
        var command = new Command("verify", CommandContext.Help("FaceVerifyHelp", "face verify samples/faces/grace_hopper.jpg samples/faces/eileen_collins.jpg")) { reference, probe, profile, FaceCohortOption.Cohort };
        command.Handle((parsed, terminal, _) =>
        {
            var (referencePath, probePath) = (parsed.GetRequiredValue(reference), parsed.GetRequiredValue(probe));
            var cohortPath = parsed.GetValue(FaceCohortOption.Cohort);
            var (referenceBytes, probeBytes) = (CommandContext.ReadInput(referencePath), CommandContext.ReadInput(probePath));
            using var models = new ModelSet(ModelCatalog.Open());
            using var pipeline = new FacePipeline(models, FaceCohortOption.ProfileFor(parsed.GetValue(profile), cohortPath));
            var result = new FaceVerifier(pipeline, models, FaceCohortOption.Read(cohortPath, models)).Verify(referenceBytes, probeBytes);
            if (result.FailedOutcome == FrameOutcome.Unreadable)
            {
                var (path, bytes) = result.FailedSide == VerificationSide.Reference ? (referencePath, referenceBytes) : (probePath, probeBytes);
                throw Refuse(path, pipeline.DescribeFault(bytes, result.FailedImage));
            }

            terminal.Result(FaceReport.Document(result), console => console.Write(FaceReport.Table(result)));
            return result.Decision == VerificationDecision.Match ? ExitCode.Positive : ExitCode.Negative;
        });
        return command;
    }

    internal static VerificationProfile ProfileNamed(string name) => VerificationProfile.Shipped.TryGetValue(name, out var profile)
        ? profile
        : throw new InputRefused(new CliError(
            "profile", Strings.Get("UnknownProfile"), Expected: string.Join(", ", VerificationProfile.Shipped.Keys), Found: name));

    internal static InputRefused Refuse(string path, ImageFault fault) => new(new CliError(
        $"image{fault.Status}",
        Strings.Format($"Image{fault.Status}", fault.OffsetBytes),
        path,
        Expected: fault.Expected,
        Found: CommandContext.Invariant($"{fault.Found} (byte {fault.OffsetBytes})")));
}
