using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Profiles;

/// <param name="ScoreThreshold">Least score of a face, 0..1.</param>
/// <param name="OverlapThreshold">Boxes that overlap more (intersection over union, 0..1) are one face.</param>
/// <param name="DominanceRatio">The largest face is taken when the second has at most this share of its area, 0..1.</param>
public sealed record DetectionSettings(float ScoreThreshold, float OverlapThreshold, float DominanceRatio);

/// <summary>
/// Limits of <see cref="Quality.QualityMeasures"/> and of the pose, outside which a face is not compared; and the values
/// from which a component counts as fully good.
/// </summary>
/// <param name="MaximumLowerFaceDifference">Above it mouth and chin are covered; measured in benchmarks/results/quality.md.</param>
/// <param name="MinimumBacklight">A face that is too dark is backlit when its surround is so much brighter, gray levels.</param>
/// <param name="Framing">When the border of the picture cuts the face off.</param>
/// <param name="Clarity">What of a face must be seen.</param>
public sealed record QualitySettings(
    float MinimumInterEyeDistancePixels,
    float MinimumSharpness,
    float MinimumBrightness,
    float MaximumBrightness,
    float MinimumContrast,
    float MaximumLowerFaceDifference,
    float MinimumBacklight,
    float GoodInterEyeDistancePixels,
    float GoodSharpness,
    float GoodContrast,
    float MaximumYawDegrees,
    float MaximumPitchDegrees,
    float MaximumRollDegrees,
    FramingSettings Framing,
    ClaritySettings Clarity);

/// <param name="PassThreshold">Mean score over frames from which a presentation counts as bona fide, 0..1.</param>
/// <param name="ReviewThreshold">Below <paramref name="PassThreshold"/> and from here on a person looks; below it is an attack.</param>
/// <param name="MinimumFrames">Frontal frames that a mean needs.</param>
/// <param name="Fusion">How the votes of a frame become its score.</param>
public sealed record PadSettings(float PassThreshold, float ReviewThreshold, int MinimumFrames, PadFusion Fusion);

