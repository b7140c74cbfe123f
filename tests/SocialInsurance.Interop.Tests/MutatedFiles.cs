using System.Buffers.Binary;

namespace SocialInsurance.Interop.Tests;

/// <summary>How a sound file was made bad.</summary>
internal enum Mutation
{
    BitFlips,
    Truncation,
    HugeDimensions,
    DeepScans,
    WrongProfile,
    WrongExif,
    Polyglot,
    Splice,
    SegmentLengths,
}

/// <summary>Bad pictures from a seed: the same number gives the same bytes on every machine.</summary>
internal static class MutatedFiles
{
    internal const int Count = 2000;

    private static readonly int Kinds = Enum.GetValues<Mutation>().Length;
    private static readonly byte[][] Sound = [.. Pictures.Sound.Append("cmyk.jpg").Append("deep.png").Append("arithmetic.jpg").Select(Pictures.Read)];
    private static readonly byte[][] Jpegs = [.. Sound.Where(IsJpeg)];
    private static readonly byte[][] Pngs = [.. Sound.Where(f => !IsJpeg(f))];
    private static readonly byte[] Progressive = Pictures.Read("bigprogressive.jpg");

    internal static Mutation KindOf(int number) => (Mutation)(number % Kinds);

    /// <param name="number">0..<see cref="Count"/>-1</param>
    internal static byte[] Make(int number)
    {
        var random = new Random(20261121 + number);
        var file = Pick(Sound, random);
        return KindOf(number) switch
        {
            Mutation.BitFlips => Flipped(file, random),
            Mutation.Truncation => file[..random.Next(file.Length)],
            Mutation.HugeDimensions => Huge(file, random),
            Mutation.DeepScans => Deep(random),
            Mutation.WrongProfile => random.Next(2) == 0 ? JpegWith(0xE2, [.. "ICC_PROFILE\0"u8, .. Noise(random, 600)], random) : PngWith("iCCP"u8, [.. "x\0\0"u8, .. Noise(random, 600)], random),
            Mutation.WrongExif => random.Next(2) == 0 ? JpegWith(0xE1, [.. "Exif\0\0"u8, .. Tiff(random)], random) : PngWith("eXIf"u8, Tiff(random), random),
            Mutation.Polyglot => Polyglot(random),
            Mutation.Splice => Spliced(random),
            Mutation.SegmentLengths => Lying(random),
        };
    }

    private static byte[] Flipped(byte[] file, Random random)
    {
        var copy = (byte[])file.Clone();
        for (var n = random.Next(1, 33); n > 0; n--)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private static byte[] Huge(byte[] file, Random random)
    {
        int[] sides = [0, 1, 4000, 16_000, 30_000, 30_001, 65_535, int.MaxValue];
        var (width, height) = (sides[random.Next(sides.Length)], sides[random.Next(sides.Length)]);
        return IsJpeg(file) && file.AsSpan().IndexOf<byte>([0xFF, 0xC9]) < 0
            ? Pictures.JpegDeclaring(file, width, height)
            : IsJpeg(file) ? Flipped(file, random) : Pictures.PngDeclaring(file, width, height);
    }

    /// <summary>
    /// Half: the scans of a progressive file again and again, up to 600 times. Half: a progression without a fault, of up to 882 scans of
    /// a few bytes each over up to 16 million pixels.
    /// </summary>
    private static byte[] Deep(Random random)
    {
        if (random.Next(2) == 0)
        {
            int[] sides = [64, 640, 4000];
            return DeepProgression(sides[random.Next(sides.Length)], random.Next(3) == 0 ? random.Next(1, 16) : random.Next(1, 883));
        }

        var first = Progressive.AsSpan().IndexOf<byte>([0xFF, 0xDA]);
        var scans = Progressive.AsSpan(first, Progressive.Length - first - 2);
        var repeats = random.Next(1, 600);
        var file = new List<byte>(Progressive.AsSpan(0, first).ToArray());
        for (var i = 0; i < repeats && file.Count < 4 << 20; i++)
        {
            file.AddRange(scans);
        }

        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    /// <summary>A black gray-level square whose blocks are all said to be empty, 32,767 at a time, scan after scan.</summary>
    /// <param name="scans">1..882: one of DC, then each of 63 coefficients from bit 13 down to bit 0</param>
    internal static byte[] DeepProgression(int side, int scans)
    {
        var blocks = (side + 7) / 8 * ((side + 7) / 8);
        List<byte> file =
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)16, 64),
            0xFF, 0xC2, 0, 11, 8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, 1, 1, 0x11, 0,
            0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0x00,  // DC: code 0 is "no difference"
            0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0xE0,  // AC: code 0 is "a run of 2^14 + 14 bits empty blocks"
            0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 0, 0, .. new byte[(blocks + 7) / 8],
        ];
        var run = EmptyRun(blocks);
        for (var scan = 0; scan < scans - 1; scan++)
        {
            var (coefficient, bit) = (1 + (scan / 14), 13 - (scan % 14));
            file.AddRange([0xFF, 0xDA, 0, 8, 1, 1, 0x00, (byte)coefficient, (byte)coefficient, (byte)(((bit == 13 ? 0 : bit + 1) << 4) | bit), .. run]);
        }

        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>Codes "0 + 14 bits" for all blocks, padded with ones; a byte FF is followed by 00.</summary>
    private static byte[] EmptyRun(int blocks)
    {
        List<bool> bits = [];
        for (var left = blocks; left > 0; left -= 32_767)
        {
            var beyond = Math.Max(0, Math.Min(left, 32_767) - 16_384);
            bits.Add(false);
            bits.AddRange(Enumerable.Range(0, 14).Select(i => (beyond >> (13 - i) & 1) != 0));
        }

        List<byte> packed = [];
        for (var at = 0; at < bits.Count; at += 8)
        {
            var value = Enumerable.Range(0, 8).Aggregate(0, (sum, i) => (sum << 1) | (at + i >= bits.Count || bits[at + i] ? 1 : 0));
            packed.Add((byte)value);
            if (value == 0xFF)
            {
                packed.Add(0);
            }
        }

        return [.. packed];
    }

