using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>Container format, told by signature and never by file name.</summary>
public enum ImageFormat
{
    Unknown = 0,
    Jpeg = 1,
    Png = 2,
}

/// <summary>Colour coding as stored.</summary>
public enum ImageColour
{
    Unknown = 0,
    Gray = 1,
    YCbCr = 2,
    Rgb = 3,

    /// <summary>CMYK or YCCK; recognised, never decoded.</summary>
    Cmyk = 4,
}

/// <summary>What a header says; read without allocation and checked against <see cref="ImageLimits"/>.</summary>
public readonly struct ImageHeader
{
    internal ImageHeader(in NativeHeader native)
    {
        Format = (ImageFormat)native.Format;
        Width = native.Width;
        Height = native.Height;
        Orientation = native.Orientation;
        Components = native.Components;
        BitsPerSample = native.BitsPerSample;
        Progressive = native.Progressive != 0;
        Colour = (ImageColour)native.Colour;
    }

    public ImageFormat Format { get; }

    /// <summary>Pixels, as stored (before <see cref="Orientation"/>).</summary>
    public int Width { get; }

    /// <summary>Pixels, as stored (before <see cref="Orientation"/>).</summary>
    public int Height { get; }

    /// <summary>EXIF orientation 1..8; 1 when the file has none or an invalid one.</summary>
    public int Orientation { get; }

    /// <summary>By how much <see cref="ImageDecoder.Decode"/> reduces the picture: 1, 2, 4 or 8.</summary>
    public int ReductionFor(int minimumShortSide)
    {
        const int Most = 8;
        var (side, reduction) = (Math.Min(Width, Height), 1);
        while (minimumShortSide > 0 && reduction < Most && (side + (2 * reduction) - 1) / (2 * reduction) >= minimumShortSide)
        {
            reduction *= 2;
        }

        return reduction;
    }

    /// <summary>JPEG: components of the frame. PNG: samples a pixel, 1 for a palette index.</summary>
    public int Components { get; }

    public int BitsPerSample { get; }

    /// <summary>JPEG: progressive. PNG: interlaced.</summary>
    public bool Progressive { get; }

    public ImageColour Colour { get; }

    /// <summary>Pixels, as a person sees the picture.</summary>
    public int OrientedWidth => Oriented.SwapsSides(Orientation) ? Height : Width;

    /// <summary>Pixels, as a person sees the picture.</summary>
    public int OrientedHeight => Oriented.SwapsSides(Orientation) ? Width : Height;
}

/// <summary>What managed code needs to know of EXIF orientation.</summary>
internal static class Oriented
{
    /// <summary>5..8 are quarter turns.</summary>
    internal static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>The orientation of a picture seen a quarter turn further clockwise.</summary>
    internal static int QuarterFurther(int orientation) => orientation switch
    {
        1 => 6,
        2 => 7,
        3 => 8,
        4 => 5,
        5 => 2,
        6 => 3,
        7 => 4,
        _ => 1,
    };
}
