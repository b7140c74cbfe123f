using System.Text.Json;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>face</c> commands print: documents for machines, tables for people.</summary>
internal static class FaceReport
{
    internal static object Document(FrameAnalysis analysis, VerificationProfile profile, ModelSet models)
    {
        var timings = analysis.Timings;
        return new
        {
            outcome = analysis.Outcome,
            advice = Strings.Get($"Advice{analysis.Outcome}"),
            analysis.Width,
            analysis.Height,
            faces = analysis.Faces.ToArray().Select(face => Document(face, analysis.Stages, profile.Quality)),
            timingsMs = new
            {
                decode = Round(timings.DecodeMs),
                detect = Round(timings.DetectMs),
                landmarks = Round(timings.LandmarksMs),
                quality = Round(timings.QualityMs),
                pad = Round(timings.PresentationAttackMs),
                pose = Round(timings.PoseMs),
                eyes = Round(timings.EyesMs),
                total = Round(timings.TotalMs),
            },
            profile = $"{profile.Name}@{profile.Version}",
            fusion = profile.Pad.Fusion.Version,
            models = Document(models.Identities),
        };
    }

    internal static object Document(FaceVerificationResult result) => new
    {
        decision = result.Decision,
        score = result.Score is { } score ? Round(score.Value, 4) : (double?)null,
        threshold = result.MatchThreshold,
        unsureThreshold = result.UnsureThreshold,
        profile = $"{result.ProfileName}@{result.ProfileVersion}",
        calibration = Document(result.Calibration),
        reason = Reason(result),
        advice = Advice(result),
        models = Document(result.Models),
    };

    /// <summary>Which models ran, drop-ins among them.</summary>
    internal static IEnumerable<object> Document(IEnumerable<ModelIdentity> models) => models.Select(m => new { m.Task, m.Name, m.Sha256 });

    /// <summary>How a score came about: shifted by which cohort, or raw and so said; null without a comparison.</summary>
    internal static object? Document(CalibratedScore? score) => score is not { } s ? null : new
    {
        calibrated = s.IsCalibrated,
        rawScore = Round(s.Raw, 4),
        shiftedScore = s.Shifted is { } shifted ? Round(shifted, 4) : (double?)null,
        cohort = s.CohortDigest,
    };

