using System.Diagnostics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics;

/// <summary>
/// From an encoded frame to all that is seen of the faces in it, and to a template of the chosen face.
/// One per worker: not thread-safe, allocates nothing per frame once warm; share the <see cref="ModelSet"/>.
/// Input: JPEG or PNG bytes, any size within <see cref="ImageLimits"/>. Coordinates: pixels of the oriented picture.
/// </summary>
public sealed class FacePipeline : IDisposable
{
    /// <summary>Frames are decoded at the largest reduction that keeps the short side at this many pixels.</summary>
    internal const int WorkingShortSide = 480;

    /// <summary>Eye distance on the 112 x 112 template: a face below it is decoded again with less reduction.</summary>
    private const float TemplateInterEyeDistance = 35.2f;

    private const int FullTurn = 4;

    private readonly ImageDecoder _decoder;
    private readonly FrameSampler _sampler = new();
    private readonly IFaceFinder _detector;
    private readonly LandmarkDetector _landmarks;
    private readonly QualityAssessor _quality;
    private readonly PadPanel _pad;
    private readonly FrameLight _light = new();
    private readonly HeadPoseEstimator _pose;
    private readonly EyeStateClassifier _eyes;
    private readonly TemplateExtractor _templates;
    private readonly FaceBox[] _boxes = new FaceBox[FrameAnalysis.MaximumFaces];
    private DecodedImage _frame;
    private ImageStatus _status;
    private float _leanDegrees;
    private int _quarterTurns;
    private bool _isEmbedded;

    /// <param name="models">Outlives the pipeline; not disposed by it.</param>
    public FacePipeline(ModelSet models, VerificationProfile profile, ImageLimits? limits = null)
    {
        Profile = profile;
        _decoder = new ImageDecoder(limits);
        _detector = FaceFinder.Of(models, profile.Detection);
        _landmarks = new LandmarkDetector(models, _sampler);
        _quality = new QualityAssessor(_sampler);
        _pad = new PadPanel(models, _sampler, profile.Pad.Fusion);
        _pose = new HeadPoseEstimator(models, _sampler);
        _eyes = new EyeStateClassifier(models, _sampler);
        _templates = new TemplateExtractor(models, _sampler);
    }

    public VerificationProfile Profile { get; }

    /// <summary>Turns every template that leaves the pipeline, so that no plain one does; null for plain templates. Not disposed here.</summary>
    public TemplateTransform? Protection { get; init; }

    /// <summary>Decode, detect, choose the face, landmarks, quality and the asked stages; the outcome names what is wrong.</summary>
    public FrameOutcome Analyse(ReadOnlySpan<byte> encoded, FaceStages stages, FrameAnalysis analysis) =>
        Analyse(encoded, stages, WorkingShortSide, leanDegrees: 0, analysis);

    /// <summary>The same for a single picture, which a phone or a scanner may have turned: one whose face is upright only after a turn is named.</summary>
    public FrameOutcome AnalyseStill(ReadOnlySpan<byte> encoded, FaceStages stages, FrameAnalysis analysis) =>
        UprightSearch.IsUpright(this, encoded, stages, analysis) ? JudgeStill(analysis) : analysis.Outcome = FrameOutcome.NotUpright;

    /// <summary>
    /// A single picture has to show the face clearly by itself. A session's frames are not judged so: those of a screen are overexposed, and an attack is told by them.
    /// </summary>
    internal FrameOutcome JudgeStill(FrameAnalysis analysis) => analysis.Outcome = analysis.Outcome
        is FrameOutcome.Acceptable or FrameOutcome.PoseOutOfRange or FrameOutcome.Blurred
        ? Profile.Quality.Clarity.Judge(analysis.Faces[0].Quality, analysis.Outcome)
        : analysis.Outcome;

