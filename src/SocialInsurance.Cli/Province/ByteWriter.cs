namespace SocialInsurance.Cli.Province;

/// <summary>Appends text to a buffer that the caller made large enough.</summary>
ref struct ByteWriter(Span<byte> buffer)
{
    readonly Span<byte> buffer = buffer;

    internal int Length { get; private set; }

    internal readonly Span<byte> Since(int start) => buffer[start..Length];

    internal void Put(byte value) => buffer[Length++] = value;

    internal void Put(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer[Length..]);
        Length += text.Length;
    }

    /// <summary>Decimal digits with leading zeros.</summary>
    internal void Digits(ulong value, int count)
    {
        for (int i = count - 1; i >= 0; i--, value /= 10)
        {
            buffer[Length + i] = (byte)('0' + value % 10);
        }

        Length += count;
    }

    /// <summary>Decimal digits without leading zeros, 0..99.</summary>
    internal void Short(int value) => Digits((ulong)value, value > 9 ? 2 : 1);

    /// <summary>Drops everything from a position on.</summary>
    internal void CutTo(int length) => Length = length;
}
