namespace SocialInsurance.Interop.Tests;

public sealed class ProbeTests : IDisposable
{
    private readonly ImageDecoder _decoder = new();

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData("yuv420.jpg", ImageFormat.Jpeg, 96, 64, 3, 8, false, ImageColour.YCbCr)]
    [InlineData("progressive.jpg", ImageFormat.Jpeg, 96, 64, 3, 8, true, ImageColour.YCbCr)]
    [InlineData("gray.jpg", ImageFormat.Jpeg, 96, 64, 1, 8, false, ImageColour.Gray)]
    [InlineData("rgb.jpg", ImageFormat.Jpeg, 96, 64, 3, 8, false, ImageColour.Rgb)]
    [InlineData("odd420.jpg", ImageFormat.Jpeg, 33, 17, 3, 8, false, ImageColour.YCbCr)]
    [InlineData("one.jpg", ImageFormat.Jpeg, 1, 1, 3, 8, false, ImageColour.YCbCr)]
    [InlineData("rgb.png", ImageFormat.Png, 33, 17, 3, 8, false, ImageColour.Rgb)]
    [InlineData("gray.png", ImageFormat.Png, 33, 17, 1, 8, false, ImageColour.Gray)]
    [InlineData("gray1.png", ImageFormat.Png, 33, 17, 1, 1, false, ImageColour.Gray)]
    [InlineData("palette.png", ImageFormat.Png, 33, 17, 1, 8, false, ImageColour.Rgb)]
    [InlineData("palette4.png", ImageFormat.Png, 33, 17, 1, 4, false, ImageColour.Rgb)]
    [InlineData("alpha.png", ImageFormat.Png, 33, 17, 4, 8, false, ImageColour.Rgb)]
    [InlineData("grayalpha.png", ImageFormat.Png, 33, 17, 2, 8, false, ImageColour.Gray)]
    [InlineData("interlaced.png", ImageFormat.Png, 33, 17, 3, 8, true, ImageColour.Rgb)]
    public void Header_of_a_sound_file_is_read(
        string name, ImageFormat format, int width, int height, int components, int bits, bool progressive, ImageColour colour)
    {
        Assert.Equal(ImageStatus.Ok, _decoder.Probe(Pictures.Read(name), out var header));
        Assert.Equal(
            (format, width, height, 1, components, bits, progressive, colour),
            (header.Format, header.Width, header.Height, header.Orientation, header.Components, header.BitsPerSample, header.Progressive, header.Colour));
    }

    [Fact]
    public void Orientation_of_all_eight_values_and_both_byte_orders_is_read()
    {
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            foreach (var little in new[] { true, false })
            {
                _decoder.Probe(Pictures.WithOrientation(Pictures.Read("yuv420.jpg"), orientation, little), out var header);
                Assert.Equal((orientation, orientation < 5 ? 96 : 64), (header.Orientation, header.OrientedWidth));
            }

            _decoder.Probe(Pictures.PngWithOrientation(Pictures.Read("rgb.png"), orientation), out var png);
            Assert.Equal((orientation, orientation < 5 ? 17 : 33), (png.Orientation, png.OrientedHeight));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(255)]
    public void Orientation_outside_the_standard_counts_as_upright(int orientation)
    {
        Assert.Equal(ImageStatus.Ok, _decoder.Probe(Pictures.WithOrientation(Pictures.Read("yuv420.jpg"), orientation), out var header));
        Assert.Equal(1, header.Orientation);
    }

    [Fact]
    public void Orientation_of_a_cut_exif_block_counts_as_upright()
    {
        byte[] jpeg = Pictures.Read("yuv420.jpg");
        for (var length = 0; length < 26; length++)
        {
            byte[] tiff = [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
            byte[] cut = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(8 + length), .. "Exif\0\0"u8, .. tiff.AsSpan(0, length), .. jpeg.AsSpan(2)];
            Assert.Equal(ImageStatus.Ok, _decoder.Probe(cut, out var header));
            Assert.Equal(length < 22 ? 1 : 6, header.Orientation); // 8 bytes of header, 2 of count, 12 of entry
        }
    }

    public static TheoryData<string, ImageStatus, long, string> Refused => new()
    {
        { "empty", ImageStatus.Empty, 0, "空文件 / an empty file" },
        { "text", ImageStatus.UnknownFormat, 0, "74657874" },
        { "signature-only", ImageStatus.Truncated, 2, "文件结束 / end of file" },
        { "jpeg-header-cut", ImageStatus.Truncated, 100, "文件结束 / end of file" },
        { "png-header-cut", ImageStatus.Truncated, 20, "文件结束 / end of file" },
        { "jpeg-zero-height", ImageStatus.Corrupt, 163, "0" },
        { "jpeg-zero-width", ImageStatus.Corrupt, 165, "0" },
        { "png-zero-width", ImageStatus.Corrupt, 16, "0" },
        { "jpeg-60000", ImageStatus.TooLarge, 165, "60000 像素 / 60000 pixels" },
        { "png-60000", ImageStatus.TooLarge, 16, "60000 像素 / 60000 pixels" },
        { "jpeg-too-many-pixels", ImageStatus.TooLarge, 163, "400000000 像素 / 400000000 pixels" },
        { "cmyk.jpg", ImageStatus.UnsupportedColour, -1, "4 个分量 / 4 components" },
        { "deep.png", ImageStatus.UnsupportedDepth, 24, "16 位 / 16 bits" },
        { "arithmetic.jpg", ImageStatus.UnknownFormat, -1, "标记 FFC9 / marker FFC9" },
        { "jpeg-bad-marker", ImageStatus.Corrupt, 20, "00FFDB00" },
        { "png-no-ihdr", ImageStatus.Corrupt, 8, "0000000D" },
        { "png-bad-colour", ImageStatus.Corrupt, 25, "5" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refused_file_tells_status_position_and_what_was_found(string kind, ImageStatus status, long offset, string found)
    {
        var bytes = Make(kind);
        Assert.Equal(status, _decoder.Probe(bytes, out _));
        var fault = _decoder.DescribeFault(bytes, status);
        Assert.Equal((status, found), (fault.Status, fault.Found));
        Assert.True(offset < 0 || offset == fault.OffsetBytes, $"offset: expected {offset}, found {fault.OffsetBytes}");
        Assert.Contains(" / ", fault.Expected);
        Assert.Equal(status, _decoder.Decode(bytes, 0, PixelLayout.Planar, out _));
        Assert.Equal(0, _decoder.Pixels.CapacityBytes); // nothing was allocated for pixels
    }

    /// <summary>First bytes of files as their programs write them.</summary>
    public static TheoryData<byte[], string> Foreign => new()
    {
        { [.. "RIFF"u8, 0x24, 0, 0, 0, .. "WEBPVP8 "u8], "WebP 图像（52494646） / a WebP picture (52494646)" },
        { [.. "RIFF"u8, 0x24, 0, 0, 0, .. "AVI LIST"u8], "AVI 视频（52494646） / an AVI video (52494646)" },
        { [.. "BM"u8, 0x36, 0, 0, 0], "BMP 图像（424D3600） / a BMP picture (424D3600)" },
        { [.. "GIF89a"u8], "GIF 图像（47494638） / a GIF picture (47494638)" },
        { [.. "II*\0"u8, 8, 0, 0, 0], "TIFF 图像（49492A00） / a TIFF picture (49492A00)" },
        { [.. "MM\0*"u8, 0, 0, 0, 8], "TIFF 图像（4D4D002A） / a TIFF picture (4D4D002A)" },
        { [0, 0, 0, 0x18, .. "ftypheic"u8, 0, 0, 0, 0], "HEIC 图像（00000018） / a HEIC picture (00000018)" },
        { [0, 0, 0, 0x18, .. "ftypmif1"u8, 0, 0, 0, 0], "HEIC 图像（00000018） / a HEIC picture (00000018)" },
        { [0, 0, 0, 0x1C, .. "ftypavif"u8, 0, 0, 0, 0], "AVIF 图像（0000001C） / an AVIF picture (0000001C)" },
        { [0, 0, 0, 0x20, .. "ftypisom"u8, 0, 0, 2, 0], "MP4 或 MOV 视频（00000020） / an MP4 or MOV video (00000020)" },
        { [.. "%PDF-1.7"u8], "PDF 文件（25504446） / a PDF document (25504446)" },
        { [.. "PK"u8, 3, 4, 20, 0], "压缩包或 Office 文档（504B0304） / a ZIP archive or Office document (504B0304)" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void File_of_another_format_is_refused_by_the_name_of_its_format(byte[] bytes, string found)
    {
        Assert.Equal(ImageStatus.UnknownFormat, _decoder.Probe(bytes, out _));
        var fault = _decoder.DescribeFault(bytes, ImageStatus.UnknownFormat);
        Assert.Equal((0L, found), (fault.OffsetBytes, fault.Found));
        Assert.Contains("JPEG", fault.Expected);
        Assert.Contains("PNG", fault.Expected);
    }

    [Fact]
    public void Refused_by_encoded_size_before_anything_is_read()
    {
        using var small = new ImageDecoder(new ImageLimits { MaxEncodedBytes = 100 });
        var bytes = Pictures.Read("yuv420.jpg");
        Assert.Equal(ImageStatus.TooLarge, small.Probe(bytes, out var header));
        Assert.Equal(ImageFormat.Unknown, header.Format);
        Assert.Contains("100", small.DescribeFault(bytes, ImageStatus.TooLarge).Expected);
    }

    [Fact]
    public void Fault_of_other_bytes_than_the_last_answer_is_looked_up_again()
    {
        _decoder.Probe(Pictures.Read("cmyk.jpg"), out _);
        var fault = _decoder.DescribeFault(Pictures.Read("deep.png"), ImageStatus.UnsupportedDepth);
        Assert.Equal((24L, "16 位 / 16 bits"), (fault.OffsetBytes, fault.Found));
    }

    [Fact]
    public void Limits_that_are_not_positive_are_refused_all_together()
    {
        var failure = Assert.Throws<ArgumentException>(() => new ImageDecoder(new ImageLimits { MaxSide = 0, MaxScans = -1 }));
        Assert.Contains("MaxSide: expected at least 1, found 0; MaxScans: expected at least 1, found -1", failure.Message);
    }

    private static byte[] Make(string kind)
    {
        var jpeg = Pictures.Read("yuv420.jpg");
        var png = Pictures.Read("rgb.png");
        switch (kind)
        {
            case "empty": return [];
            case "text": return [.. "text named jpg"u8];
            case "signature-only": return jpeg[..2];
            case "jpeg-header-cut": return jpeg[..100];
            case "png-header-cut": return png[..20];
            case "jpeg-zero-height": return Pictures.JpegDeclaring(jpeg, 96, 0);
            case "jpeg-zero-width": return Pictures.JpegDeclaring(jpeg, 0, 64);
            case "png-zero-width": return Pictures.PngDeclaring(png, 0, 17);
            case "jpeg-60000": return Pictures.JpegDeclaring(jpeg, 60_000, 60_000);
            case "png-60000": return Pictures.PngDeclaring(png, 60_000, 60_000);
            case "jpeg-too-many-pixels": return Pictures.JpegDeclaring(jpeg, 20_000, 20_000);
            case "jpeg-bad-marker": return [.. jpeg.AsSpan(0, 20), 0, .. jpeg.AsSpan(20)];
            case "png-no-ihdr": png[12] = (byte)'X'; return png;
            case "png-bad-colour": png[25] = 5; return png;
            default: return Pictures.Read(kind);
        }
    }
}
