using System.CommandLine;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;
using SocialInsurance.Storage.Templates;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>--cohort FILE</c>: read once, refused when altered or of another model; chooses the calibrated profile.</summary>
internal static class FaceCohortOption
{
    internal static readonly Option<string?> Cohort = new("--cohort") { Description = Strings.Get("OptionCohort") };

    /// <summary>The cohort of a file, or null without one.</summary>
    internal static Cohort? Read(string? path, ModelSet models)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var file = CommandContext.ReadInput(path);
            if (!SealedCohorts.IsSealed(file))
            {
                return CohortFile.Read(file, models.Identities);
            }

            // the pipelines of these verbs make plain templates: the cohort is turned back in memory
            using var sealedCohorts = SealedCohorts.FindFor(path, Environment.GetEnvironmentVariable)
                ?? throw new InvalidCohortException("a sealed cohort away from its data folder", "DATA/cohorts/FILE", path);
            return CohortFile.Read(sealedCohorts.Read(Path.GetFileName(path), keyId: 0), models.Identities);
        }
        catch (InvalidCohortException fault)
        {
            throw new InputRefused(new CliError("cohort", Strings.Get("CohortRefused"), path, Expected: fault.Expected, Found: fault.Found));
        }
    }

    /// <summary>The profile asked for; without a wish the standard one, or with a cohort the calibrated one.</summary>
    internal static VerificationProfile ProfileFor(string? asked, string? cohortPath)
    {
        var profile = FaceCommand.ProfileNamed(asked ?? (cohortPath is null ? VerificationProfile.StandardName : VerificationProfile.CalibratedName));
        return cohortPath is null || profile.Calibration is not null
            ? profile
            : throw new InputRefused(new CliError("profile", Strings.Get("ProfileWithoutCalibration"), Expected: VerificationProfile.CalibratedName, Found: profile.Name));
    }
}
