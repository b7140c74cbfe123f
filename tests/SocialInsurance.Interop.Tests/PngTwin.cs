using System.Buffers.Binary;
using System.IO.Compression;

namespace SocialInsurance.Interop.Tests;

/// <summary>A second, plain reader of non-interlaced PNG, written from ISO/IEC 15948: the oracle of the native one. Alpha lies on white.</summary>
internal sealed class PngTwin
{
    private readonly byte[] _palette = [];
    private readonly byte[] _transparency = [];

    internal PngTwin(ReadOnlySpan<byte> png)
    {
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            var data = png.Slice(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(png.Slice(at + 4, 4)))
            {
                case "IHDR":
                    (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                    (Depth, ColourType) = (data[8], data[9]);
                    break;
                case "PLTE": _palette = data.ToArray(); break;
                case "tRNS": _transparency = data.ToArray(); break;
                case "IDAT": packed.Write(data); break;
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        Rgb = new byte[Width * Height * 3];
        Unfilter(zlib);
    }

    internal int Width { get; }

    internal int Height { get; }

    internal int Depth { get; }

    internal int ColourType { get; }

    /// <summary>Width x Height x 3.</summary>
    internal byte[] Rgb { get; }

    private int Samples => ColourType switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };

    private void Unfilter(Stream rows)
    {
        var step = Math.Max(1, Samples * Depth / 8);
        var length = ((Width * Samples * Depth) + 7) / 8;
        var above = new byte[length];
        var row = new byte[length];
        for (var y = 0; y < Height; y++)
        {
            var filter = rows.ReadByte();
            rows.ReadExactly(row);
            for (var i = 0; i < length; i++)
            {
                int a = i >= step ? row[i - step] : 0, b = above[i], c = i >= step ? above[i - step] : 0;
                row[i] += (byte)(filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => Paeth(a, b, c), _ => 0 });
            }

            Spread(row, y);
            row.CopyTo(above, 0);
        }
    }

    private void Spread(byte[] row, int y)
    {
        for (var x = 0; x < Width; x++)
        {
            var to = Rgb.AsSpan(((y * Width) + x) * 3, 3);
            var (r, g, b, a) = Pixel(row, x);
            (to[0], to[1], to[2]) = (OnWhite(r, a), OnWhite(g, a), OnWhite(b, a));
        }
    }

    private (int R, int G, int B, int A) Pixel(byte[] row, int x)
    {
        var s = Samples;
        if (ColourType == 3 || Depth < 8)
        {
            var v = (row[x * Depth / 8] >> (8 - Depth - (x * Depth % 8))) & ((1 << Depth) - 1);
            return ColourType == 3
                ? (_palette[3 * v], _palette[(3 * v) + 1], _palette[(3 * v) + 2], v < _transparency.Length ? _transparency[v] : 255)
                : (v * 255 / ((1 << Depth) - 1), v * 255 / ((1 << Depth) - 1), v * 255 / ((1 << Depth) - 1), 255);
        }

        return ColourType switch
        {
            0 => (row[x], row[x], row[x], 255),
            4 => (row[x * s], row[x * s], row[x * s], row[(x * s) + 1]),
            2 => (row[x * s], row[(x * s) + 1], row[(x * s) + 2], 255),
            _ => (row[x * s], row[(x * s) + 1], row[(x * s) + 2], row[(x * s) + 3]),
        };
    }

    private static byte OnWhite(int level, int alpha) => (byte)(((level * alpha) + (255 * (255 - alpha)) + 127) / 255);

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