    /// <param name="minimumShortSide">The frame is decoded at the largest reduction that keeps its short side at this.</param>
    /// <param name="leanDegrees">How far the head leaned a frame before; 0 when nothing is known.</param>
    /// <param name="quarterTurns">Quarters that the picture is turned clockwise first; coordinates are those of the turned picture.</param>
    /// <param name="again">The picture is the one last analysed: its pixels are used again where they would be the same, and its work is counted on.</param>
    internal FrameOutcome Analyse(
        ReadOnlySpan<byte> encoded, FaceStages stages, int minimumShortSide, float leanDegrees, FrameAnalysis analysis, int quarterTurns = 0, bool again = false)
    {
        analysis.Reset(stages, again);
        var turnsBefore = _quarterTurns;
        (_leanDegrees, _quarterTurns) = (leanDegrees, quarterTurns);
        if (again && _status == ImageStatus.Ok && _frame.ScaleDenominator == _frame.Header.ReductionFor(minimumShortSide))
        {
            _isEmbedded = false;
            Take(_frame.TurnedClockwise(FullTurn - turnsBefore), analysis);
        }
        else if (!Decode(encoded, minimumShortSide, analysis))
        {
            return analysis.Outcome = FrameOutcome.Unreadable;
        }

        Detect(analysis);
        if (analysis.FacesFound == 0)
        {
            return analysis.Outcome = _light.WhyNoFace(_frame);
        }

        analysis.Observed = stages.Includes(FaceStages.EveryFace) ? analysis.FacesFound : 1;
        for (var i = 0; i < analysis.Observed; i++)
        {
            Observe(encoded, _boxes[i], ref analysis.FaceAt(i), analysis);
        }

        return analysis.Outcome = FrameJudge.Judge(analysis, _boxes, Profile);
    }

    /// <summary>
    /// As <see cref="Analyse"/>, without detection: the one face is looked for where it was expected. Only landmarks and
    /// quality; further stages by <see cref="Complete"/>. The caller checks that what was found is the face it followed.
    /// </summary>
    /// <param name="expected">Pixels of the picture as captured.</param>
    /// <param name="minimumShortSide">The frame is decoded at the largest reduction that keeps its short side at this.</param>
    /// <param name="leanDegrees">How far the head leaned a frame before.</param>
    internal FrameOutcome Follow(ReadOnlySpan<byte> encoded, in FaceBox expected, int minimumShortSide, float leanDegrees, FrameAnalysis analysis)
    {
        analysis.Reset(FaceStages.None);
        (_leanDegrees, _quarterTurns) = (leanDegrees, 0);
        if (!Decode(encoded, minimumShortSide, analysis))
        {
            return analysis.Outcome = FrameOutcome.Unreadable;
        }

        (analysis.FacesFound, analysis.Observed) = (1, 1);
        Observe(encoded, expected, ref analysis.FaceAt(0), analysis);
        return analysis.Outcome = FrameJudge.Judge(analysis, _boxes, Profile);
    }

    /// <summary>Runs further stages on the chosen face of the frame last analysed and judges it again.</summary>
    internal FrameOutcome Complete(FrameAnalysis analysis, FaceStages stages)
    {
        ref var face = ref analysis.FaceAt(0);
        var scale = 1 / CaptureScale(analysis);
        analysis.Stages |= stages;
        Run(stages, face.Box.ScaledBy(scale), face.Landmarks.ScaledBy(scale), ref face, analysis);
        return analysis.Outcome = FrameJudge.Judge(analysis, _boxes, Profile);
    }

    /// <summary>What a header says of a frame's size, before anything is decoded.</summary>
    internal ImageStatus Probe(ReadOnlySpan<byte> encoded, out ImageHeader header) => _decoder.Probe(encoded, out header);

    /// <summary>Appearance of the face last measured; see <see cref="QualityAssessor.Describe"/>.</summary>
    internal void DescribeAppearance(Span<float> appearance) => _quality.Describe(appearance);

    /// <summary>Template of a face of the frame last analysed.</summary>
    /// <exception cref="InvalidOperationException">No frame with such a face was analysed before.</exception>
    public BiometricTemplate ExtractTemplate(FrameAnalysis analysis, int face = 0)
    {
        if (face >= analysis.Observed)
        {
            throw new InvalidOperationException($"expected a frame with at least {face + 1} observed face(s), found {analysis.Observed}");
        }

        return ToTemplate(Embed(analysis, face));
    }

    /// <summary>The template of an embedding, or of a mean of several: the one place where an embedding becomes one.</summary>
    internal BiometricTemplate ToTemplate(ReadOnlySpan<float> embedding)
    {
        var plain = BiometricTemplate.FromEmbedding(embedding);
        if (Protection is null)
        {
            return plain;
        }

        var turned = Protection.Protect(plain);
        plain.Clear();
        return turned;
    }

