using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Decompresses gzip (RFC 1952, 1951), any number of members, trailing zero bytes allowed. Its own inflater, because that of the
/// shared framework ends silently where a truncated file ends. Whatever is wrong is refused with the byte position in the file.
/// </summary>
/// <remarks>Bounded: 64 KiB in, 128 KiB out at a time; output beyond <see cref="MaxRatio"/> times the input is refused.</remarks>
sealed partial class GzipBytes(DataFile file, ByteStage inner) : ByteStage
{
    /// <summary>Bytes out for each byte in; DEFLATE ends at 1,032, tables of people compress 3 to 40 times.</summary>
    internal const int MaxRatio = 250;

    /// <summary>Output that is not held against the ratio.</summary>
    internal const long FreeBytes = 16 << 20;

    const int WindowBytes = 32 * 1024;
    const int LongestMatch = 258;

    static ReadOnlySpan<ushort> LengthBase => [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    static ReadOnlySpan<ushort> DistanceBase => [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    enum Step
    {
        Member,
        Block,
        Stored,
        Codes,
        Trailer,
        End,
    }

    readonly byte[] output = new byte[4 * WindowBytes + LongestMatch];
    readonly HuffmanTable literals = new();
    readonly HuffmanTable distances = new();
    Step step;
    int written;
    int handed;
    int storedLeft;
    bool isLastBlock;
    bool isFirstMember = true;
    int producedFrom;
    long memberBytes;
    long allBytes;
    uint crc;

    internal override int Read(Span<byte> to)
    {
        while (handed == written && step != Step.End)
        {
            Produce();
        }

        int count = Math.Min(to.Length, written - handed);
        output.AsSpan(handed, count).CopyTo(to);
        handed += count;
        return count;
    }

    void Produce()
    {
        Slide();
        int before = producedFrom = written;
        while (step != Step.End && written < output.Length - LongestMatch && (written == before || step != Step.Trailer))
        {
            Advance();
        }

        crc = Crc32.Add(crc, output.AsSpan(before, written - before));
        memberBytes += written - before;
        allBytes += written - before;
        if (allBytes > FreeBytes && allBytes / Math.Max(1, Position) > MaxRatio)
        {
            throw Refuse("the compressed file unpacks to far more than records ever do", $"at most {MaxRatio} bytes for each byte", $"more than {allBytes} bytes");
        }
    }

    void Slide()
    {
        if (written > 2 * WindowBytes)
        {
            output.AsSpan(written - WindowBytes, WindowBytes).CopyTo(output);
            written = handed = WindowBytes;
        }
    }

    void Advance()
    {
        switch (step)
        {
            case Step.Member:
                ReadMemberHeader();
                break;
            case Step.Block:
                ReadBlockHeader();
                break;
            case Step.Stored:
                CopyStored();
                break;
            case Step.Codes:
                Decode();
                break;
            default:
                ReadTrailer();
                break;
        }
    }

    // Members: 1F 8B 08 flags mtime(4) xfl os [extra] [name] [comment] [crc16]
    void ReadMemberHeader()
    {
        if (!isFirstMember && !SkipPadding())
        {
            step = Step.End;
            return;
        }

        if (Take(8) != 0x1F || Take(8) != 0x8B || Take(8) != 8)
        {
            throw Refuse(isFirstMember ? "the file is not gzip" : "bytes that are no gzip follow the compressed data", "1F 8B 08", "other bytes");
        }

        int flags = (int)Take(8);
        Take(24);
        Take(24); // time, flags, system
        for (uint left = (flags & 4) != 0 ? Take(16) : 0; left > 0; left--)
        {
            Take(8);
        }

        for (int texts = (flags >> 3 & 1) + (flags >> 4 & 1); texts > 0; texts -= Take(8) == 0 ? 1 : 0)
        {
        }

        Take((flags & 2) != 0 ? 16 : 0);
        isFirstMember = false;
        memberBytes = 0;
        crc = 0;
        step = Step.Block;
    }

    /// <summary>False at the end of the file; zero bytes may stand before it (tapes and block devices pad with them).</summary>
    bool SkipPadding()
    {
        while (HasMore())
        {
            if (input[inputAt] != 0)
            {
                return true;
            }

            inputAt++;
        }

        return false;
    }

    void ReadBlockHeader()
    {
        if (isLastBlock)
        {
            isLastBlock = false;
            step = Step.Trailer;
            return;
        }

        isLastBlock = Take(1) == 1;
        switch (Take(2))
        {
            case 0:
                Take(bitCount % 8);
                storedLeft = (int)Take(16);
                step = (ushort)~Take(16) == storedLeft ? Step.Stored : throw Corrupt("a stored block states two lengths");
                break;
            case 1:
                BuildFixed();
                break;
            case 2:
                BuildDynamic();
                break;
            default:
                throw Corrupt("a block has no known type");
        }
    }

    void CopyStored()
    {
        for (; storedLeft > 0 && written < output.Length - LongestMatch; storedLeft--)
        {
            output[written++] = (byte)Take(8);
        }

        step = storedLeft == 0 ? Step.Block : Step.Stored;
    }

    void BuildFixed()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        literals.TryBuild(lengths);
        lengths[..32].Fill(5);
        distances.TryBuild(lengths[..32]);
        step = Step.Codes;
    }

    void BuildDynamic()
    {
        int literalCount = (int)Take(5) + 257;
        int distanceCount = (int)Take(5) + 1;
        int codeCount = (int)Take(4) + 4;
        Span<byte> lengths = stackalloc byte[288 + 32 + 138];
        lengths.Clear();
        for (int i = 0; i < codeCount; i++)
        {
            lengths[CodeLengthOrder[i]] = (byte)Take(3);
        }

        if (!literals.TryBuild(lengths[..19]))
        {
            throw Corrupt("a code is not valid");
        }

        lengths.Clear();
        ReadLengths(lengths, literalCount + distanceCount);
        if (literalCount > 286 || lengths[256] == 0 || !distances.TryBuild(lengths.Slice(literalCount, distanceCount)) || !literals.TryBuild(lengths[..literalCount]))
        {
            throw Corrupt("a code is not valid");
        }

        step = Step.Codes;
    }

    void ReadLengths(Span<byte> lengths, int count)
    {
        int at = 0;
        while (at < count)
        {
            int symbol = Symbol(literals);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && at == 0)
            {
                throw Corrupt("a code is not valid");
            }

            byte value = symbol == 16 ? lengths[at - 1] : (byte)0;
            int times = symbol switch { 16 => 3 + (int)Take(2), 17 => 3 + (int)Take(3), _ => 11 + (int)Take(7) };
            lengths.Slice(at, times).Fill(value);
            at += times;
        }

        if (at != count)
        {
            throw Corrupt("a code is not valid");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Decode()
    {
        while (written < output.Length - LongestMatch)
        {
            int symbol = Symbol(literals);
            if (symbol < 256)
            {
                output[written++] = (byte)symbol;
                continue;
            }

            if (symbol == 256)
            {
                step = Step.Block;
                return;
            }

            if (symbol > 285)
            {
                throw Corrupt("a length is not valid");
            }

            int length = LengthBase[symbol - 257] + (int)Take(LengthExtra[symbol - 257]);
            Copy(Distance(), length);
        }
    }

    int Distance()
    {
        int symbol = Symbol(distances);
        int distance = symbol < 30 ? DistanceBase[symbol] + (int)Take(Math.Max(0, symbol / 2 - 1)) : throw Corrupt("a distance is not valid");
        return distance <= written && distance <= memberBytes + written - producedFrom ? distance : throw Corrupt("a distance points before the data");
    }

    void Copy(int distance, int length)
    {
        if (distance >= length)
        {
            output.AsSpan(written - distance, length).CopyTo(output.AsSpan(written));
            written += length;
            return;
        }

        for (int i = 0; i < length; i++, written++)
        {
            output[written] = output[written - distance];
        }
    }

    void ReadTrailer()
    {
        Take(bitCount % 8);
        uint expectedCrc = Take(16) | Take(16) << 16;
        uint expectedLength = Take(16) | Take(16) << 16;
        if (expectedCrc != crc || expectedLength != (uint)memberBytes)
        {
            throw Corrupt("the data do not fit their checksum");
        }

        inputAt -= bitCount / 8; // whole bytes that were looked at go back
        (bits, bitCount) = (0, 0);
        step = Step.Member;
    }

    InputRefusedException Truncated() => Refuse("the compressed file ends before its data end", "the rest of the gzip data", $"the end of the file at byte {inputBefore + inputLength}");

    InputRefusedException Corrupt(string what) => Refuse($"the compressed file is damaged: {what}", "sound gzip data", $"damage near byte {Position}");

    InputRefusedException Refuse(string message, string expected, string found) =>
        new(new InputError(InputErrorCode.FileUnreadable, $"{message} (byte {Position})", file.Name, null, null, expected, found));

    public override void Dispose() => inner.Dispose();
}
