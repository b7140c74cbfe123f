using System.Runtime.InteropServices;

namespace SocialInsurance.Interop.Native;

/// <summary>
/// Unmanaged memory for decoded pixels, aligned to 64 bytes. It holds a face: it is zeroed before it is freed,
/// also when only the finaliser gets to it.
/// </summary>
internal sealed unsafe class PixelMemory : SafeHandle
{
    private const nuint Alignment = 64;

    /// <exception cref="OutOfMemoryException">The system gave no memory.</exception>
    internal PixelMemory(long capacityBytes)
        : base(0, ownsHandle: true)
    {
        if (capacityBytes > 0)
        {
            SetHandle((nint)NativeMemory.AlignedAlloc((nuint)capacityBytes, Alignment));
            CapacityBytes = capacityBytes;
        }
    }

    internal long CapacityBytes { get; }

    /// <summary>Bytes from the start that may hold pixels; the rest is as it was allocated or zero.</summary>
    internal long UsedBytes { get; set; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Zeroes all pixels. The caller must not use the memory from another thread at the same time.</summary>
    internal void Clear()
    {
        if (!IsInvalid && !IsClosed)
        {
            NativeMemory.Clear((void*)handle, (nuint)UsedBytes);
            UsedBytes = 0;
        }
    }

    /// <summary>For tests: a view that is valid until the next growth or disposal.</summary>
    internal ReadOnlySpan<byte> AsSpan() => new((void*)handle, checked((int)CapacityBytes));

    protected override bool ReleaseHandle()
    {
        NativeMemory.Clear((void*)handle, (nuint)UsedBytes);
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
