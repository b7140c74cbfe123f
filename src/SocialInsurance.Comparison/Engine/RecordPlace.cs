namespace SocialInsurance.Comparison;

/// <summary>Where a record stands: file index in the upper 16 bits, physical line (from 1) in the lower 48. 0 = nowhere.</summary>
public readonly record struct RecordPlace(ulong Value)
{
    const int LineBits = 48;

    /// <summary>Largest number of files of a run.</summary>
    public const int MaxFiles = 1 << 16;

    /// <summary>A place from file index (0..65535) and line (1..2^48 - 1).</summary>
    public static RecordPlace At(int file, long line)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)file, (uint)MaxFiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(line);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line, 1L << LineBits);
        return new RecordPlace(((ulong)file << LineBits) | (ulong)line);
    }

    /// <summary>Index into <see cref="ComparisonState.Files"/>.</summary>
    public int File => (int)(Value >> LineBits);

    /// <summary>Physical line, from 1.</summary>
    public long Line => (long)(Value & ((1UL << LineBits) - 1));

    /// <summary>False for the default value.</summary>
    public bool IsSomewhere => Value != 0;
}