    /// <summary>The embedding of <see cref="ExtractTemplate"/> before normalisation, in memory of the model: valid until the next call.</summary>
    internal ReadOnlySpan<float> Embed(FrameAnalysis analysis, int face = 0)
    {
        if (face == 0 && _isEmbedded)
        {
            return _templates.Model.Output();
        }

        var start = Stopwatch.GetTimestamp();
        var points = analysis.FaceAt(face).Landmarks.ScaledBy(1 / CaptureScale(analysis));
        var embedding = _templates.Embed(_frame, points);
        analysis.TimingsInternal.TemplateMs += ElapsedMs(start);
        analysis.CountsInternal.Templates++;
        _isEmbedded = face == 0;
        return embedding;
    }

    /// <summary>Takes an embedding made before for that of the chosen face: it would be the same.</summary>
    internal void Recall(ReadOnlySpan<float> embedding)
    {
        _templates.Model.Recall(embedding);
        _isEmbedded = true;
    }

    /// <summary>What is wrong with a picture that <see cref="Analyse"/> called unreadable, for people.</summary>
    public ImageFault DescribeFault(ReadOnlySpan<byte> encoded, ImageStatus status) => _decoder.DescribeFault(encoded, status);

    /// <summary>Runs each model once on what its input holds: the floor that the pipeline is measured against.</summary>
    internal void RunModelsOnly()
    {
        foreach (var task in (ReadOnlySpan<ModelTask>)[ModelTask.Detection, ModelTask.Landmarks, ModelTask.PresentationAttack, ModelTask.Pose, ModelTask.Eyes, ModelTask.Eyes, ModelTask.Template])
        {
            ModelOf(task).Run();
        }
    }

    /// <summary>A model that ships, for measurements and for tests of preparation on real crops.</summary>
    internal ModelBinding ModelOf(ModelTask task) => task switch
    {
        ModelTask.Detection => _detector.Model,
        ModelTask.Landmarks => _landmarks.Model,
        ModelTask.PresentationAttack => _pad.Model,
        ModelTask.Eyes => _eyes.Model,
        ModelTask.Pose => _pose.Model,
        ModelTask.Template => _templates.Model,
        ModelTask.PresentationAttackNear or ModelTask.PresentationAttackFar or ModelTask.DetectionFine =>
            throw new ArgumentOutOfRangeException(nameof(task), task, "expected a model that ships"),
    };

    /// <summary>Runs every model that ships once, so that the first frame of the first person does not pay for it.</summary>
    public void Warm() => RunModelsOnly();

    /// <summary>Zeroes every pixel, tensor and embedding of the last frame.</summary>
    public void Clear()
    {
        _decoder.Clear();
        _sampler.Clear();
        _quality.Clear();
        _light.Clear();
        _pad.Clear();
        (_frame, _status, _isEmbedded) = (default, default, false);
        foreach (var model in (ReadOnlySpan<ModelBinding>)[_detector.Model, _landmarks.Model, _pad.Model, _pose.Model, _eyes.Model, _templates.Model])
        {
            model.Clear();
        }
    }

    public void Dispose()
    {
        Clear();
        _decoder.Dispose();
        _detector.Dispose();
        _landmarks.Dispose();
        _pad.Dispose();
        _pose.Dispose();
        _eyes.Dispose();
        _templates.Dispose();
    }

    private bool Decode(ReadOnlySpan<byte> encoded, int minimumShortSide, FrameAnalysis analysis)
    {
        var start = Stopwatch.GetTimestamp();
        _isEmbedded = false;
        analysis.ImageStatus = _decoder.Decode(encoded, minimumShortSide, PixelLayout.Planar, out _frame);
        analysis.TimingsInternal.DecodeMs += ElapsedMs(start);
        analysis.CountsInternal.Decodes++;
        _status = analysis.ImageStatus;
        if (_status != ImageStatus.Ok)
        {
            return false;
        }

        Take(_frame, analysis);
        return true;
    }

