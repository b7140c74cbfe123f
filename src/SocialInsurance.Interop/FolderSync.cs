using System.Runtime.InteropServices;
using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>Makes the entries of a folder survive a power cut: a new or renamed file is only as safe as the folder that names it.</summary>
public static class FolderSync
{
    /// <summary>Returns when the folder's entries are on disk; does nothing where the system has no such call. Thread-safe.</summary>
    /// <exception cref="IOException">The system refused; the message holds its error number.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = SystemMethods.Open(folder, 0); // O_RDONLY
        if (descriptor < 0)
        {
            throw Refused("opened", folder);
        }

        int result = SystemMethods.Fsync(descriptor);
        IOException? failure = result == 0 || Marshal.GetLastPInvokeError() == NotSupported ? null : Refused("flushed", folder);
        _ = SystemMethods.Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private const int NotSupported = 22; // EINVAL: a file system that has nothing to flush

    private static IOException Refused(string what, string folder) =>
        new($"the folder {folder} cannot be {what}: error {Marshal.GetLastPInvokeError()}");
}
