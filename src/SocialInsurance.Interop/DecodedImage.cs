using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>How decoded pixels lie in memory.</summary>
public enum PixelLayout
{
    /// <summary>As the file has them: Y, Cb, Cr planes of a JPEG, one plane of a gray picture; RGB where the file is RGB. The fastest.</summary>
    Planar = 0,

    /// <summary>Interleaved 8-bit RGB, whatever the file has.</summary>
    Rgb = 1,
}

/// <summary>
/// A view into the pixels of an <see cref="ImageDecoder"/>, valid until its next Decode, Clear or Dispose;
/// <see cref="Warp"/> refuses it after that. Reading it from several threads at once is fine while it is valid.
/// </summary>
public readonly struct DecodedImage
{
    internal DecodedImage(ImageDecoder owner, long generation, in NativeImage native, in ImageHeader header)
    {
        Owner = owner;
        Generation = generation;
        Native = native;
        Header = header;
    }

    /// <summary>Pixels after reduction, as stored (before <see cref="Orientation"/>).</summary>
    public int Width => Native.Width;

    /// <summary>Pixels after reduction, as stored (before <see cref="Orientation"/>).</summary>
    public int Height => Native.Height;

    /// <summary>Pixels after reduction, as a person sees the picture: the range of an <see cref="AffineMap"/>.</summary>
    public int OrientedWidth => Oriented.SwapsSides(Orientation) ? Height : Width;

    /// <summary>Pixels after reduction, as a person sees the picture: the range of an <see cref="AffineMap"/>.</summary>
    public int OrientedHeight => Oriented.SwapsSides(Orientation) ? Width : Height;

    /// <summary>1, 2, 4 or 8; a pixel here covers that many stored pixels a side (the last ones may cover fewer).</summary>
    public int ScaleDenominator => Native.ScaleDenominator;

    /// <summary>EXIF orientation 1..8; applied by <see cref="Warp"/>, never to the pixels themselves.</summary>
    public int Orientation => Native.Orientation;

    /// <summary>The same pixels seen after so many quarter turns clockwise; the header stays the file's.</summary>
    public DecodedImage TurnedClockwise(int quarters)
    {
        var native = Native;
        for (var i = 0; i < quarters; i++)
        {
            native.Orientation = Oriented.QuarterFurther(native.Orientation);
        }

        return new DecodedImage(Owner!, Generation, native, Header);
    }

    /// <summary>The header of the file, before reduction.</summary>
    public ImageHeader Header { get; }

    internal ImageDecoder? Owner { get; }

    internal long Generation { get; }

    internal NativeImage Native { get; }
}
