namespace SocialInsurance.Interop;

/// <summary>Caps that hold before anything is allocated. All must be positive; they are checked once, by the decoder's constructor.</summary>
public sealed record ImageLimits
{
    public static ImageLimits Default { get; } = new();

    /// <summary>Bytes of the file; default 32 MiB.</summary>
    public long MaxEncodedBytes { get; init; } = 32L << 20;

    /// <summary>Width x height as stored; default 100 million.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Bytes the codec itself may hold (coefficients of a progressive JPEG, rows of an interlaced PNG); default 512 MiB.</summary>
    public long MaxWorkingBytes { get; init; } = 512L << 20;

    /// <summary>Pixels of the longer side as stored; default 30,000.</summary>
    public int MaxSide { get; init; } = 30_000;

    /// <summary>
    /// Scans of a JPEG; default 32, three times what encoders make. Each costs a pass over the whole picture: 64 nearly empty scans
    /// over 100 million pixels, a file of 200 KB, took 2.4 s.
    /// </summary>
    public int MaxScans { get; init; } = 32;

    /// <summary>All faults together, or null.</summary>
    internal string? Fault()
    {
        (string Name, long Value)[] values =
        [
            (nameof(MaxEncodedBytes), MaxEncodedBytes), (nameof(MaxPixels), MaxPixels), (nameof(MaxWorkingBytes), MaxWorkingBytes),
            (nameof(MaxSide), MaxSide), (nameof(MaxScans), MaxScans),
        ];
        var faults = values.Where(v => v.Value < 1).Select(v => $"{v.Name}: expected at least 1, found {v.Value}").ToArray();
        return faults.Length == 0 ? null : string.Join("; ", faults);
    }
}
