using System.Buffers.Binary;
using System.IO.Compression;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // the kernel switch is one per process

namespace SocialInsurance.Interop.Tests;

/// <summary>Files of Data/ and what is made of them in memory.</summary>
internal static class Pictures
{
    internal static readonly string[] Sound =
    [
        "yuv420.jpg", "yuv422.jpg", "yuv440.jpg", "yuv411.jpg", "yuv444.jpg", "yuv31.jpg", "luma_subsampled.jpg", "restart.jpg",
        "progressive.jpg", "rgb.jpg", "gray.jpg", "odd420.jpg", "odd422.jpg", "one.jpg", "big420.jpg", "big422.jpg", "bigprogressive.jpg",
        "base.png", "rgb.png", "gray.png", "gray1.png", "palette.png", "palette4.png", "alpha.png", "grayalpha.png", "interlaced.png", "interlacedalpha.png", "one.png",
    ];

    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name));

    /// <summary>The JPEG with an EXIF segment right after its start marker.</summary>
    internal static byte[] WithOrientation(byte[] jpeg, int orientation, bool littleEndian = true)
    {
        var tiff = Tiff(orientation, littleEndian);
        byte[] segment = [0xFF, 0xE1, 0, (byte)(2 + 6 + tiff.Length), .. "Exif\0\0"u8, .. tiff];
        return [.. jpeg.AsSpan(0, 2), .. segment, .. jpeg.AsSpan(2)];
    }

    /// <summary>The PNG with an eXIf chunk right after IHDR.</summary>
    internal static byte[] PngWithOrientation(byte[] png, int orientation)
    {
        byte[] body = [.. "eXIf"u8, .. Tiff(orientation, littleEndian: false)];
        var chunk = new byte[4 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length - 4);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc(body));
        return [.. png.AsSpan(0, 33), .. chunk, .. png.AsSpan(33)];
    }

    internal static byte[] JpegDeclaring(byte[] jpeg, int width, int height)
    {
        var copy = (byte[])jpeg.Clone();
        var frame = FrameOffset(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(frame + 7), (ushort)width);
        return copy;
    }

    internal static byte[] PngDeclaring(byte[] png, int width, int height)
    {
        var copy = (byte[])png.Clone();
        BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(29), Crc(copy.AsSpan(12, 17)));
        return copy;
    }

    /// <summary>Offset of the FF of the start-of-frame marker.</summary>
    internal static int FrameOffset(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (jpeg[at + 1] is not (0xC0 or 0xC1 or 0xC2))
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
        }

        return at;
    }

    /// <summary>An 8-bit PNG (colour type 0 gray or 2 RGB), unfiltered.</summary>
    internal static byte[] EncodePng(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(y * width * channels, width * channels));
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? 0 : 2);
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        return [.. signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. type, .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc(body));
        return chunk;
    }

    private static byte[] Tiff(int orientation, bool littleEndian) => littleEndian
        ? [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
        : [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
