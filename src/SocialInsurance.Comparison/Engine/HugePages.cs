using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Pages of 2 MiB for memory that is visited at random: with pages of 4 KiB nearly every visit walks the page tables, which a virtual machine does
/// twice. A wish: a system that has none, or is told to give none, goes on with small ones.
/// </summary>
static unsafe partial class HugePages
{
    internal const nuint Bytes = 2 << 20;

    /// <summary>Smaller memory is left to the allocator.</summary>
    internal const long LeastBytes = 8 << 20;

    const int AdviseHugePage = 14; // MADV_HUGEPAGE, <sys/mman.h>

    /// <param name="start">Aligned to <see cref="Bytes"/>, not touched yet.</param>
    internal static void AskFor(byte* start, long sizeBytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(start, (nuint)sizeBytes & ~(Bytes - 1), AdviseHugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
