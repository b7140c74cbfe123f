using SocialInsurance.Interop;

namespace SocialInsurance.Comparison;

/// <summary>
/// What the file system said of an input before its first byte was read, as git's index keeps it. An equal stamp means an unchanged
/// file: content cannot change without a new <see cref="ChangedNs"/>, which only the system's clock sets. Times are nanoseconds since
/// 1970-01-01 UTC.
/// </summary>
public sealed record InputStamp(ulong Device, ulong Inode, long SizeBytes, long ModifiedNs, long ChangedNs)
{
    /// <summary>A file that changed this shortly before could change again without a new stamp: clocks of file systems are that coarse.</summary>
    static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(2);

    internal static InputStamp? Of(string path) => FileStatus.TryRead(path) is { } s
        ? new InputStamp(s.Device, s.Inode, s.SizeBytes, s.ModifiedNs, s.ChangedNs)
        : null;

    /// <summary>False for a pipe, socket or device; true also where the system cannot tell. A link is what it leads to.</summary>
    internal static bool IsRegular(string path) => FileStatus.TryRead(path)?.IsRegular ?? true;

    /// <summary>True when the file had stood still for a while at <paramref name="now"/>, so that the stamp tells its content.</summary>
    internal bool IsSettledAt(DateTimeOffset now) => Math.Max(ModifiedNs, ChangedNs) < (now - Unsettled - DateTimeOffset.UnixEpoch).Ticks * 100;
}
