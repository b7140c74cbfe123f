namespace SocialInsurance.Comparison;

/// <summary>
/// Where a record stands: file index in the upper 16 bits, physical line (from 1) in the lower 36. Between them, while a run links, which of several records of
/// one line it is. 0 = nowhere.
/// </summary>
public readonly record struct RecordPlace(ulong Value)
{
    const int FileAt = 48;
    const int LineBits = 36;
    const int LastPart = (1 << (FileAt - LineBits)) - 1;

    /// <summary>Largest number of files of a run.</summary>
    public const int MaxFiles = 1 << 16;

    /// <summary>A place from file index (0..65535) and line (1..2^36 - 1).</summary>
    public static RecordPlace At(int file, long line)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)file, (uint)MaxFiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(line);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line, 1L << LineBits);
        return new RecordPlace(((ulong)file << FileAt) | (ulong)line);
    }

    /// <summary>Index into <see cref="ComparisonState.Files"/>.</summary>
    public int File => (int)(Value >> FileAt);

    /// <summary>Physical line, from 1.</summary>
    public long Line => (long)(Value & ((1UL << LineBits) - 1));

    /// <summary>The record of a line that others stand in too; from the 4,096th on they share a place.</summary>
    /// <param name="part">From 0, the line itself.</param>
    internal RecordPlace Part(int part) => new((Value & ~((ulong)LastPart << LineBits)) | ((ulong)Math.Min(part, LastPart) << LineBits));

    /// <summary>The line, whatever record of it.</summary>
    internal RecordPlace Whole => new(Value & ~((ulong)LastPart << LineBits));

    /// <summary>False for the default value.</summary>
    public bool IsSomewhere => Value != 0;
}
