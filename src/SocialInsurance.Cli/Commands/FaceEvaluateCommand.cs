using System.Collections.Immutable;
using System.CommandLine;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>face evaluate verification|groups</c>: error rates on labelled pictures, as JSON and as a page; <c>pad</c> has a file of its own.</summary>
internal static class FaceEvaluateCommand
{
    private static readonly Option<string> Images = new("--images") { Description = Strings.Get("OptionImages"), Required = true };
    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionOut"), Required = true };
    private static readonly Option<string?> Profile = new("--profile") { Description = Strings.Get("OptionProfile") };
    private static readonly Option<double?> ShiftWeight = new("--shift-weight") { Description = Strings.Get("OptionShiftWeight") };
    private static readonly Option<double[]> Threshold = new("--threshold") { Description = Strings.Get("OptionThreshold"), AllowMultipleArgumentsPerToken = true };
    private static readonly Option<double?> MeanFloor = new("--mean-floor") { Description = Strings.Get("OptionMeanFloor") };

    internal static Command Create() => new("evaluate", Strings.Get("FaceEvaluateHelp")) { Verification(), Groups(), FaceEvaluatePadCommand.Create() };

    private static Command Verification()
    {
        var pairs = new Option<string>("--pairs") { Description = Strings.Get("OptionPairs"), Required = true };
        var subjects = new Option<string?>("--subjects") { Description = Strings.Get("OptionSubjects") };
        var command = new Command("verification", CommandContext.Help("FaceEvaluateVerificationHelp", "face evaluate verification --pairs ./pairs.csv --images ./images --out ./report"))
        {
            pairs, subjects, Images, Out, FaceCohortOption.Cohort, Profile, ShiftWeight, MeanFloor, Threshold,
        };
        command.Handle((parsed, terminal, cancellation) =>
        {
            var list = FacePictures.ReadList(parsed.GetRequiredValue(pairs), VerificationEvaluation.ParsePairs);
            var people = parsed.GetValue(subjects) is { } path ? FacePictures.ReadList(path, VerificationEvaluation.ParseSubjects) : null;
            string[] names = [.. list.SelectMany(p => (string[])[p.Reference, p.Probe]).Concat(people?.Keys ?? []).Distinct(StringComparer.Ordinal)];
            using var set = Setting.Of(parsed);
            var pictures = FacePictures.Acquire(parsed.GetRequiredValue(Images), names, parsed.GetRequiredValue(Out), set.Models, set.Profile, terminal, cancellation);
            var result = VerificationEvaluation.Evaluate(list, pictures, people, set.Shift, set.Thresholds, set.Conditions);
            Publish(parsed.GetRequiredValue(Out), FaceEvaluationReport.Document(result), EvaluationReport.Html(result), FaceEvaluationReport.Table(result), terminal);
            return ExitCode.Positive;
        });
        return command;
    }

    private static Command Groups()
    {
        var labels = new Option<string>("--labels") { Description = Strings.Get("OptionLabels"), Required = true };
        var command = new Command("groups", CommandContext.Help("FaceEvaluateGroupsHelp", "face evaluate groups --images ./people --labels ./labels.csv --out ./report"))
        {
            labels, Images, Out, FaceCohortOption.Cohort, Profile, ShiftWeight, MeanFloor, Threshold,
        };
        command.Handle((parsed, terminal, cancellation) =>
        {
            var people = FacePictures.ReadList(parsed.GetRequiredValue(labels), GroupEvaluation.ParseLabels);
            using var set = Setting.Of(parsed);
            var pictures = FacePictures.Acquire(
                parsed.GetRequiredValue(Images), [.. people.Select(p => p.Name)], parsed.GetRequiredValue(Out), set.Models, set.Profile, terminal, cancellation);
            var result = GroupEvaluation.Evaluate(
                people, pictures, set.Shift, set.DuplicateSimilarity, [.. set.Thresholds.Select(t => t.Threshold).Distinct()], set.Conditions);
            Publish(parsed.GetRequiredValue(Out), FaceEvaluationReport.Document(result), EvaluationReport.Html(result), FaceEvaluationReport.Table(result), terminal);
            return ExitCode.Positive;
        });
        return command;
    }

    internal static void Publish(string folder, object document, string html, Spectre.Console.Table table, Terminal terminal)
    {
        File.WriteAllText(Path.Combine(folder, "result.json"), Terminal.Serialise(document) + "\n");
        File.WriteAllText(Path.Combine(folder, "report.html"), html);
        terminal.Result(document, console => console.Write(table));
    }

    /// <summary>What both evaluations are made with. Owns the models.</summary>
    private sealed record Setting(ModelSet Models, VerificationProfile Profile, CohortShift? Shift, ImmutableArray<(string Name, double Threshold)> Thresholds) : IDisposable
    {
        internal double DuplicateSimilarity => VerificationProfile.Calibrated.Calibration!.DuplicateSimilarity;

        internal EvaluationConditions Conditions => new(
            $"{Profile.Name}@{Profile.Version}",
            Models.Identities.Single(m => m.Task == ModelTask.Template).Sha256,
            Shift?.Cohort.Digest,
            Shift?.Cohort.Size ?? 0,
            Shift?.Settings.ShiftWeight,
            Shift?.Settings.MeanFloor);

        public void Dispose() => Models.Dispose();

        internal static Setting Of(ParseResult parsed)
        {
            var cohortPath = parsed.GetValue(FaceCohortOption.Cohort);
            var profile = FaceCohortOption.ProfileFor(parsed.GetValue(FaceEvaluateCommand.Profile), cohortPath);
            var models = new ModelSet(ModelCatalog.Open());
            try
            {
                var settings = profile.Calibration is { } c
                    ? c with { ShiftWeight = parsed.GetValue(ShiftWeight) ?? c.ShiftWeight, MeanFloor = parsed.GetValue(MeanFloor) ?? c.MeanFloor }
                    : null;
                var shift = FaceCohortOption.Read(cohortPath, models) is { } cohort ? new CohortShift(cohort, settings!) : null;
                return new Setting(models, profile, shift, ThresholdsOf(profile, shift, parsed.GetValue(Threshold) ?? []));
            }
            catch
            {
                models.Dispose();
                throw;
            }
        }

        /// <summary>The profile's own, for the kind of score that is evaluated, and those asked for.</summary>
        private static ImmutableArray<(string, double)> ThresholdsOf(VerificationProfile profile, CohortShift? shift, double[] asked) =>
        [
            ("match", shift?.Settings.MatchThreshold ?? profile.MatchThreshold),
            ("unsure", shift?.Settings.UnsureThreshold ?? profile.UnsureThreshold),
            .. asked.Select(t => ("asked", t)),
        ];
    }
}
