using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Zeroed memory outside the managed heap, freed by Dispose or the finalizer. 64-byte aligned.</summary>
sealed unsafe class NativeBlock : IDisposable
{
    const int Alignment = 64;

    void* allocation;

    internal NativeBlock(long sizeBytes)
    {
        SizeBytes = sizeBytes;
        allocation = NativeMemory.AllocZeroed((nuint)sizeBytes + Alignment); // large ones come as zero pages: nothing is touched here
        Pointer = (byte*)(((nuint)allocation + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    ~NativeBlock() => Free();

    internal byte* Pointer { get; private set; }

    internal long SizeBytes { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.Free(allocation);
        allocation = null;
        Pointer = null;
    }
}
