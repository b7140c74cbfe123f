using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

/// <summary>A picture held before a camera as a flat print and turned about its upright axis, as a PNG.</summary>
internal static class TurnedPicture
{
    private const int Side = 640;
    private const byte Wall = 110;

    /// <param name="shift">pixels that the print is held to the right, of 640</param>
    internal static byte[] Of(byte[] picture, float degrees, int shift = 0)
    {
        using var decoder = new ImageDecoder();
        Assert.Equal(ImageStatus.Ok, decoder.Decode(picture, 400, PixelLayout.Planar, out var image));
        var (width, height) = (image.OrientedWidth, image.OrientedHeight);
        var pixels = new float[3 * width * height];
        Warp.ToTensor(image, new AffineMap(1, 0, 0, 0, 1, 0), new WarpSpec(width, height, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero), pixels);

        var (sine, cosine) = MathF.SinCos(degrees * MathF.PI / 180);
        var (distance, scale) = (1.5f * Math.Max(width, height), 0.95f * Side / Math.Max(width, height));
        var rgb = new byte[3 * Side * Side];
        rgb.AsSpan().Fill(Wall);
        for (var i = 0; i < Side * Side; i++)
        {
            var (u, v) = (((i % Side) - (Side / 2) - shift) / scale, ((i / Side) - (Side / 2)) / scale);
            var across = u * distance / ((distance * cosine) - (u * sine));
            var down = v * (distance + (across * sine)) / distance;
            var (x, y) = ((int)MathF.Round(across + (width / 2f)), (int)MathF.Round(down + (height / 2f)));
            for (var channel = 0; channel < 3 && x >= 0 && y >= 0 && x < width && y < height; channel++)
            {
                rgb[(3 * i) + channel] = (byte)Math.Clamp(pixels[(channel * width * height) + (y * width) + x], 0, 255);
            }
        }

        return Png(rgb);
    }

    private static byte[] Png(byte[] rgb)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < Side; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(rgb, row * 3 * Side, 3 * Side);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
