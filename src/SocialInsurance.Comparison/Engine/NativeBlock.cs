using System.Runtime.InteropServices;
using SocialInsurance.Interop;

namespace SocialInsurance.Comparison;

/// <summary>
/// Zeroed memory outside the managed heap, freed by Dispose or the finalizer. Aligned to 64 bytes; large ones to huge pages, which are asked for.
/// </summary>
sealed unsafe class NativeBlock : IDisposable
{
    const int Alignment = 64;
    const long LeastLarge = 4 * HugePages.Bytes; // smaller ones are left to the allocator

    void* allocation;

    internal NativeBlock(long sizeBytes)
    {
        SizeBytes = sizeBytes;
        bool isLarge = sizeBytes >= LeastLarge;
        nuint alignment = isLarge ? (nuint)HugePages.Bytes : Alignment;
        allocation = Allocate((nuint)sizeBytes + alignment); // large ones come as zero pages: nothing is touched here
        Pointer = (byte*)(((nuint)allocation + alignment - 1) & ~(alignment - 1));
        if (isLarge)
        {
            HugePages.AskFor(Pointer, sizeBytes);
        }
    }

    ~NativeBlock() => Free();

    internal byte* Pointer { get; private set; }

    internal long SizeBytes { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where memory is short, garbage that nobody has collected yet may hold what is needed: the collector does not hear of this need.</summary>
    static void* Allocate(nuint bytes)
    {
        try
        {
            return NativeMemory.AllocZeroed(bytes);
        }
        catch (OutOfMemoryException)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return NativeMemory.AllocZeroed(bytes);
        }
    }

    void Free()
    {
        NativeMemory.Free(allocation);
        allocation = null;
        Pointer = null;
    }
}
