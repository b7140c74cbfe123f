namespace SocialInsurance.Interop;

/// <summary>Why bytes are, or are not, a picture that this system reads. Everything but <see cref="Ok"/> is the file's fault, except the last.</summary>
public enum ImageStatus
{
    Ok = 0,

    /// <summary>No bytes at all.</summary>
    Empty = 1,

    /// <summary>Neither JPEG nor PNG, or a JPEG process that is not read (lossless, arithmetic, hierarchical).</summary>
    UnknownFormat = 2,

    /// <summary>The file ends before its picture does.</summary>
    Truncated = 3,

    /// <summary>Beyond a limit of <see cref="ImageLimits"/>; nothing was allocated for its pixels.</summary>
    TooLarge = 4,

    /// <summary>CMYK, YCCK, two components, or component sampling that cannot be converted.</summary>
    UnsupportedColour = 5,

    /// <summary>More or fewer than 8 bits a sample (PNG: 16).</summary>
    UnsupportedDepth = 6,

    /// <summary>More progressive scans than <see cref="ImageLimits.MaxScans"/>.</summary>
    TooManyScans = 7,

    /// <summary>Structure or compressed pixels contradict themselves.</summary>
    Corrupt = 8,

    /// <summary>The system gave no memory; the file may be good.</summary>
    OutOfMemory = 9,
}

/// <summary>What was wrong, for people: the place in the file, what was expected there, what was found.</summary>
/// <param name="Status">As answered by the decoder.</param>
/// <param name="OffsetBytes">Bytes from the start of the file; 0 when there is no place.</param>
/// <param name="Expected">Chinese first, then English.</param>
/// <param name="Found">Chinese first, then English.</param>
public readonly record struct ImageFault(ImageStatus Status, long OffsetBytes, string Expected, string Found);
