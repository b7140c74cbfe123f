using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>
/// What the file system knows of a file without reading it. Times are nanoseconds since 1970-01-01 UTC. No program can set
/// <see cref="ChangedNs"/>: the system writes it with its own clock at every change of content, name or attributes.
/// </summary>
/// <param name="Device">Device number, major in the upper 32 bits.</param>
/// <param name="Inode">Number of the file on its device.</param>
/// <param name="SizeBytes">Size.</param>
/// <param name="ModifiedNs">mtime.</param>
/// <param name="ChangedNs">ctime.</param>
public readonly record struct FileStatus(ulong Device, ulong Inode, long SizeBytes, long ModifiedNs, long ChangedNs)
{
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>A file of bytes at places, not a folder, pipe, socket or device.</summary>
    public bool IsRegular { get; init; }

    /// <summary>Null when the system cannot tell: not Linux, no such file, or a file system without these numbers. Thread-safe.</summary>
    public static unsafe FileStatus? TryRead(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        NativeFileStatus status;
        bool isRead = SystemMethods.Statx(SystemMethods.AtCurrentDirectory, path, 0, SystemMethods.BasicStats, &status) == 0;
        return isRead && (status.Mask & SystemMethods.BasicStats) == SystemMethods.BasicStats
            ? new FileStatus(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (long)status.Size, Nanoseconds(status.Modified), Nanoseconds(status.Changed))
            {
                IsRegular = (status.Mode & FileTypeMask) == RegularFile,
            }
            : null;
    }

    private static long Nanoseconds(in NativeFileTime time) => (time.Seconds * 1_000_000_000) + time.Nanoseconds;
}
