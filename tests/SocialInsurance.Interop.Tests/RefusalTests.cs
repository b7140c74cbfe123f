namespace SocialInsurance.Interop.Tests;

/// <summary>Files whose header is good and whose pixels are not.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly ImageDecoder _decoder = new();

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData("yuv420.jpg")]
    [InlineData("yuv444.jpg")]
    [InlineData("restart.jpg")]
    [InlineData("rgb.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("odd420.jpg")]
    [InlineData("rgb.png")]
    [InlineData("interlacedalpha.png")]
    [InlineData("palette.png")]
    public void Every_cut_of_a_file_is_refused_as_truncated(string name)
    {
        var whole = Pictures.Read(name);
        // a JPEG of one scan that lacks only its end marker still has every pixel
        var lastCut = name.EndsWith(".jpg", StringComparison.Ordinal) && name != "progressive.jpg" ? whole.Length - 2 : whole.Length;
        for (var length = 1; length < lastCut; length++)
        {
            var status = _decoder.Decode(whole.AsSpan(0, length), 0, PixelLayout.Planar, out _);
            Assert.True(status == ImageStatus.Truncated, $"{name} cut to {length} of {whole.Length} bytes: expected Truncated, found {status}");
        }
    }

    [Fact]
    public void Jpeg_whose_scan_ends_early_at_an_end_marker_is_truncated_too()
    {
        var whole = Pictures.Read("yuv420.jpg");
        byte[] cut = [.. whole.AsSpan(0, whole.Length * 3 / 4), 0xFF, 0xD9];
        Assert.Equal(ImageStatus.Truncated, _decoder.Decode(cut, 0, PixelLayout.Planar, out _));
    }

    [Fact]
    public void Jpeg_with_a_broken_restart_marker_is_corrupt()
    {
        var jpeg = Pictures.Read("restart.jpg");
        var marker = jpeg.AsSpan().LastIndexOf<byte>([0xFF, 0xD1]);
        jpeg[marker + 1] = 0xD6;
        Assert.Equal(ImageStatus.Corrupt, _decoder.Decode(jpeg, 0, PixelLayout.Planar, out _));
        Assert.True(_decoder.DescribeFault(jpeg, ImageStatus.Corrupt).OffsetBytes > marker - 16);
    }

    [Fact]
    public void Png_with_a_wrong_checksum_is_corrupt()
    {
        var png = Pictures.Read("rgb.png");
        png[^20] ^= 0x55;
        Assert.Equal(ImageStatus.Corrupt, _decoder.Decode(png, 0, PixelLayout.Planar, out _));
    }

    [Fact]
    public void Progressive_scans_beyond_the_limit_are_refused()
    {
        using var strict = new ImageDecoder(new ImageLimits { MaxScans = 3 });
        var jpeg = Pictures.Read("progressive.jpg");
        Assert.Equal(ImageStatus.Ok, strict.Probe(jpeg, out _));
        Assert.Equal(ImageStatus.TooManyScans, strict.Decode(jpeg, 0, PixelLayout.Planar, out _));
        Assert.Equal("第 4 次扫描 / scan 4", strict.DescribeFault(jpeg, ImageStatus.TooManyScans).Found);
        Assert.Equal(ImageStatus.Ok, strict.Decode(Pictures.Read("yuv420.jpg"), 0, PixelLayout.Planar, out _));
    }

    [Theory]
    [InlineData("bigprogressive.jpg")]
    [InlineData("interlaced.png")]
    public void Working_memory_beyond_the_limit_is_refused(string name)
    {
        using var strict = new ImageDecoder(new ImageLimits { MaxWorkingBytes = 1000 });
        Assert.Equal(ImageStatus.TooLarge, strict.Decode(Pictures.Read(name), 0, PixelLayout.Planar, out _));
    }
}
