using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>The input of the inflater, bit by bit, with its place in the file.</summary>
sealed partial class GzipBytes
{
    readonly byte[] input = new byte[64 * 1024];
    int inputAt;
    int inputLength;
    long inputBefore; // bytes of the file before the buffer
    ulong bits;
    int bitCount;

    /// <summary>Bytes of the file before the next bit.</summary>
    long Position => inputBefore + inputAt - bitCount / 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Symbol(HuffmanTable table)
    {
        if (bitCount < HuffmanTable.MaxBits)
        {
            Refill();
        }

        ushort entry = table[(uint)bits & table.Mask];
        int length = entry & 15;
        if (length == 0 || length > bitCount)
        {
            throw length == 0 && bitCount >= HuffmanTable.MaxBits ? Corrupt("a code is not valid") : Truncated();
        }

        bits >>= length;
        bitCount -= length;
        return entry >> 4;
    }

    /// <summary>The next 0..24 bits, the first in the lowest place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint Take(int count)
    {
        if (bitCount < count)
        {
            Refill();
            if (bitCount < count)
            {
                throw Truncated();
            }
        }

        uint value = (uint)bits & ((1u << count) - 1);
        bits >>= count;
        bitCount -= count;
        return value;
    }

    /// <summary>At least 25 bits, unless the file ends.</summary>
    void Refill()
    {
        if (inputLength - inputAt >= 4 && bitCount <= 32)
        {
            bits |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(inputAt)) << bitCount;
            inputAt += 4;
            bitCount += 32;
            return;
        }

        while (bitCount <= 24 && HasMore())
        {
            bits |= (ulong)input[inputAt++] << bitCount;
            bitCount += 8;
        }
    }

    bool HasMore()
    {
        if (inputAt < inputLength)
        {
            return true;
        }

        // the last bytes stay in front, so that some can go back
        int keep = Math.Min(8, inputLength);
        input.AsSpan(inputLength - keep, keep).CopyTo(input);
        inputBefore += inputLength - keep;
        inputAt = inputLength = keep;
        int read = inner.Read(input.AsSpan(keep));
        inputLength += read;
        return read > 0;
    }
}
