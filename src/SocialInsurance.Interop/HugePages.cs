using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>
/// Pages of 2 MiB for memory that is visited at random: with pages of 4 KiB nearly every visit walks the page tables, which a virtual machine does
/// twice. A wish: a system that has none, or is told to give none, goes on with small ones.
/// </summary>
public static unsafe class HugePages
{
    /// <summary>Bytes of a page.</summary>
    public const int Bytes = 2 << 20;

    /// <param name="start">A multiple of <see cref="Bytes"/>; nothing from here on is touched yet.</param>
    /// <param name="sizeBytes">From there on; what does not fill a page stays in small ones.</param>
    public static void AskFor(byte* start, long sizeBytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SystemMethods.Advise(start, (nuint)(sizeBytes & -Bytes), SystemMethods.AdviseHugePage);
        }
    }
}
