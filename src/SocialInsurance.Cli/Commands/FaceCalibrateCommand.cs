using System.CommandLine;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;
using SocialInsurance.Storage.Templates;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>face calibrate</c>: a cohort file from pictures of other people, one a person.</summary>
internal static class FaceCalibrateCommand
{
    internal static Command Create()
    {
        var images = new Option<string>("--images") { Description = Strings.Get("OptionImages"), Required = true };
        var labels = new Option<string?>("--labels") { Description = Strings.Get("OptionLabels") };
        var output = new Option<string>("--out") { Description = Strings.Get("OptionCohortOut"), Required = true };
        var command = new Command("calibrate", CommandContext.Help("FaceCalibrateHelp", "face calibrate --images ./people --labels ./labels.csv --out ./cohort.bin", "face calibrate --images ./people --out ./sicert-data/cohorts/province.cohort")) { images, labels, output };
        command.Handle((parsed, terminal, cancellation) => Run(
            parsed.GetRequiredValue(images), parsed.GetValue(labels), parsed.GetRequiredValue(output), terminal, cancellation));
        return command;
    }

    private static int Run(string folder, string? labels, string output, Terminal terminal, CancellationToken cancellation)
    {
        var people = labels is null
            ? [.. FacePictures.NamesIn(folder).Select(n => new LabelledPicture(n, []))]
            : FacePictures.ReadList(labels, GroupEvaluation.ParseLabels);
        using var models = new ModelSet(ModelCatalog.Open());
        var scratch = Directory.CreateTempSubdirectory("sicert-calibrate").FullName;
        try
        {
            var pictures = FacePictures.Acquire(folder, [.. people.Select(p => p.Name)], scratch, models, VerificationProfile.Calibrated, terminal, cancellation);
            CohortMember[] members = [.. people
                .Where(p => pictures[p.Name].Template is not null)
                .Select(p => new CohortMember(pictures[p.Name].Template!, GroupEvaluation.JoinedLabel(p)))];
            return Write(members, people.Length, output, models, terminal);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int Write(CohortMember[] members, int people, string output, ModelSet models, Terminal terminal)
    {
        var least = VerificationProfile.Calibrated.Calibration!.MinimumMembers;
        if (members.Length < least)
        {
            throw new InputRefused(new CliError(
                "cohortTooSmall", Strings.Get("CohortTooSmall"), Expected: CommandContext.Invariant($">= {least}"), Found: CommandContext.Invariant($"{members.Length}")));
        }

        var cohort = new Cohort(members, models.Identities.Single(m => m.Task == ModelTask.Template).Sha256);
        using var sealedCohorts = SealedCohorts.FindFor(output, Environment.GetEnvironmentVariable);
        if (sealedCohorts is not null)
        {
            sealedCohorts.Write(Path.GetFileName(output), CohortFile.Write(cohort), keyId: 0);
        }
        else
        {
            var unfinished = output + ".part";
            File.WriteAllBytes(unfinished, CohortFile.Write(cohort));
            File.Move(unfinished, output, overwrite: true);
        }

        terminal.Result(
            new { size = cohort.Size, groups = cohort.Groups, failureToAcquire = people - cohort.Size, digest = cohort.Digest, @sealed = sealedCohorts is not null },
            console => console.MarkupLine(Markup.Escape(Strings.Format("CohortWritten", cohort.Size, cohort.Groups.Count, people - cohort.Size, cohort.Digest))));
        return ExitCode.Positive;
    }
}
