using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Detection;

/// <summary>
/// UltraFace RFB-320 (fr_detect): RGB, (x - 127) / 128, 320 x 240 letterbox at the top left; boxes come decoded,
/// as fractions of the letterbox. Source: measured against the reference in models/cards/fr_detect.md.
/// </summary>
internal sealed class FaceDetector(ModelSet models, DetectionSettings settings) : IFaceFinder
{
    private const int Width = 320;
    private const int Height = 240;
    private const int MaximumCandidates = 512;

    private static readonly PixelFormat Format = new(
        Width, Height, ChannelOrder.Rgb, BorderMode.Constant, new Vector3(1 / 128f), new Vector3(-127 / 128f));

    private readonly ModelBinding _model = models.Bind(ModelTask.Detection);
    private readonly FaceBox[] _candidates = new FaceBox[MaximumCandidates];

    /// <inheritdoc/>
    public int Detect(in DecodedImage frame, Span<FaceBox> faces)
    {
        var scale = MathF.Min((float)Width / frame.OrientedWidth, (float)Height / frame.OrientedHeight);
        var map = AffineMap.FromRectangle(0, 0, Width / scale, Height / scale, Width, Height);
        Warp.ToTensor(frame, map, Format.ToWarp(), _model.Input);
        _model.Run();
        var candidates = Decode(frame, Width / scale, Height / scale);
        return BoxSuppression.Keep(candidates, faces, settings.OverlapThreshold);
    }

    public ModelBinding Model => _model;

    public void Dispose() => _model.Dispose();

    private Span<FaceBox> Decode(in DecodedImage frame, float spanX, float spanY)
    {
        var scores = _model.Output();
        var boxes = _model.Output(1);
        var count = 0;
        for (var i = 0; i < scores.Length / 2 && count < MaximumCandidates; i++)
        {
            var score = scores[(2 * i) + 1];
            if (score < settings.ScoreThreshold)
            {
                continue;
            }

            var left = MathF.Max(0, boxes[4 * i] * spanX);
            var top = MathF.Max(0, boxes[(4 * i) + 1] * spanY);
            var right = MathF.Min(frame.OrientedWidth - 1, boxes[(4 * i) + 2] * spanX);
            var bottom = MathF.Min(frame.OrientedHeight - 1, boxes[(4 * i) + 3] * spanY);
            if (right - left > 1 && bottom - top > 1)
            {
                _candidates[count++] = new FaceBox(left, top, right - left, bottom - top, score);
            }
        }

        return _candidates.AsSpan(0, count);
    }
}