/// <summary>
/// All numbers of a face verification under one name and version; the version goes into every result.
/// Profiles are data: <c>Profiles/*.json</c> of this project.
/// </summary>
/// <param name="MatchThreshold">Similarity from which two faces match.</param>
/// <param name="UnsureThreshold">Similarity from which a person decides; below it the faces do not match.</param>
/// <param name="Calibration">How a cohort shifts scores; null in a profile that uses raw similarity only.</param>
public sealed record VerificationProfile(
    string Name,
    string Version,
    string Description,
    double MatchThreshold,
    double UnsureThreshold,
    DetectionSettings Detection,
    QualitySettings Quality,
    PadSettings Pad,
    SessionSettings Session,
    CalibrationSettings? Calibration = null)
{
    public const string StandardName = "standard";

    /// <summary>The profile whose scores are shifted by a cohort.</summary>
    public const string CalibratedName = "calibrated";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>For elderly and bed-ridden people: slower, fewer actions, a helper may hold the camera.</summary>
    public const string ElderlyName = "elderly";

    /// <summary>The profiles that ship with the product, by name.</summary>
    public static ImmutableSortedDictionary<string, VerificationProfile> Shipped { get; } = LoadShipped();

    public static VerificationProfile Standard => Shipped[StandardName];

    public static VerificationProfile Calibrated => Shipped[CalibratedName];

    public static VerificationProfile Elderly => Shipped[ElderlyName];

    /// <exception cref="InvalidProfileException">Not a profile, or numbers that contradict each other; all faults at once.</exception>
    public static VerificationProfile Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<VerificationProfile>(json, Options) is { } profile
                ? profile.Checked()
                : throw new InvalidProfileException(["expected a profile, found null"]);
        }
        catch (JsonException fault)
        {
            throw new InvalidProfileException([$"line {fault.LineNumber + 1}: {fault.Message}"]);
        }
    }

    private VerificationProfile Checked()
    {
        List<string> faults = [];
        Require(UnsureThreshold is > -1 and < 1, nameof(UnsureThreshold), "between -1 and 1", UnsureThreshold);
        Require(MatchThreshold > UnsureThreshold && MatchThreshold < 1, nameof(MatchThreshold), "above unsureThreshold and below 1", MatchThreshold);
        Require(Detection.ScoreThreshold is > 0 and < 1, "detection.scoreThreshold", "between 0 and 1", Detection.ScoreThreshold);
        Require(Detection.OverlapThreshold is > 0 and < 1, "detection.overlapThreshold", "between 0 and 1", Detection.OverlapThreshold);
        Require(Detection.DominanceRatio is > 0 and <= 1, "detection.dominanceRatio", "above 0, at most 1", Detection.DominanceRatio);
        Require(Quality.MinimumBrightness < Quality.MaximumBrightness, "quality.minimumBrightness", "below maximumBrightness", Quality.MinimumBrightness);
        Require(Quality.MaximumLowerFaceDifference > 0, "quality.maximumLowerFaceDifference", "above 0", Quality.MaximumLowerFaceDifference);
        Require(Quality.MinimumBacklight > 0, "quality.minimumBacklight", "above 0", Quality.MinimumBacklight);
        Require(Quality.GoodInterEyeDistancePixels > Quality.MinimumInterEyeDistancePixels, "quality.goodInterEyeDistancePixels", "above the minimum", Quality.GoodInterEyeDistancePixels);
        Require(Quality.GoodSharpness > Quality.MinimumSharpness, "quality.goodSharpness", "above the minimum", Quality.GoodSharpness);
        Require(Quality.GoodContrast > Quality.MinimumContrast, "quality.goodContrast", "above the minimum", Quality.GoodContrast);
        foreach (var (holds, member, expected, found) in Quality.Framing.Checks())
        {
            Require(holds, $"quality.framing.{member}", expected, found);
        }

        foreach (var (holds, member, expected, found) in Quality.Clarity.Checks())
        {
            Require(holds, $"quality.clarity.{member}", expected, found);
        }

        Require(Pad.ReviewThreshold is > 0 and < 1, "pad.reviewThreshold", "between 0 and 1", Pad.ReviewThreshold);
        Require(Pad.PassThreshold > Pad.ReviewThreshold && Pad.PassThreshold < 1, "pad.passThreshold", "above reviewThreshold and below 1", Pad.PassThreshold);
        Require(Pad.MinimumFrames >= 1, "pad.minimumFrames", "at least 1", Pad.MinimumFrames);
        foreach (var (member, expected, found) in Pad.Fusion.Faults())
        {
            Require(false, member, expected, found);
        }

        Require(Session.Challenge.BaselineFrames >= 1, "session.challenge.baselineFrames", "at least 1", Session.Challenge.BaselineFrames);
        Require(Session.Challenge.HoldFrames >= 1, "session.challenge.holdFrames", "at least 1", Session.Challenge.HoldFrames);
        Require(Session.Challenge.BlinkRatio is > 0 and < 1, "session.challenge.blinkRatio", "between 0 and 1", Session.Challenge.BlinkRatio);
        Require(!Session.Challenge.Actions.IsDefaultOrEmpty, "session.challenge.actions", "at least 1 action", 0);
        Require(Session.Challenge.MaximumActions >= 1, "session.challenge.maximumActions", "at least 1", Session.Challenge.MaximumActions);
        foreach (var (holds, member, expected, found) in Session.Prompt.Checks())
        {
            Require(holds, $"session.prompt.{member}", expected, found);
        }

        var leastMovement = MathF.Min(Session.Challenge.TurnDegrees, Session.Challenge.NodDegrees);
        Require(Session.Prompt.RestDegrees <= leastMovement / 2, "session.prompt.restDegrees", "at most half of every movement asked for", Session.Prompt.RestDegrees);
        Require(Session.Stillness.LeastMovingShare is > 0 and < 1, "session.stillness.leastMovingShare", "between 0 and 1", Session.Stillness.LeastMovingShare);
        Require(Session.MaximumCuts >= 0, "session.maximumCuts", "at least 0", Session.MaximumCuts);
        Require(Session.Loop.MinimumLagFrames >= 5, "session.loop.minimumLagFrames", "at least 5", Session.Loop.MinimumLagFrames);
        Require(Session.Loop.MinimumOverlapFrames >= 1, "session.loop.minimumOverlapFrames", "at least 1", Session.Loop.MinimumOverlapFrames);
        Require(Session.Loop.MaximumDistance is > 0 and < 1, "session.loop.maximumDistance", "between 0 and 1", Session.Loop.MaximumDistance);
        foreach (var (holds, member, expected, found) in Session.Injection.Checks())
        {
            Require(holds, $"session.injection.{member}", expected, found);
        }

        Require(Session.ContinuityEvery >= 1, "session.continuityEvery", "at least 1", Session.ContinuityEvery);
        Require(Session.FusedFrames >= 1, "session.fusedFrames", "at least 1", Session.FusedFrames);
        foreach (var (holds, member, expected, found) in Session.Schedule.Checks())
        {
            Require(holds, $"session.schedule.{member}", expected, found);
        }

        if (Calibration is { } c)
        {
            Require(c.ShiftWeight is >= 0 and <= 5, "calibration.shiftWeight", "between 0 and 5", c.ShiftWeight);
            Require(c.MeanFloor is >= 0 and < 1, "calibration.meanFloor", "at least 0 and below 1", c.MeanFloor);
            Require(c.Neighbours is >= 1 and <= 1000, "calibration.neighbours", "between 1 and 1000", c.Neighbours);
            Require(c.MinimumMembers >= c.Neighbours, "calibration.minimumMembers", "at least neighbours", c.MinimumMembers);
            Require(c.DuplicateSimilarity is > 0 and <= 1, "calibration.duplicateSimilarity", "above 0, at most 1", c.DuplicateSimilarity);
            Require(c.UnsureThreshold is > -2 and < 1, "calibration.unsureThreshold", "between -2 and 1", c.UnsureThreshold);
            Require(c.MatchThreshold > c.UnsureThreshold && c.MatchThreshold < 1, "calibration.matchThreshold", "above unsureThreshold and below 1", c.MatchThreshold);
        }

        return faults.Count == 0 ? this : throw new InvalidProfileException(faults);

        void Require(bool holds, string member, string expected, double found)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant($"{member}: expected {expected}, found {found}"));
            }
        }
    }

    private static ImmutableSortedDictionary<string, VerificationProfile> LoadShipped()
    {
        var assembly = typeof(VerificationProfile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(reader.ReadToEnd());
            })
            .ToImmutableSortedDictionary(profile => profile.Name, profile => profile, StringComparer.Ordinal);
    }
}

/// <summary>A verification profile that cannot be used.</summary>
public sealed class InvalidProfileException(IReadOnlyList<string> faults) : Exception(string.Join("; ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
