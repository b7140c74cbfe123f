using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Detection;

/// <summary>
/// YuNet, a drop-in (models/README.md): BGR 0..255, 320 x 320 letterbox at the top left; class, object, box and points at
/// strides 8, 16 and 32, decoded here; score = sqrt(class x object). Its five points are not used: landmarks come from the
/// box. Source: ShiqiYu/libfacedetection.train (Apache-2.0).
/// </summary>
internal sealed class FineFaceDetector(ModelSet models, DetectionSettings settings) : IFaceFinder
{
    private const int Side = 320;
    private const int Levels = 3;
    private const int FirstStride = 8;
    private const int ObjectOutput = Levels;
    private const int BoxOutput = 2 * Levels;
    private const int MaximumCandidates = 512;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Bgr, BorderMode.Constant, Vector3.One, Vector3.Zero);

    private readonly FaceBox[] _candidates = new FaceBox[MaximumCandidates];

    public ModelBinding Model { get; } = models.Bind(ModelTask.DetectionFine);

    /// <inheritdoc/>
    public int Detect(in DecodedImage frame, Span<FaceBox> faces)
    {
        var scale = MathF.Min((float)Side / frame.OrientedWidth, (float)Side / frame.OrientedHeight);
        var map = AffineMap.FromRectangle(0, 0, Side / scale, Side / scale, Side, Side);
        Warp.ToTensor(frame, map, Format.ToWarp(), Model.Input);
        Model.Run();
        var count = 0;
        for (var level = 0; level < Levels; level++)
        {
            count = Decode(level, scale, frame, count);
        }

        return BoxSuppression.Keep(_candidates.AsSpan(0, count), faces, settings.OverlapThreshold);
    }

    public void Dispose() => Model.Dispose();

    private int Decode(int level, float scale, in DecodedImage frame, int count)
    {
        var (stride, columns) = (FirstStride << level, Side / (FirstStride << level));
        var classes = Model.Output(level);
        var objects = Model.Output(ObjectOutput + level);
        var boxes = Model.Output(BoxOutput + level);
        for (var i = 0; i < classes.Length && count < MaximumCandidates; i++)
        {
            var score = MathF.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
            if (score < settings.ScoreThreshold)
            {
                continue;
            }

            var (centreX, centreY) = ((i % columns) + boxes[4 * i], (i / columns) + boxes[(4 * i) + 1]);
            var (width, height) = (MathF.Exp(boxes[(4 * i) + 2]), MathF.Exp(boxes[(4 * i) + 3]));
            var unit = stride / scale;
            var left = MathF.Max(0, (centreX - (width / 2)) * unit);
            var top = MathF.Max(0, (centreY - (height / 2)) * unit);
            var right = MathF.Min(frame.OrientedWidth - 1, (centreX + (width / 2)) * unit);
            var bottom = MathF.Min(frame.OrientedHeight - 1, (centreY + (height / 2)) * unit);
            if (right - left > 1 && bottom - top > 1)
            {
                _candidates[count++] = new FaceBox(left, top, right - left, bottom - top, score);
            }
        }

        return count;
    }
}