    private static byte[] JpegWith(byte marker, byte[] body, Random random)
    {
        var jpeg = Pick(Jpegs, random);
        // the declared length is right, too short or beyond the file
        var length = random.Next(3) switch { 0 => body.Length + 2, 1 => random.Next(0, 8), _ => random.Next(65_536) };
        return [.. jpeg.AsSpan(0, 2), 0xFF, marker, (byte)(length >> 8), (byte)length, .. body, .. jpeg.AsSpan(2)];
    }

    private static byte[] PngWith(ReadOnlySpan<byte> type, byte[] body, Random random)
    {
        var png = Pick(Pngs, random);
        byte[] typed = [.. type, .. body];
        Span<byte> length = stackalloc byte[4], crc = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, random.Next(4) == 0 ? random.Next() : body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, random.Next(4) == 0 ? 0 : Pictures.Crc(typed));
        return [.. png.AsSpan(0, 33), .. length, .. typed, .. crc, .. png.AsSpan(33)];
    }

    /// <summary>A TIFF whose offsets, counts and types point anywhere, also to itself.</summary>
    private static byte[] Tiff(Random random)
    {
        var tiff = Noise(random, 60);
        byte[] head = random.Next(2) == 0 ? [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0] : [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8];
        head.CopyTo(tiff, 0);
        tiff[4 + random.Next(4)] ^= (byte)random.Next(4);
        return tiff;
    }

    private static byte[] Polyglot(Random random)
    {
        var (jpeg, png) = (Pick(Jpegs, random), Pick(Pngs, random));
        return random.Next(7) switch
        {
            0 => [.. jpeg, .. png],
            1 => [.. png, .. jpeg],
            2 => [.. jpeg.AsSpan(0, 2), .. png, .. jpeg.AsSpan(2)],
            3 => [.. "GIF89a"u8, .. jpeg],
            4 => [.. "<html><script>"u8, .. png],
            5 => [.. jpeg, .. "PK\u0003\u0004"u8, .. Noise(random, 200)],
            _ => [.. "%PDF-1.7\n"u8, .. jpeg],
        };
    }

    private static byte[] Spliced(Random random)
    {
        var files = random.Next(2) == 0 ? Jpegs : Pngs;
        var (a, b) = (Pick(files, random), Pick(files, random));
        return [.. a.AsSpan(0, random.Next(a.Length)), .. b.AsSpan(random.Next(b.Length))];
    }

    /// <summary>A segment or chunk says another length than it has.</summary>
    private static byte[] Lying(Random random)
    {
        var copy = (byte[])Pick(Sound, random).Clone();
        if (!IsJpeg(copy))
        {
            BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(33), random.Next(4) == 0 ? -1 : random.Next(100_000));
            return copy;
        }

        var at = 2;
        for (var skip = random.Next(6); skip > 0 && at + 4 < copy.Length && copy[at + 1] != 0xDA; skip--)
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at + 2));
        }

        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(Math.Min(at + 2, copy.Length - 2)), (ushort)random.Next(65_536));
        return copy;
    }

    private static byte[] Noise(Random random, int most)
    {
        var noise = new byte[random.Next(20, most + 1)];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Pick(byte[][] files, Random random) => files[random.Next(files.Length)];

    private static bool IsJpeg(byte[] file) => file[0] == 0xFF;
}
