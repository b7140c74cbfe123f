using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Interop.Tests;

public sealed class WarpTests : IDisposable
{
    private readonly ImageDecoder _decoder = new();

    public void Dispose()
    {
        NativeKernels.Force(KernelLevel.Auto);
        _decoder.Dispose();
    }

    public static TheoryData<string> Kernels =>
        [.. new[] { KernelLevel.Scalar, KernelLevel.Avx2, KernelLevel.Avx512 }.Where(NativeKernels.IsSupported).Select(l => l.ToString())];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernel_equals_the_managed_twin_over_random_maps(string kernel)
    {
        var level = Enum.Parse<KernelLevel>(kernel);
        NativeKernels.Force(level);
        Assert.Equal(kernel.ToLowerInvariant(), NativeKernels.Active);
        var tolerance = level == KernelLevel.Scalar ? 1e-3 : 1e-2; // of a level
        var random = new Random(20261121);
        var vectorised = 0;
        for (var i = 0; i < 400; i++)
        {
            var name = Pictures.Sound[random.Next(Pictures.Sound.Length)];
            var bytes = name.EndsWith(".jpg", StringComparison.Ordinal) ? Pictures.WithOrientation(Pictures.Read(name), random.Next(1, 9)) : Pictures.PngWithOrientation(Pictures.Read(name), random.Next(1, 9));
            var minimum = random.Next(3) == 0 ? 8 : 0;
            Assert.Equal(ImageStatus.Ok, _decoder.Decode(bytes, minimum, (PixelLayout)random.Next(2), out var image));
            var spec = RandomSpec(random);
            var map = RandomMap(random, image, spec);
            var (difference, at) = Difference(image, map, spec);
            Assert.True(difference <= tolerance, $"case {i} {name} o{image.Orientation} 1/{image.ScaleDenominator} {spec} {map}: expected <= {tolerance}, found {difference} at {at}");
            vectorised += spec.Width >= 16 ? 1 : 0;
        }

        Assert.True(vectorised > 200);
    }

    [Fact]
    public void Kernels_equal_each_other_for_any_seed()
    {
        var levels = new[] { KernelLevel.Avx2, KernelLevel.Avx512 }.Where(NativeKernels.IsSupported).ToArray();
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            _decoder.Decode(Pictures.Read(Pictures.Sound[random.Next(Pictures.Sound.Length)]), 0, (PixelLayout)random.Next(2), out var image);
            var spec = RandomSpec(random);
            var map = RandomMap(random, image, spec);
            NativeKernels.Force(KernelLevel.Scalar);
            var expected = Run(image, map, spec);
            return levels.All(level =>
            {
                NativeKernels.Force(level);
                return expected.Zip(Run(image, map, spec), (a, b) => Math.Abs(a - b)).Max() <= 1e-2f;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121, 7));
    }

