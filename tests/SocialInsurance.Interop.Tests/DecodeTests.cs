using System.Numerics;

namespace SocialInsurance.Interop.Tests;

public sealed class DecodeTests : IDisposable
{
    private readonly ImageDecoder _decoder = new();

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData("base.png", "base.png")]
    [InlineData("rgb.png", "rgb.png")]
    [InlineData("gray.png", "gray.png")]
    [InlineData("gray1.png", "gray1.png")]
    [InlineData("palette.png", "palette.png")]
    [InlineData("palette4.png", "palette4.png")]
    [InlineData("alpha.png", "alpha.png")]
    [InlineData("grayalpha.png", "grayalpha.png")]
    [InlineData("interlaced.png", "rgb.png")]
    [InlineData("interlacedalpha.png", "alpha.png")]
    [InlineData("one.png", "one.png")]
    public void Png_equals_its_managed_twin_in_both_layouts(string name, string twinName)
    {
        var twin = new PngTwin(Pictures.Read(twinName));
        foreach (var layout in new[] { PixelLayout.Rgb, PixelLayout.Planar })
        {
            Assert.Equal(ImageStatus.Ok, _decoder.Decode(Pictures.Read(name), 0, layout, out var image));
            Assert.Equal(twin.Rgb, Levels(image));
        }
    }

    [Theory]
    [InlineData("yuv444.jpg", 30)]
    [InlineData("yuv420.jpg", 22)]
    [InlineData("yuv422.jpg", 22)]
    [InlineData("yuv440.jpg", 22)]
    [InlineData("yuv411.jpg", 20)]
    [InlineData("yuv31.jpg", 20)]
    [InlineData("luma_subsampled.jpg", 20)]
    [InlineData("restart.jpg", 22)]
    [InlineData("progressive.jpg", 22)]
    [InlineData("rgb.jpg", 30)]
    public void Jpeg_is_near_the_picture_it_was_made_from(string name, double leastDecibels)
    {
        var source = new PngTwin(Pictures.Read("base.png")).Rgb;
        foreach (var layout in new[] { PixelLayout.Planar, PixelLayout.Rgb })
        {
            Assert.Equal(ImageStatus.Ok, _decoder.Decode(Pictures.Read(name), 0, layout, out var image));
            var decibels = Psnr(source, Levels(image));
            Assert.True(decibels >= leastDecibels, $"{name} {layout}: expected >= {leastDecibels} dB, found {decibels:F1}");
        }
    }

    [Theory]
    [InlineData("yuv444.jpg", 1, 0)]
    [InlineData("yuv420.jpg", 0.6, 0)]
    [InlineData("odd420.jpg", 0.6, 0)]
    [InlineData("yuv422.jpg", 0.6, 0)]
    [InlineData("gray.jpg", 0.01, 2)]
    public void Planar_pixels_warped_to_rgb_equal_libjpegs_own_rgb(string name, double mostMeanDifference, int kind)
    {
        _decoder.Decode(Pictures.Read(name), 0, PixelLayout.Planar, out var planar);
        Assert.Equal(kind, planar.Native.Kind);
        var ours = Levels(planar);
        _decoder.Decode(Pictures.Read(name), 0, PixelLayout.Rgb, out var interleaved);
        Assert.Equal(1, interleaved.Native.Kind);
        var difference = ours.Zip(Levels(interleaved), (a, b) => Math.Abs(a - b)).Average();
        Assert.True(difference <= mostMeanDifference, $"mean difference: expected <= {mostMeanDifference} levels, found {difference:F3}");
    }

    [Theory]
    [InlineData("big420.jpg", 320, 240)]
    [InlineData("big422.jpg", 320, 240)]
    [InlineData("bigprogressive.jpg", 320, 240)]
    [InlineData("odd420.jpg", 33, 17)]
    [InlineData("base.png", 96, 64)]
    [InlineData("interlaced.png", 33, 17)]
    public void Reduction_is_the_largest_that_keeps_the_short_side(string name, int width, int height)
    {
        var shortSide = Math.Min(width, height);
        for (var minimum = 0; minimum <= shortSide + 1; minimum++)
        {
            var expected = minimum == 0 ? 1 : new[] { 8, 4, 2, 1 }.FirstOrDefault(d => (shortSide + d - 1) / d >= minimum, 1);
            Assert.Equal(ImageStatus.Ok, _decoder.Decode(Pictures.Read(name), minimum, PixelLayout.Planar, out var image));
            Assert.Equal(
                (expected, (width + expected - 1) / expected, (height + expected - 1) / expected),
                (image.ScaleDenominator, image.Width, image.Height));
            Assert.Equal(expected, image.Header.ReductionFor(minimum));
        }
    }

    [Theory]
    [InlineData("big420.jpg")]
    [InlineData("big422.jpg")]
    [InlineData("bigprogressive.jpg")]
    public void Reduced_jpeg_is_near_the_box_average_of_the_full_one(string name)
    {
        var jpeg = Pictures.Read(name);
        _decoder.Decode(jpeg, 0, PixelLayout.Rgb, out var image);
        var full = Levels(image);
        foreach (var denominator in new[] { 2, 4, 8 })
        {
            foreach (var layout in new[] { PixelLayout.Planar, PixelLayout.Rgb })
            {
                Assert.Equal(ImageStatus.Ok, _decoder.Decode(jpeg, 240 / denominator, layout, out image));
                Assert.Equal(denominator, image.ScaleDenominator);
                var decibels = Psnr(BoxTwin.Reduce(full, 320, 240, 3, denominator), Levels(image));
                Assert.True(decibels >= 30, $"1/{denominator} {layout}: expected >= 30 dB, found {decibels:F1}");
            }
        }
    }

    [Fact]
    public void Reduced_png_equals_the_managed_box_average_to_the_last_bit()
    {
        foreach (var name in new[] { "base.png", "rgb.png", "gray.png", "alpha.png", "interlaced.png", "interlacedalpha.png", "palette.png" })
        {
            var twin = new PngTwin(Pictures.Read(name.Replace("interlacedalpha", "alpha").Replace("interlaced", "rgb")));
            foreach (var denominator in new[] { 2, 4, 8 })
            {
                foreach (var layout in new[] { PixelLayout.Planar, PixelLayout.Rgb })
                {
                    var minimum = (Math.Min(twin.Width, twin.Height) + denominator - 1) / denominator;
                    Assert.Equal(ImageStatus.Ok, _decoder.Decode(Pictures.Read(name), minimum, layout, out var image));
                    Assert.Equal(denominator, image.ScaleDenominator);
                    Assert.Equal(BoxTwin.Reduce(twin.Rgb, twin.Width, twin.Height, 3, denominator), Levels(image));
                }
            }
        }
    }

    [Fact]
    public void Huge_png_becomes_small_row_by_row()
    {
        var png = Pictures.EncodePng(8000, 1200, 3, new byte[8000 * 1200 * 3]);
        using var decoder = new ImageDecoder(new ImageLimits { MaxWorkingBytes = 1 << 20 });
        Assert.Equal(ImageStatus.Ok, decoder.Decode(png, 150, PixelLayout.Planar, out var image));
        Assert.Equal((1000, 150, 8), (image.Width, image.Height, image.ScaleDenominator));
        Assert.InRange(decoder.Pixels.CapacityBytes, 450_000, 600_000);
    }

    [Fact]
    public void Decoder_keeps_working_after_every_kind_of_refusal()
    {
        foreach (var name in Pictures.Sound)
        {
            _decoder.Decode(Pictures.Read("cmyk.jpg"), 0, PixelLayout.Planar, out _);
            _decoder.Decode(Pictures.Read(name).AsSpan(0, 60), 0, PixelLayout.Planar, out _);
            Assert.Equal(ImageStatus.Ok, _decoder.Decode(Pictures.Read(name), 0, PixelLayout.Planar, out _));
        }
    }

    [Fact]
    public void Clear_zeroes_every_byte_that_held_pixels()
    {
        _decoder.Decode(Pictures.Read("big420.jpg"), 0, PixelLayout.Planar, out var image);
        _decoder.Decode(Pictures.Read("odd420.jpg"), 0, PixelLayout.Planar, out _); // smaller: the rest of the big one is still there
        var held = _decoder.Pixels.AsSpan()[..(int)image.Native.BufferBytes];
        Assert.True(held.ContainsAnyExcept((byte)0));
        _decoder.Clear();
        Assert.False(held.ContainsAnyExcept((byte)0));
    }

    /// <summary>All pixels as RGB levels, by a warp that maps every pixel onto itself.</summary>
    private static byte[] Levels(in DecodedImage image)
    {
        var tensor = new float[3 * image.Width * image.Height];
        Warp.ToTensor(image, new AffineMap(1, 0, 0, 0, 1, 0), new WarpSpec(image.Width, image.Height, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero), tensor);
        var plane = image.Width * image.Height;
        var levels = new byte[tensor.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = (byte)MathF.Round(tensor[((i % 3) * plane) + (i / 3)]);
        }

        return levels;
    }

    private static double Psnr(byte[] a, byte[] b)
    {
        Assert.Equal(a.Length, b.Length);
        var meanSquare = a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average();
        return 10 * Math.Log10(255 * 255 / Math.Max(meanSquare, 1e-9));
    }
}
