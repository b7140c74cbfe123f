namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Which models run on which frame of a live session. Decode, landmarks and quality run on every frame; the rest only
/// where its answer is needed. A change of person, a second face and a cut are still seen: see <see cref="FaceTracker"/>.
/// </summary>
/// <param name="Version">of these numbers; the profile's own version is of its thresholds, which policies name</param>
/// <param name="DetectEvery">The detector looks at the whole frame at least every so many frames; between, the face is followed by its landmarks.</param>
/// <param name="LeastLikeness">Likeness of a followed face to the frame before, -1..1, below which the detector looks at once.</param>
/// <param name="LeastOverlap">Overlap of the followed and the detected box, 0..1, below which the face has jumped.</param>
/// <param name="CutLikeness">Likeness of two frames in a row below which no movement explains the change.</param>
/// <param name="InterEyeDistancePixels">A frame is decoded at the largest reduction that leaves the face this many pixels between the eyes; 0: never reduced.</param>
/// <param name="PoseScreen">The pose model runs where the landmarks show this share of the movement asked for, 0..1; 0: on every frame.</param>
/// <param name="LookFrames">For so many frames after the pose model ran, the movement since then tells a turned head better than the movement since the rest; 0: never asked.</param>
/// <param name="LookFrontal">Beyond so many times the frontal range the head is then turned for certain, and attack detection is spared the look.</param>
/// <param name="YawDegreesPerOffset">Yaw for a nose moved by half the width of the face; measured against the pose model.</param>
/// <param name="PitchDegreesPerOffset">Pitch for a nose moved by the distance of eyes and mouth; likewise.</param>
/// <param name="PadDenseFrames">Attack detection runs on each of the first so many frontal frames,</param>
/// <param name="PadEvery">then on every so many until there are enough for a mean,</param>
/// <param name="PadEveryAfterMinimum">then on every so many;</param>
/// <param name="PadMargin">but while the mean is this close to a threshold of the profile, 0..1, on every one until there are enough,</param>
/// <param name="PadEveryInDoubt">then on every so many, the scores weighted by it,</param>
/// <param name="PadDenseErrors">on every one while a threshold is within so many standard errors of the mean: a frame could decide;</param>
/// <param name="PadClearErrors">until none is within so many: neighbouring frames are alike, so more than of independent ones.</param>
/// <param name="BetterBy">A frame replaces one of the best when its quality is so many times higher.</param>
/// <param name="KeepEvery">Of so many frames in a row at most one is kept: neighbours show the same, and the mean of three moments is nearer to the person than that of one.</param>
/// <param name="MaximumFramePixels">A larger frame is not decoded: a camera was asked for less.</param>
/// <param name="MaximumFrameBytes">Likewise.</param>
public sealed record SessionSchedule(
    string Version,
    int DetectEvery,
    float LeastLikeness,
    float LeastOverlap,
    float CutLikeness,
    float InterEyeDistancePixels,
    float PoseScreen,
    int LookFrames,
    float LookFrontal,
    float YawDegreesPerOffset,
    float PitchDegreesPerOffset,
    int PadDenseFrames,
    int PadEvery,
    int PadEveryAfterMinimum,
    float PadMargin,
    int PadEveryInDoubt,
    float PadDenseErrors,
    float PadClearErrors,
    float BetterBy,
    int KeepEvery,
    int MaximumFramePixels,
    int MaximumFrameBytes)
{
    /// <summary>The same session with every model on every frame it can be wanted for: what a schedule is measured against.</summary>
    internal SessionSchedule WithEveryStage() => this with
    {
        DetectEvery = 1,
        InterEyeDistancePixels = 0,
        PoseScreen = 0,
        LookFrames = 0,
        PadEvery = 1,
        PadEveryAfterMinimum = 1,
        PadEveryInDoubt = 1,
        BetterBy = 1,
        KeepEvery = 1,
    };

    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (DetectEvery >= 1, "detectEvery", "at least 1", DetectEvery),
        (LeastLikeness is > -1 and < 1, "leastLikeness", "between -1 and 1", LeastLikeness),
        (LeastOverlap is >= 0 and < 1, "leastOverlap", "at least 0 and below 1", LeastOverlap),
        (CutLikeness < LeastLikeness, "cutLikeness", "below leastLikeness", CutLikeness),
        (InterEyeDistancePixels >= 0, "interEyeDistancePixels", "at least 0", InterEyeDistancePixels),
        (PoseScreen is >= 0 and < 1, "poseScreen", "at least 0 and below 1", PoseScreen),
        (LookFrames >= 0, "lookFrames", "at least 0", LookFrames),
        (LookFrontal >= 1, "lookFrontal", "at least 1", LookFrontal),
        (PadEvery >= 1, "padEvery", "at least 1", PadEvery),
        (PadEveryAfterMinimum >= 1, "padEveryAfterMinimum", "at least 1", PadEveryAfterMinimum),
        (PadMargin is >= 0 and < 1, "padMargin", "at least 0 and below 1", PadMargin),
        (PadEveryInDoubt >= 1, "padEveryInDoubt", "at least 1", PadEveryInDoubt),
        (PadDenseErrors >= 0, "padDenseErrors", "at least 0", PadDenseErrors),
        (PadClearErrors >= PadDenseErrors, "padClearErrors", "at least padDenseErrors", PadClearErrors),
        (BetterBy >= 1, "betterBy", "at least 1", BetterBy),
        (KeepEvery >= 1, "keepEvery", "at least 1", KeepEvery),
        (MaximumFramePixels >= 1, "maximumFramePixels", "at least 1", MaximumFramePixels),
        (MaximumFrameBytes >= 1, "maximumFrameBytes", "at least 1", MaximumFrameBytes),
    ];
}

/// <summary>What a session cost: how often each stage ran, and for how long.</summary>
/// <param name="FollowedFrames">Frames on which the face was followed and the detector did not run.</param>
public readonly record struct SessionWork(int Frames, int FollowedFrames, StageCounts Counts, StageTimings Timings);
