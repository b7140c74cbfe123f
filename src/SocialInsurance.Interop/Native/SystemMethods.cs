using System.Runtime.InteropServices;

namespace SocialInsurance.Interop.Native;

/// <summary>The few calls of the system's C library that .NET does not offer. Linux only; the callers ask first.</summary>
internal static unsafe partial class SystemMethods
{
    internal const int AtCurrentDirectory = -100; // AT_FDCWD
    internal const uint BasicStats = 0x7FF; // STATX_BASIC_STATS: size, inode and all times but that of birth

    internal const int AdviseHugePage = 14; // MADV_HUGEPAGE

    private const string Library = "libc";

    /// <summary>0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport(Library, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Statx(int directory, string path, int flags, uint mask, NativeFileStatus* status);

    /// <summary>Sets a variable for native code, which does not see what .NET sets; 0, or -1. Not safe beside a native reader of the environment.</summary>
    [LibraryImport(Library, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>Descriptor of a file or folder opened for reading, or -1.</summary>
    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Fsync(int descriptor);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    /// <summary>0, or -1: the advice is not taken.</summary>
    [LibraryImport(Library, EntryPoint = "madvise")]
    internal static partial int Advise(void* start, nuint length, int advice);
}

/// <summary><c>struct statx_timestamp</c>; the same on every processor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFileTime
{
    internal long Seconds;
    internal uint Nanoseconds;
    internal int Reserved;
}

/// <summary><c>struct statx</c>, 256 bytes; the same on every processor.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
internal struct NativeFileStatus
{
    internal const int SizeBytes = 256;

    internal uint Mask;
    internal uint BlockSize;
    internal ulong Attributes;
    internal uint LinkCount;
    internal uint User;
    internal uint Group;
    internal ushort Mode;
    internal ushort Spare;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong AttributesMask;
    internal NativeFileTime Accessed;
    internal NativeFileTime Born;
    internal NativeFileTime Changed;
    internal NativeFileTime Modified;
    internal uint OfDeviceMajor;
    internal uint OfDeviceMinor;
    internal uint DeviceMajor;
    internal uint DeviceMinor;
}
