using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>How bright the picture is round a face. Not thread-safe.</summary>
internal sealed class SurroundMeasure
{
    private const int Side = 24;

    /// <summary>The patch is this many box sides wide; the box itself and a rim of hair do not count.</summary>
    private const float CropPerBoxSide = 3;

    private const float InnerPerBoxSide = 1.5f;

    private static readonly PixelFormat Format = new(Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _gray = new float[Side * Side];

    /// <param name="box">In pixels of <paramref name="frame"/>.</param>
    /// <returns>Mean gray round the face, 0..255, of what lies in the picture; NaN when the face fills it.</returns>
    internal float Measure(in DecodedImage frame, in FaceBox box)
    {
        var side = MathF.Max(box.Width, box.Height);
        var (left, top) = (box.CentreX - (CropPerBoxSide * side / 2), box.CentreY - (CropPerBoxSide * side / 2));
        Warp.ToTensor(frame, AffineMap.FromRectangle(left, top, CropPerBoxSide * side, CropPerBoxSide * side, Side, Side), Format.ToWarp(), _gray);
        var (sum, count) = (0f, 0);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (dx, dy) = (((x + 0.5f) / Side) - 0.5f, ((y + 0.5f) / Side) - 0.5f);
                var (px, py) = (left + ((dx + 0.5f) * CropPerBoxSide * side), top + ((dy + 0.5f) * CropPerBoxSide * side));
                // the body below the chin is no background
                var isInner = MathF.Abs(dx) < InnerPerBoxSide / CropPerBoxSide / 2 && dy > -InnerPerBoxSide / CropPerBoxSide / 2;
                if (!isInner && dy < 0.25f && px >= 0 && py >= 0 && px < frame.OrientedWidth && py < frame.OrientedHeight)
                {
                    sum += _gray[(y * Side) + x];
                    count++;
                }
            }
        }

        return count < Side * Side / 20 ? float.NaN : sum / count;
    }

    internal void Clear() => _gray.AsSpan().Clear();
}
