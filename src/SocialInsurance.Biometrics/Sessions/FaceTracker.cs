using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Quality;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Follows one face between two looks of the detector: the detected box moves and grows with its landmarks. A face that
/// looks unlike itself a frame before is not followed but looked for again, so a face that left, another that came and a
/// cut are all seen at the frame at which they happen. Holds 28 x 28 block means of the last face. Not thread-safe.
/// </summary>
internal sealed class FaceTracker(SessionSchedule schedule)
{
    private readonly float[] _appearance = new float[QualityAssessor.AppearanceLength];
    private readonly float[] _before = new float[QualityAssessor.AppearanceLength];
    private FaceBox _anchor;
    private Vector2 _anchorCentre;
    private float _anchorRadius;
    private int _sinceDetection;
    private bool _holds;
    private bool _seen;
    private bool _wasClear = true;

    /// <summary>Where the face is expected, pixels of the picture as captured.</summary>
    internal FaceBox Expected { get; private set; }

    /// <summary>Distance of the eyes a frame before, pixels of the picture as captured.</summary>
    internal float InterEyeDistance { get; private set; }

    /// <summary>How far the head leaned a frame before, degrees.</summary>
    internal float LeanDegrees { get; private set; }

    /// <summary>Likeness of the last two faces, -1..1; 1 before the second.</summary>
    internal float Likeness { get; private set; } = 1;

    /// <summary>The face was detected where it was not expected.</summary>
    internal bool Jumped { get; private set; }

    /// <summary>Whether the next frame follows the last one closely enough to tell a cut from a movement; null without a clock.</summary>
    internal bool? Adjacent { get; set; }

    /// <summary>The face of the frame before could not have become this one, were they taken one right after the other.</summary>
    internal bool Breaks { get; private set; }

    /// <summary>How often the face of one frame could not have become that of the next: the picture was cut.</summary>
    internal int Cuts { get; private set; }

    /// <summary>Whether the next frame may do without the detector.</summary>
    internal bool MayFollow => _holds && _sinceDetection < schedule.DetectEvery;

    /// <summary>Takes a followed face; false when it does not look like the face a frame before and must be looked for.</summary>
    internal bool TryFollow(in FaceObservation face, FacePipeline pipeline)
    {
        pipeline.DescribeAppearance(_appearance);
        if (Product() < schedule.LeastLikeness)
        {
            return false;
        }

        (Jumped, Breaks) = (false, false);
        _sinceDetection++;
        Keep(face.Landmarks);
        return true;
    }

    /// <summary>Takes a detected face as the one to follow.</summary>
    internal void Anchor(in FaceObservation face, FacePipeline pipeline)
    {
        pipeline.DescribeAppearance(_appearance);
        Jumped = _seen && _holds && Expected.Overlap(face.Box) < schedule.LeastOverlap;
        (_anchorCentre, _anchorRadius) = Extent(face.Landmarks);
        _anchor = face.Box;
        _sinceDetection = 1;
        var followed = _holds;
        _holds = true;
        Keep(face.Landmarks);
        Breaks = Jumped || (followed && Likeness < schedule.CutLikeness);
    }

    /// <summary>
    /// Counts a break as a cut where the frames follow closely, and where the face is somebody else's however far apart they are: without a clock,
    /// or by a slow one, a cut cannot be told from a movement, but nobody moves into another person. Something that is no clear face (a shape that the detector took for one) is no face that another could have become:
    /// neither the way there nor the way back is a cut.
    /// </summary>
    /// <param name="isClear">The face of this frame shows whose it is.</param>
    /// <param name="personChanged">It is somebody else's than a frame before, or the person's own again.</param>
    internal void JudgeBreak(bool isClear, bool personChanged)
    {
        Cuts += Breaks && isClear && _wasClear && (Adjacent is true || personChanged) ? 1 : 0;
        _wasClear = isClear;
    }

    /// <summary>No face to follow: the next frame needs the detector.</summary>
    internal void Lose() => _holds = false;

    internal void Clear()
    {
        _appearance.AsSpan().Clear();
        _before.AsSpan().Clear();
    }

    private float Product() => _seen ? TensorPrimitives.Dot<float>(_appearance, _before) : 1;

    private void Keep(in FaceLandmarks landmarks)
    {
        Likeness = Product();
        _appearance.CopyTo(_before, 0);
        _seen = true;
        (InterEyeDistance, LeanDegrees) = (landmarks.InterEyeDistance, landmarks.LeanDegrees);
        var (centre, radius) = Extent(landmarks);
        var scale = _anchorRadius > 0 ? radius / _anchorRadius : 1;
        var (width, height) = (_anchor.Width * scale, _anchor.Height * scale);
        var offset = (new Vector2(_anchor.CentreX, _anchor.CentreY) - _anchorCentre) * scale;
        Expected = new FaceBox(centre.X + offset.X - (width / 2), centre.Y + offset.Y - (height / 2), width, height, _anchor.Score);
    }

    /// <summary>Mean of the points and their mean distance from it: moves and grows with the face, hardly with its expression.</summary>
    private static (Vector2 Centre, float Radius) Extent(in FaceLandmarks landmarks)
    {
        var centre = Vector2.Zero;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            centre += landmarks[i];
        }

        centre /= FaceLandmarks.Count;
        var radius = 0f;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            radius += Vector2.Distance(centre, landmarks[i]);
        }

        return (centre, radius / FaceLandmarks.Count);
    }
}
