namespace SocialInsurance.Comparison;

/// <summary>A canonical Huffman code of DEFLATE (RFC 1951, 3.2.2) as one table of 2^15 entries: symbol * 16 + length, 0 = no code.</summary>
sealed class HuffmanTable
{
    internal const int MaxBits = 15;

    readonly ushort[] entries = new ushort[1 << MaxBits];
    int bits;

    /// <summary>Bits to look at: the longest code.</summary>
    internal uint Mask => (1u << bits) - 1;

    internal ushort this[uint window] => entries[window];

    /// <summary>False when the lengths are no code: over-subscribed, or incomplete with more than one symbol.</summary>
    internal bool TryBuild(ReadOnlySpan<byte> lengths)
    {
        Span<int> count = stackalloc int[MaxBits + 1];
        count.Clear();
        foreach (byte length in lengths)
        {
            count[length]++;
        }

        int used = lengths.Length - count[0];
        count[0] = 0;
        bits = Math.Max(1, count.LastIndexOfAnyExcept(0));
        Span<int> next = stackalloc int[MaxBits + 2];
        next.Clear();
        int left = 1;
        for (int length = 1; length <= MaxBits; length++)
        {
            left = left * 2 - count[length];
            next[length + 1] = (next[length] + count[length]) << 1;
            if (left < 0)
            {
                return false;
            }
        }

        if (left > 0 && used > 1)
        {
            return false;
        }

        entries.AsSpan(0, 1 << bits).Clear();
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                Enter(symbol, lengths[symbol], next[lengths[symbol]]++);
            }
        }

        return true;
    }

    void Enter(int symbol, int length, int code)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed |= (code >> i & 1) << length - 1 - i;
        }

        for (int i = reversed; i < 1 << bits; i += 1 << length)
        {
            entries[i] = (ushort)(symbol << 4 | length);
        }
    }
}
