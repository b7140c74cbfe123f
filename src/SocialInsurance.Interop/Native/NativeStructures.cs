using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Interop.Native;

// Plain data with the layout of native/include/sinative.h, in its order. The tests hold the sizes.

/// <summary><c>si_status</c> beyond the values that <see cref="ImageStatus"/> shares with it.</summary>
internal static class NativeStatus
{
    internal const int Ok = 0;
    internal const int BufferTooSmall = 100;
    internal const int BadArgument = 101;
}

/// <summary><c>si_reason</c>: what exactly was wrong with a file.</summary>
internal enum FaultReason
{
    None = 0,
    NoBytes = 1,
    EncodedBytes = 2,
    Signature = 3,
    EndOfData = 4,
    Marker = 5,
    SegmentLength = 6,
    CodingProcess = 7,
    ZeroSide = 8,
    Side = 9,
    Pixels = 10,
    Components = 11,
    SampleBits = 12,
    Scans = 13,
    HeaderChunk = 14,
    HeaderField = 15,
    PixelData = 16,
    WorkingBytes = 17,
    Allocation = 18,
    Sampling = 19,
    PixelsMissing = 20,
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeHeader
{
    internal int Format, Width, Height, Orientation, Components, BitsPerSample, Progressive, Colour;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeLimits
{
    internal long MaxEncodedBytes, MaxPixels, MaxWorkingBytes;
    internal int MaxSide, MaxScans;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeFault
{
    internal int Status;
    internal FaultReason Reason;
    internal long Offset, Expected, Found;
}

[InlineArray(3)]
internal struct ThreeOffsets
{
    private long _first;
}

[InlineArray(3)]
internal struct ThreeFloats
{
    private float _first;
}

[InlineArray(6)]
internal struct SixFloats
{
    private float _first;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeImage
{
    internal int Kind, Width, Height, ChromaWidth, ChromaHeight, Stride, ChromaStride, Orientation, ScaleDenominator;
    internal float ChromaRatioX, ChromaRatioY;
    internal int Reserved;
    internal ThreeOffsets Plane;
    internal long BufferBytes;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeWarpSpec
{
    internal SixFloats Map;
    internal int Width, Height, Order, Border;
    internal float BorderValue;
    internal ThreeFloats Scale, Offset;
}
