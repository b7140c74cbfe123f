namespace SocialInsurance.Interop.Tests;

/// <summary>Averages of boxes, plainly: the oracle of native/src/box.h.</summary>
internal static class BoxTwin
{
    internal static byte[] Reduce(byte[] pixels, int width, int height, int channels, int denominator)
    {
        int w = (width + denominator - 1) / denominator, h = (height + denominator - 1) / denominator;
        var reduced = new byte[w * h * channels];
        for (var i = 0; i < reduced.Length; i++)
        {
            var (x, y, c) = (i / channels % w, i / channels / w, i % channels);
            var box =
                (from sy in Enumerable.Range(y * denominator, denominator).Where(v => v < height)
                 from sx in Enumerable.Range(x * denominator, denominator).Where(v => v < width)
                 select (int)pixels[(((sy * width) + sx) * channels) + c]).ToArray();
            reduced[i] = (byte)((box.Sum() + (box.Length / 2)) / box.Length);
        }

        return reduced;
    }
}