    internal static Table Table(FrameAnalysis analysis, VerificationProfile profile)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape($"{Strings.Get($"Advice{analysis.Outcome}")} ({analysis.Outcome})"));
        table.AddColumns(Strings.Get("ColumnMeasure"), Strings.Get("ColumnValue"));
        foreach (var face in analysis.Faces)
        {
            Row("ColumnBox", $"{face.Box.X:F0}, {face.Box.Y:F0}  {face.Box.Width:F0} x {face.Box.Height:F0}  ({face.Box.Score:F2})");
            Row("ColumnQuality", $"{face.Quality.InterEyeDistancePixels:F0} px, {face.Quality.Sharpness:F0}, {face.Quality.Brightness:F0}, {face.Quality.Contrast:F0}");
            Row("ColumnPose", $"{face.Pose.YawDegrees:F1}°, {face.Pose.PitchDegrees:F1}°, {face.Pose.RollDegrees:F1}°");
            Row("ColumnPad", $"{face.PadScore:F3} ({face.PadDecision})");
            Row("ColumnEyes", $"{face.Landmarks.LeftEyeOpening:F2} / {face.Landmarks.RightEyeOpening:F2}");
            Row("ColumnMouth", $"{face.Landmarks.MouthOpening:F2}");
            foreach (var value in QualityComponents.Of(face, analysis.Stages, profile.Quality))
            {
                Row($"Quality{value.Component}", $"{(value.Percent is { } percent ? $"{percent} %" : "-")}  {AdviceOf(value)}");
            }
        }

        Row("ColumnTime", $"{analysis.Timings.TotalMs:F1} ms");
        return table;

        void Row(string key, FormattableString value) => table.AddRow(Strings.Get(key), Markup.Escape(CommandContext.Invariant(value)));
    }

    internal static Table Table(FaceVerificationResult result)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnMeasure"), Strings.Get("ColumnValue"));
        table.AddRow(Strings.Get("ColumnDecision"), $"{Strings.Get($"Decision{result.Decision}")} ({result.Decision})");
        table.AddRow(Strings.Get("ColumnScore"), CommandContext.Invariant($"{result.Score?.Value:F4} / {result.MatchThreshold:F3}"));
        table.AddRow(Strings.Get("ColumnCalibration"), CommandContext.Invariant($"{Strings.Get(result.Calibration is { IsCalibrated: true } ? "Calibrated" : "Uncalibrated")} ({result.Calibration?.Raw:F4})"));
        table.AddRow(Strings.Get("ColumnProfile"), Markup.Escape($"{result.ProfileName}@{result.ProfileVersion}"));
        table.AddRow(Strings.Get("ColumnReason"), Markup.Escape(Advice(result)));
        return table;
    }

    /// <summary>Code of the reason: the decision's, or the side and outcome that prevented it or left it in doubt.</summary>
    private static string Reason(FaceVerificationResult result) => result.Decision switch
    {
        VerificationDecision.Match => "AtOrAboveThreshold",
        VerificationDecision.Unsure => result.Doubt == FaceDoubt.None ? "BetweenThresholds" : $"{result.DoubtfulSide}{result.Doubt}",
        VerificationDecision.NonMatch => "BelowThreshold",
        VerificationDecision.FailureToAcquire => $"{result.FailedSide}{result.FailedOutcome}",
    };

    private static string Advice(FaceVerificationResult result) =>
        result.Decision == VerificationDecision.FailureToAcquire ? $"{Strings.Get($"Side{result.FailedSide}")}: {Strings.Get($"Advice{result.FailedOutcome}")}"
        : result.Doubt != FaceDoubt.None ? $"{Strings.Get($"Side{result.DoubtfulSide}")}: {Strings.Get($"Doubt{result.Doubt}")}"
        : Strings.Get($"Decision{result.Decision}Advice");

    /// <summary>What to do about a weak component; null about a good one.</summary>
    private static string? AdviceOf(QualityValue value) => value.IsWeak ? Strings.Get($"Quality{value.Component}Advice") : null;

    private static object Document(FaceObservation face, FaceStages stages, QualitySettings settings) => new
    {
        box = new { x = Round(face.Box.X), y = Round(face.Box.Y), width = Round(face.Box.Width), height = Round(face.Box.Height) },
        score = Round(face.Box.Score, 4),
        landmarks = Enumerable.Range(0, FaceLandmarks.Count).Select(i => new[] { Round(face.Landmarks[i].X), Round(face.Landmarks[i].Y) }),
        quality = new
        {
            interEyeDistancePixels = Round(face.Quality.InterEyeDistancePixels),
            sharpness = Round(face.Quality.Sharpness),
            brightness = Round(face.Quality.Brightness),
            contrast = Round(face.Quality.Contrast),
            lowerFaceDifference = float.IsNaN(face.Quality.LowerFaceDifference) ? (double?)null : Round(face.Quality.LowerFaceDifference),
            clippedShare = Round(face.Quality.ClippedShare, 3),
            flatBand = Round(face.Quality.FlatBand, 3),
            components = QualityComponents.Of(face, stages, settings).Select(value => new { value.Component, value.Percent, advice = AdviceOf(value) }),
        },
        pad = new { score = Round(face.PadScore, 4), decision = face.PadDecision, votes = Votes(face.PadVotes) },
        pose = new { yawDegrees = Round(face.Pose.YawDegrees), pitchDegrees = Round(face.Pose.PitchDegrees), rollDegrees = Round(face.Pose.RollDegrees) },
        eyes = new
        {
            left = Round(face.Landmarks.LeftEyeOpening, 3),
            right = Round(face.Landmarks.RightEyeOpening, 3),
            leftOpenProbability = Round(face.Eyes.LeftOpen, 3),
            rightOpenProbability = Round(face.Eyes.RightOpen, 3),
        },
        mouth = Round(face.Landmarks.MouthOpening, 3),
    };

    /// <summary>Only the votes that ran.</summary>
    private static Dictionary<string, double> Votes(PadVotes votes) => Enum.GetValues<PadVote>()
        .Where(vote => !float.IsNaN(votes.Of(vote)))
        .ToDictionary(vote => JsonNamingPolicy.CamelCase.ConvertName(vote.ToString()), vote => Round(votes.Of(vote), 4));

    private static double Round(double value, int digits = 2) => Math.Round(value, digits);
}