    /// <param name="upright">The frame as it was decoded.</param>
    private void Take(in DecodedImage upright, FrameAnalysis analysis)
    {
        (_frame, analysis.ImageStatus) = (upright, _status);
        (analysis.Width, analysis.Height) = (_frame.Header.OrientedWidth, _frame.Header.OrientedHeight);
        if (_quarterTurns != 0)
        {
            _frame = _frame.TurnedClockwise(_quarterTurns);
            (analysis.Width, analysis.Height) = _quarterTurns % 2 == 0 ? (analysis.Width, analysis.Height) : (analysis.Height, analysis.Width);
        }
    }

    private void Detect(FrameAnalysis analysis)
    {
        var start = Stopwatch.GetTimestamp();
        analysis.FacesFound = _detector.Detect(_frame, _boxes);
        analysis.TimingsInternal.DetectMs += ElapsedMs(start);
        analysis.CountsInternal.Detections++;
        var scale = CaptureScale(analysis);
        for (var i = 0; i < analysis.FacesFound; i++)
        {
            _boxes[i] = _boxes[i].ScaledBy(scale);
        }
    }

    /// <summary>A small face in a reduced frame is looked at again in a finer one: the model must see what the camera saw.</summary>
    private void Observe(ReadOnlySpan<byte> encoded, in FaceBox box, ref FaceObservation face, FrameAnalysis analysis)
    {
        face = default;
        face.Box = box;
        var points = Locate(box, analysis);
        while (points.InterEyeDistance < TemplateInterEyeDistance
            && _frame.ScaleDenominator > 1
            && Decode(encoded, 2 * Math.Min(_frame.Width, _frame.Height) - 1, analysis))
        {
            points = Locate(box, analysis);
        }

        var scale = CaptureScale(analysis);
        face.Landmarks = points.ScaledBy(scale);
        Measure(box.ScaledBy(1 / scale), points, scale, ref face, analysis);
    }

    private FaceLandmarks Locate(in FaceBox box, FrameAnalysis analysis)
    {
        var start = Stopwatch.GetTimestamp();
        _landmarks.Detect(_frame, box.ScaledBy(1 / CaptureScale(analysis)), _leanDegrees, out var points);
        analysis.TimingsInternal.LandmarksMs += ElapsedMs(start);
        analysis.CountsInternal.Landmarks++;
        return points;
    }

    private void Measure(in FaceBox box, in FaceLandmarks points, float scale, ref FaceObservation face, FrameAnalysis analysis)
    {
        var start = Stopwatch.GetTimestamp();
        face.Quality = _quality.Measure(_frame, box, points, scale, Profile.Quality.MinimumBrightness);
        analysis.TimingsInternal.QualityMs += ElapsedMs(start);
        Run(analysis.Stages, box, points, ref face, analysis);
    }

    private void Run(FaceStages stages, in FaceBox box, in FaceLandmarks points, ref FaceObservation face, FrameAnalysis analysis)
    {
        ref var timings = ref analysis.TimingsInternal;
        ref var counts = ref analysis.CountsInternal;
        long start;
        if (stages.Includes(FaceStages.PresentationAttack))
        {
            start = Stopwatch.GetTimestamp();
            face.PadScore = _pad.Score(_frame, box, out face.PadVotes);
            face.PadDecision = Judge(face.PadScore);
            timings.PresentationAttackMs += ElapsedMs(start);
            counts.PresentationAttack++;
        }

        if (stages.Includes(FaceStages.Pose))
        {
            start = Stopwatch.GetTimestamp();
            face.Pose = _pose.Estimate(_frame, box, points.LeanDegrees);
            timings.PoseMs += ElapsedMs(start);
            counts.Pose++;
        }

        if (stages.Includes(FaceStages.Eyes))
        {
            start = Stopwatch.GetTimestamp();
            face.Eyes = _eyes.Classify(_frame, points);
            timings.EyesMs += ElapsedMs(start);
            counts.Eyes++;
        }
    }

    private PadDecision Judge(float padScore) =>
        padScore >= Profile.Pad.PassThreshold ? PadDecision.BonaFide
        : padScore >= Profile.Pad.ReviewThreshold ? PadDecision.Unsure
        : PadDecision.Attack;

    /// <summary>Pixels of the picture as captured per pixel of the decoded frame.</summary>
    private float CaptureScale(FrameAnalysis analysis) => (float)analysis.Width / _frame.OrientedWidth;

    private static double ElapsedMs(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
