using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace SocialInsurance.Interop.Native;

/// <summary>Every function of <c>native/include/sinative.h</c>, in the header's order. Nothing else calls native code.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = SinativeLibrary.Name;

    /// <summary>Runs before the first call: from here on the library is found, or its absence explained, by us.</summary>
    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, SinativeLibrary.Resolve);

    [LibraryImport(Library, EntryPoint = "si_abi_version")]
    internal static partial int AbiVersion();

    [LibraryImport(Library, EntryPoint = "si_probe")]
    internal static partial int Probe(byte* data, long size, NativeLimits* limits, NativeHeader* header, NativeFault* fault);

    [LibraryImport(Library, EntryPoint = "si_decode_size")]
    internal static partial int DecodeSize(
        byte* data, long size, NativeLimits* limits, int minimumShortSide, int layout,
        NativeHeader* header, NativeImage* image, NativeFault* fault);

    [LibraryImport(Library, EntryPoint = "si_decode")]
    internal static partial int Decode(
        byte* data, long size, NativeLimits* limits, int minimumShortSide, int layout,
        PixelMemory buffer, long capacity, NativeHeader* header, NativeImage* image, NativeFault* fault);

    [LibraryImport(Library, EntryPoint = "si_warp")]
    internal static partial int Warp(
        PixelMemory buffer, long capacity, NativeImage* image, NativeWarpSpec* spec, float* destination, long destinationFloats);

    [LibraryImport(Library, EntryPoint = "si_kernel_active")]
    internal static partial int KernelActive();

    [LibraryImport(Library, EntryPoint = "si_kernel_supported")]
    internal static partial int KernelSupported(int level);

    [LibraryImport(Library, EntryPoint = "si_kernel_force")]
    internal static partial int KernelForce(int level);
}
