using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>Instruction set of the warp kernel; equals <c>si_kernel</c>.</summary>
internal enum KernelLevel
{
    Auto = -1,
    Scalar = 0,
    Avx2 = 1,
    Avx512 = 2,
}

/// <summary>Which native code runs here: logged once by the host and shown by its health page.</summary>
public static class NativeKernels
{
    /// <summary>"scalar", "avx2" or "avx512".</summary>
    public static string Active => (KernelLevel)NativeMethods.KernelActive() switch
    {
        KernelLevel.Scalar => "scalar",
        KernelLevel.Avx2 => "avx2",
        KernelLevel.Avx512 => "avx512",
        var other => throw new InvalidOperationException($"libsinative.so reports kernel {(int)other}; expected 0..2"),
    };

    /// <summary>ABI version of the loaded libsinative.so.</summary>
    public static int AbiVersion => NativeMethods.AbiVersion();

    internal static bool IsSupported(KernelLevel level) => NativeMethods.KernelSupported((int)level) != 0;

    /// <summary>For tests; holds for the whole process.</summary>
    internal static void Force(KernelLevel level)
    {
        if (NativeMethods.KernelForce((int)level) != NativeStatus.Ok)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "not supported by this CPU or this build");
        }
    }
}
