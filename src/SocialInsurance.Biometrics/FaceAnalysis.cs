using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics;

/// <summary>What a frame is good for. Each value but the first is a reason that a person can act on.</summary>
public enum FrameOutcome
{
    /// <summary>One face, good enough to be compared.</summary>
    Acceptable = 1,

    /// <summary>No face was found.</summary>
    NoFace = 2,

    /// <summary>Several faces and none clearly dominant.</summary>
    SeveralFaces = 3,

    /// <summary>The face is too far away.</summary>
    TooSmall = 4,

    /// <summary>The face is too dark.</summary>
    TooDark = 5,

    /// <summary>The face is overexposed.</summary>
    TooBright = 6,

    /// <summary>The face has hardly any contrast.</summary>
    LowContrast = 7,

    /// <summary>The face is blurred.</summary>
    Blurred = 8,

    /// <summary>The head is turned or tilted too far.</summary>
    PoseOutOfRange = 9,

    /// <summary>The picture cannot be read; <see cref="FrameAnalysis.ImageStatus"/> says why.</summary>
    Unreadable = 10,

    /// <summary>The face is dark before a bright background.</summary>
    Backlit = 11,

    /// <summary>Mouth and chin are covered.</summary>
    Covered = 12,

    /// <summary>The border of the picture cuts a part of the face off.</summary>
    CutOff = 13,

    /// <summary>The picture lies on its side or stands on its head.</summary>
    NotUpright = 14,
}

/// <summary>A vote on one frame. Never the answer: the mean over many frames and the challenge decide.</summary>
public enum PadDecision
{
    /// <summary>Looks like a live person.</summary>
    BonaFide = 1,

    /// <summary>Between the bands.</summary>
    Unsure = 2,

    /// <summary>Looks like a presentation attack.</summary>
    Attack = 3,
}

/// <summary>Which stages an analysis runs beside detection, landmarks and quality.</summary>
[Flags]
public enum FaceStages
{
    None = 0,
    PresentationAttack = 1,
    Pose = 2,
    Eyes = 4,

    /// <summary>Every face is observed, not only the chosen one.</summary>
    EveryFace = 8,
    Live = PresentationAttack | Pose | Eyes,
    Everything = Live | EveryFace,
}

internal static class FaceStagesExtensions
{
    /// <summary>Like <see cref="Enum.HasFlag"/>, which boxes until the method is optimised.</summary>
    internal static bool Includes(this FaceStages stages, FaceStages stage) => (stages & stage) == stage;
}

/// <summary>All that is seen of one face. Coordinates in pixels of the picture as captured, oriented.</summary>
/// <remarks>Members of stages that did not run are zero; <see cref="FrameAnalysis.Stages"/> says which ran.</remarks>
public struct FaceObservation
{
    public FaceBox Box;
    public FaceLandmarks Landmarks;
    public QualityMeasures Quality;

    /// <summary>Fused score of a bona fide presentation in this frame, 0..1; see <see cref="PadFusion"/>.</summary>
    public float PadScore;

    /// <summary>What each vote measured; NaN where it did not run.</summary>
    public PadVotes PadVotes;
    public PadDecision PadDecision;
    public HeadPose Pose;
    public EyeStates Eyes;
}

/// <summary>Wall-clock time of each stage in milliseconds, over all observed faces.</summary>
public struct StageTimings
{
    public double DecodeMs;
    public double DetectMs;
    public double LandmarksMs;
    public double QualityMs;
    public double PresentationAttackMs;
    public double PoseMs;
    public double EyesMs;
    public double TemplateMs;

    public readonly double TotalMs => DecodeMs + DetectMs + LandmarksMs + QualityMs + PresentationAttackMs + PoseMs + EyesMs + TemplateMs;

    internal void Add(in StageTimings other)
    {
        DecodeMs += other.DecodeMs;
        DetectMs += other.DetectMs;
        LandmarksMs += other.LandmarksMs;
        QualityMs += other.QualityMs;
        PresentationAttackMs += other.PresentationAttackMs;
        PoseMs += other.PoseMs;
        EyesMs += other.EyesMs;
        TemplateMs += other.TemplateMs;
    }
}

/// <summary>How often each stage ran, over all observed faces.</summary>
public struct StageCounts
{
    public int Decodes;
    public int Detections;
    public int Landmarks;
    public int PresentationAttack;
    public int Pose;
    public int Eyes;
    public int Templates;

    internal void Add(in StageCounts other)
    {
        Decodes += other.Decodes;
        Detections += other.Detections;
        Landmarks += other.Landmarks;
        PresentationAttack += other.PresentationAttack;
        Pose += other.Pose;
        Eyes += other.Eyes;
        Templates += other.Templates;
    }
}

/// <summary>
/// The result of one frame; a caller keeps one and passes it to every call, so that a frame allocates nothing.
/// Not thread-safe.
/// </summary>
public sealed class FrameAnalysis
{
    /// <summary>More faces than this are not looked at; a frame with so many is no frame of one person.</summary>
    public const int MaximumFaces = 16;

    private readonly FaceObservation[] _faces = new FaceObservation[MaximumFaces];

    public FrameOutcome Outcome { get; internal set; }

    public ImageStatus ImageStatus { get; internal set; }

    /// <summary>Oriented size of the picture as captured, pixels.</summary>
    public int Width { get; internal set; }

    public int Height { get; internal set; }

    public FaceStages Stages { get; internal set; }

    /// <summary>Faces found, whether observed or not.</summary>
    public int FacesFound { get; internal set; }

    /// <summary>Observed faces, largest first; the first is the one that <see cref="Outcome"/> speaks of.</summary>
    public ReadOnlySpan<FaceObservation> Faces => _faces.AsSpan(0, Observed);

    public StageTimings Timings => TimingsInternal;

    public StageCounts Counts => CountsInternal;

    internal StageTimings TimingsInternal;

    internal StageCounts CountsInternal;

    internal int Observed { get; set; }

    /// <summary>A picture that is not decoded at all.</summary>
    internal FrameOutcome Refuse(ImageStatus status)
    {
        Reset(FaceStages.None);
        ImageStatus = status;
        return Outcome = FrameOutcome.Unreadable;
    }

    internal ref FaceObservation FaceAt(int index) => ref _faces[index];

    /// <param name="again">The frame is looked at once more: its work goes on being counted.</param>
    internal void Reset(FaceStages stages, bool again = false)
    {
        Outcome = default;
        ImageStatus = default;
        Stages = stages;
        (Width, Height, FacesFound, Observed) = (0, 0, 0, 0);
        if (!again)
        {
            (TimingsInternal, CountsInternal) = (default, default);
        }
    }
}
