using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Zeroed memory outside the managed heap, freed by Dispose or the finalizer. 64-byte aligned.</summary>
sealed unsafe class NativeBlock : IDisposable
{
    const int Alignment = 64;

    internal NativeBlock(long sizeBytes)
    {
        SizeBytes = sizeBytes;
        Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(sizeBytes, Alignment), Alignment);
        NativeMemory.Clear(Pointer, (nuint)Math.Max(sizeBytes, Alignment));
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
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