    [Fact]
    public void Kernel_that_the_cpu_lacks_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeKernels.Force((KernelLevel)3));
        Assert.True(NativeKernels.IsSupported(KernelLevel.Scalar));
        Assert.False(NativeKernels.IsSupported((KernelLevel)3));
    }

    [Fact]
    public void Orientation_turns_the_picture_as_a_person_sees_it()
    {
        // 2 x 3 stored pixels, numbered row by row; where each lies in the eight upright pictures (EXIF 2.32)
        byte[] stored = [10, 20, 30, 40, 50, 60];
        byte[][] upright =
        [
            [10, 20, 30, 40, 50, 60], [20, 10, 40, 30, 60, 50], [60, 50, 40, 30, 20, 10], [50, 60, 30, 40, 10, 20],
            [10, 30, 50, 20, 40, 60], [50, 30, 10, 60, 40, 20], [60, 40, 20, 50, 30, 10], [20, 40, 60, 10, 30, 50],
        ];
        var png = Pictures.EncodePng(2, 3, 1, stored);
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            _decoder.Decode(Pictures.PngWithOrientation(png, orientation), 0, PixelLayout.Planar, out var image);
            Assert.Equal(orientation < 5 ? (2, 3) : (3, 2), (image.OrientedWidth, image.OrientedHeight));
            var spec = new WarpSpec(image.OrientedWidth, image.OrientedHeight, ChannelOrder.Gray, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero);
            var map = AffineMap.FromRectangle(0, 0, image.OrientedWidth, image.OrientedHeight, spec.Width, spec.Height);
            Assert.Equal(upright[orientation - 1].Select(v => (float)v), Run(image, map, spec));
        }
    }

    [Fact]
    public void Border_lies_outside_as_its_mode_says()
    {
        _decoder.Decode(Pictures.EncodePng(4, 1, 1, [10, 20, 30, 40]), 0, PixelLayout.Planar, out var image);
        float[] Row(BorderMode border) => Run(image, new AffineMap(1, 0, -3, 0, 1, 0), new WarpSpec(10, 1, ChannelOrder.Gray, border, 7, Vector3.One, Vector3.Zero));
        Assert.Equal([7, 7, 7, 10, 20, 30, 40, 7, 7, 7], Row(BorderMode.Constant));
        Assert.Equal([10, 10, 10, 10, 20, 30, 40, 40, 40, 40], Row(BorderMode.Replicate));
        Assert.Equal([40, 30, 20, 10, 20, 30, 40, 30, 20, 10], Row(BorderMode.Reflect101));
    }

    [Fact]
    public void Channel_order_scale_and_offset_belong_to_the_destination()
    {
        _decoder.Decode(Pictures.EncodePng(1, 1, 3, [10, 20, 30]), 0, PixelLayout.Planar, out var image);
        float[] One(ChannelOrder order) => Run(image, new AffineMap(1, 0, 0, 0, 1, 0), new WarpSpec(1, 1, order, BorderMode.Replicate, 0, new Vector3(1, 2, 4), new Vector3(0.5f, -1, 3)));
        Assert.Equal([10.5f, 39, 123], One(ChannelOrder.Rgb));
        Assert.Equal([30.5f, 39, 43], One(ChannelOrder.Bgr));
        Assert.Equal(0.299f * 10 + 0.587f * 20 + 0.114f * 30 + 0.5f, Assert.Single(One(ChannelOrder.Gray)), 1e-4f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)]
    [InlineData(-1e30f)]
    public void Map_that_is_not_finite_or_huge_is_safe_in_every_kernel(float wild)
    {
        foreach (var kernel in Kernels)
        {
            NativeKernels.Force(Enum.Parse<KernelLevel>(kernel));
            foreach (var name in new[] { "yuv420.jpg", "rgb.png", "gray.png", "one.png", "one.jpg" })
            {
                _decoder.Decode(Pictures.Read(name), 0, PixelLayout.Planar, out var image);
                for (var place = 0; place < 18; place++)
                {
                    float[] m = [1, 0, 3, 0, 1, 3];
                    m[place % 6] = wild;
                    var border = (BorderMode)(place / 6);
                    var spec = new WarpSpec(24, 5, ChannelOrder.Rgb, border, 99, Vector3.One, Vector3.Zero);
                    var output = Run(image, new AffineMap(m[0], m[1], m[2], m[3], m[4], m[5]), spec);
                    Assert.All(output, v => Assert.InRange(v, 0, 255));
                    Assert.True(border != BorderMode.Constant || place % 3 != 2 || output.All(v => v == 99));
                }
            }
        }
    }

    [Fact]
    public void Rectangle_maps_edge_to_edge_for_any_size()
    {
        Prop.ForAll<short, short>((x, width) =>
        {
            var destination = 1 + (Math.Abs(width * 7) % 500);
            var map = AffineMap.FromRectangle(x, 0, Math.Abs((float)width), 1, destination, 1);
            // the left edge of the first and the right edge of the last destination pixel
            var left = (map.M11 * -0.5f) + map.M13 + 0.5f;
            var right = (map.M11 * (destination - 0.5f)) + map.M13 + 0.5f;
            return Math.Abs(left - x) <= 0.02f && Math.Abs(right - (x + Math.Abs((float)width))) <= 0.02f;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Destination_of_another_length_is_an_exception(int excess)
    {
        _decoder.Decode(Pictures.Read("yuv420.jpg"), 0, PixelLayout.Planar, out var image);
        var spec = new WarpSpec(8, 8, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero);
        var failure = Assert.Throws<ArgumentException>(() => Warp.ToTensor(image, default, spec, new float[192 + excess]));
        Assert.Contains($"= 192 floats, found {192 + excess}", failure.Message);
    }

    [Fact]
    public void Spec_out_of_range_is_an_exception()
    {
        _decoder.Decode(Pictures.Read("yuv420.jpg"), 0, PixelLayout.Planar, out var image);
        var good = new WarpSpec(8, 8, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero);
        foreach (var bad in new[] { good with { Width = 0 }, good with { Height = -1 }, good with { Width = 40_000 }, good with { Order = (ChannelOrder)3 }, good with { Border = (BorderMode)9 } })
        {
            Assert.Throws<ArgumentException>(() => Warp.ToTensor(image, default, bad, new float[192]));
        }
    }

    [Fact]
    public void Image_after_decode_clear_or_dispose_is_an_exception()
    {
        var spec = new WarpSpec(8, 8, ChannelOrder.Gray, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero);
        var decoder = new ImageDecoder();
        foreach (Action end in new Action[] { () => decoder.Decode([], 0, PixelLayout.Planar, out _), decoder.Clear, decoder.Dispose })
        {
            decoder.Decode(Pictures.Read("yuv420.jpg"), 0, PixelLayout.Planar, out var image);
            Run(image, default, spec);
            end();
            Assert.Throws<InvalidOperationException>(() => Run(image, default, spec));
        }

        Assert.Throws<InvalidOperationException>(() => Run(default, default, spec));
        Assert.Throws<ObjectDisposedException>(() => decoder.Decode(Pictures.Read("yuv420.jpg"), 0, PixelLayout.Planar, out _));
    }

    private static float[] Run(in DecodedImage image, in AffineMap map, in WarpSpec spec)
    {
        var output = new float[spec.Channels * spec.Width * spec.Height];
        Warp.ToTensor(image, map, spec, output);
        return output;
    }

    private static (double Difference, int At) Difference(in DecodedImage image, in AffineMap map, in WarpSpec spec)
    {
        var native = Run(image, map, spec);
        var twin = WarpTwin.ToTensor(image, map, spec);
        var scale = new[] { spec.Scale.X, spec.Scale.Y, spec.Scale.Z };
        var (most, at) = (0.0, 0);
        for (var i = 0; i < native.Length; i++)
        {
            var difference = Math.Abs(native[i] - twin[i]) / Math.Abs(scale[i / (spec.Width * spec.Height)]);
            if (!(difference <= most))
            {
                (most, at) = (difference, i);
            }
        }

        return (most, at);
    }

    private static WarpSpec RandomSpec(Random random) => new(
        random.Next(1, 70), random.Next(1, 40), (ChannelOrder)random.Next(3), (BorderMode)random.Next(3), random.Next(256),
        new Vector3(1 / 128f, 1, 0.02f), new Vector3(-127 / 128f, 0, 1.5f));

    /// <summary>Rotation, zoom 1/8..8, a shift that leaves part of the picture in view; one in four axis-aligned.</summary>
    private static AffineMap RandomMap(Random random, in DecodedImage image, in WarpSpec spec)
    {
        var angle = random.Next(4) == 0 ? 0 : random.NextDouble() * Math.Tau;
        var zoom = Math.Pow(2, (random.NextDouble() * 6) - 3) * Math.Max(image.OrientedWidth, 4) / Math.Max(spec.Width, 4) / 2;
        var (cos, sin) = ((float)(zoom * Math.Cos(angle)), (float)(zoom * Math.Sin(angle)));
        var (cx, cy) = (image.OrientedWidth * (float)random.NextDouble(), image.OrientedHeight * (float)random.NextDouble());
        float mx = spec.Width / 2f, my = spec.Height / 2f;
        return new AffineMap(cos, -sin, cx - (cos * mx) + (sin * my), sin, cos, cy - (sin * mx) - (cos * my));
    }
}
