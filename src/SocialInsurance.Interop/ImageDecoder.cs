using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>
/// From encoded bytes to pixels in unmanaged memory of its own, which grows and is reused and is zeroed on
/// <see cref="Clear"/> and <see cref="Dispose"/>. One per worker; not thread safe. No managed allocation on success
/// once the memory has grown.
/// </summary>
public sealed unsafe class ImageDecoder : IDisposable
{
    /// <summary>Growth is rounded up to this, so that pictures of nearly one size share the memory.</summary>
    private const long GrowthBytes = 64 * 1024;

    private readonly NativeLimits _limits;
    private PixelMemory _pixels;
    private long _generation;
    private NativeFault _fault;
    private long _faultLength = -1;
    private bool _disposed;

    /// <exception cref="ArgumentException">A limit is not positive.</exception>
    /// <exception cref="DllNotFoundException">libsinative.so is missing, cannot be loaded or has another ABI version.</exception>
    public ImageDecoder(ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        if (limits.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(limits));
        }

        _limits = new NativeLimits
        {
            MaxEncodedBytes = limits.MaxEncodedBytes,
            MaxPixels = limits.MaxPixels,
            MaxWorkingBytes = limits.MaxWorkingBytes,
            MaxSide = limits.MaxSide,
            MaxScans = limits.MaxScans,
        };
        _pixels = new PixelMemory(0);
        _ = NativeMethods.AbiVersion(); // loads the library here, where its absence is easiest to understand
    }

    /// <summary>The generation that a <see cref="DecodedImage"/> must have to be valid.</summary>
    internal long Generation => _generation;

    internal PixelMemory Pixels => _pixels;

    /// <summary>Reads the header only. On failure <paramref name="header"/> holds what was understood before the fault.</summary>
    public ImageStatus Probe(ReadOnlySpan<byte> encoded, out ImageHeader header)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var limits = _limits;
        NativeHeader native;
        NativeFault fault;
        int status;
        fixed (byte* data = encoded)
        {
            status = NativeMethods.Probe(data, encoded.Length, &limits, &native, &fault);
        }

        header = new ImageHeader(native);
        return Answer(status, fault, encoded.Length);
    }

    /// <summary>
    /// Decodes at the largest reduction 1/1, 1/2, 1/4 or 1/8 that keeps the short side at or above
    /// <paramref name="minimumShortSide"/> pixels (0: full size). Ends the validity of the image before.
    /// </summary>
    /// <returns><see cref="ImageStatus.Ok"/>, or the fault; then <paramref name="image"/> is unusable.</returns>
    public ImageStatus Decode(ReadOnlySpan<byte> encoded, int minimumShortSide, PixelLayout layout, out DecodedImage image)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumShortSide);
        if (layout is not (PixelLayout.Planar or PixelLayout.Rgb))
        {
            throw new ArgumentOutOfRangeException(nameof(layout), layout, "expected Planar or Rgb");
        }

        _generation++;
        image = default;
        NativeHeader header;
        NativeImage native;
        NativeFault fault;
        var status = DecodeInto(encoded, minimumShortSide, layout, &header, &native, &fault);
        if (status == NativeStatus.BufferTooSmall)
        {
            if (!TryGrow(native.BufferBytes))
            {
                fault = new NativeFault { Status = (int)ImageStatus.OutOfMemory, Reason = FaultReason.Allocation };
                return Answer((int)ImageStatus.OutOfMemory, fault, encoded.Length);
            }

            status = DecodeInto(encoded, minimumShortSide, layout, &header, &native, &fault);
        }

        if (status == NativeStatus.Ok)
        {
            image = new DecodedImage(this, _generation, native, new ImageHeader(header));
        }

        return Answer(status, fault, encoded.Length);
    }

    /// <summary>
    /// Puts the fault of these bytes into words: place, expected, found. Uses the last answer when it was about
    /// the same status and length, else probes again.
    /// </summary>
    public ImageFault DescribeFault(ReadOnlySpan<byte> encoded, ImageStatus status)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_fault.Status != (int)status || _faultLength != encoded.Length)
        {
            _ = Probe(encoded, out _);
        }

        return _fault.Status == (int)status
            ? ImageFaultText.Describe(_fault, encoded)
            : ImageFaultText.Describe(new NativeFault { Status = (int)status }, encoded);
    }

    /// <summary>Zeroes the pixels now and ends the validity of every image decoded before.</summary>
    public void Clear()
    {
        _generation++;
        _pixels.Clear();
    }

    /// <summary>Zeroes and frees the pixels.</summary>
    public void Dispose()
    {
        _disposed = true;
        _generation++;
        _pixels.Dispose();
    }

    private int DecodeInto(
        ReadOnlySpan<byte> encoded, int minimumShortSide, PixelLayout layout, NativeHeader* header, NativeImage* native, NativeFault* fault)
    {
        var limits = _limits;
        int status;
        fixed (byte* data = encoded)
        {
            status = NativeMethods.Decode(
                data, encoded.Length, &limits, minimumShortSide, (int)layout, _pixels, _pixels.CapacityBytes, header, native, fault);
        }

        // also after a failure: part of the picture may have been written
        _pixels.UsedBytes = Math.Min(_pixels.CapacityBytes, Math.Max(_pixels.UsedBytes, native->BufferBytes));
        return status;
    }

    private bool TryGrow(long neededBytes)
    {
        _pixels.Dispose();
        _pixels = new PixelMemory(0);
        try
        {
            _pixels = new PixelMemory((neededBytes + GrowthBytes - 1) / GrowthBytes * GrowthBytes);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private ImageStatus Answer(int status, in NativeFault fault, int length)
    {
        if (status is < 0 or > (int)ImageStatus.OutOfMemory)
        {
            throw new InvalidOperationException($"libsinative.so answered {status} to a valid call; expected 0..{(int)ImageStatus.OutOfMemory}");
        }

        _fault = fault;
        _faultLength = status == NativeStatus.Ok ? -1 : length;
        return (ImageStatus)status;
    }
}
