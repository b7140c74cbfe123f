using System.Numerics;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Interop.Tests;

public sealed class RobustnessTests : IDisposable
{
    private const int Flips = 10_000;

    private readonly ImageDecoder _decoder = new(new ImageLimits { MaxPixels = 4_000_000, MaxWorkingBytes = 64 << 20 });

    public void Dispose() => _decoder.Dispose();

    [Fact]
    public void Files_with_flipped_bytes_never_crash_and_always_get_an_answer()
    {
        var random = new Random(7);
        var files = Pictures.Sound.Append("cmyk.jpg").Append("deep.png").Append("arithmetic.jpg").Select(Pictures.Read).ToArray();
        var answers = new int[10];
        var spec = new WarpSpec(32, 32, ChannelOrder.Rgb, BorderMode.Reflect101, 0, Vector3.One, Vector3.Zero);
        var tensor = new float[3 * 32 * 32];
        for (var i = 0; i < Flips; i++)
        {
            var bytes = (byte[])files[random.Next(files.Length)].Clone();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                // half of them in the header, where the structure is
                bytes[random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 700) : bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            var status = _decoder.Decode(bytes, random.Next(2) * 16, (PixelLayout)random.Next(2), out var image);
            answers[(int)status]++;
            if (status == ImageStatus.Ok)
            {
                Warp.ToTensor(image, AffineMap.FromRectangle(0, 0, image.OrientedWidth, image.OrientedHeight, 32, 32), spec, tensor);
                Assert.All(tensor, v => Assert.InRange(v, 0, 255));
            }
            else
            {
                var fault = _decoder.DescribeFault(bytes, status);
                Assert.InRange(fault.OffsetBytes, 0, bytes.Length);
                Assert.NotEmpty(fault.Found);
            }
        }

        Assert.True(answers[(int)ImageStatus.Ok] > 100 && answers[(int)ImageStatus.Corrupt] > 100 && answers[(int)ImageStatus.TooLarge] > 10, string.Join(' ', answers));
    }

    [Fact]
    public void Random_bytes_behind_a_good_signature_never_crash()
    {
        var random = new Random(8);
        byte[][] starts = [[0xFF, 0xD8, 0xFF], [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]];
        for (var i = 0; i < 2000; i++)
        {
            var noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            byte[] bytes = [.. starts[i % 2], .. noise];
            Assert.NotEqual(ImageStatus.Ok, _decoder.Decode(bytes, 0, PixelLayout.Planar, out _));
        }
    }

    [Fact]
    public void Probe_decode_and_warp_allocate_nothing_on_success()
    {
        var jpeg = Pictures.Read("big420.jpg");
        var png = Pictures.Read("interlacedalpha.png");
        var tensor = new float[3 * 112 * 112];
        Step(jpeg, png, tensor);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                Step(jpeg, png, tensor);
            }
        }));
    }

    [Fact]
    public void Decoders_of_several_threads_do_not_disturb_each_other()
    {
        var expected = Mean(_decoder);
        Parallel.For(0, 8, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, _ =>
        {
            using var decoder = new ImageDecoder();
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(expected, Mean(decoder));
            }
        });
    }

    private static float Mean(ImageDecoder decoder)
    {
        decoder.Decode(Pictures.Read("bigprogressive.jpg"), 60, PixelLayout.Planar, out var image);
        var tensor = new float[64 * 64];
        Warp.ToTensor(image, AffineMap.FromRectangle(0, 0, image.Width, image.Height, 64, 64), new WarpSpec(64, 64, ChannelOrder.Gray, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero), tensor);
        return tensor.Average();
    }

    private void Step(byte[] jpeg, byte[] png, float[] tensor)
    {
        var spec = new WarpSpec(112, 112, ChannelOrder.Bgr, BorderMode.Reflect101, 0, Vector3.One, Vector3.Zero);
        foreach (var bytes in (ReadOnlySpan<byte[]>)[jpeg, png])
        {
            // no Assert here: it boxes its arguments
            if (_decoder.Probe(bytes, out _) != ImageStatus.Ok || _decoder.Decode(bytes, 0, PixelLayout.Planar, out var image) != ImageStatus.Ok)
            {
                throw new InvalidOperationException("a sound file was refused");
            }

            Warp.ToTensor(image, AffineMap.FromRectangle(0, 0, image.Width, image.Height, 112, 112), spec, tensor);
        }
    }
}
