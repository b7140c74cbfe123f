using System.Runtime.CompilerServices;
using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop.Tests;

public sealed class SinativeLibraryTests
{
    [Fact]
    public void Library_of_this_build_has_the_expected_abi() => Assert.Equal(SinativeLibrary.ExpectedAbiVersion, NativeKernels.AbiVersion);

    [Fact]
    public void Kernel_chosen_on_this_cpu_is_the_best_it_supports()
    {
        var best = new[] { KernelLevel.Avx512, KernelLevel.Avx2, KernelLevel.Scalar }.First(NativeKernels.IsSupported);
        Assert.Equal(best.ToString().ToLowerInvariant(), NativeKernels.Active);
    }

    [Fact]
    public void Missing_library_says_where_it_was_expected()
    {
        var folder = Directory.CreateTempSubdirectory("sinative-missing-");
        try
        {
            var failure = Assert.Throws<DllNotFoundException>(() => SinativeLibrary.Load(folder.FullName));
            Assert.Contains($"libsinative.so was not found; expected beside the application in {folder.FullName}", failure.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Library_that_cannot_be_loaded_names_the_packages_it_needs()
    {
        var folder = Directory.CreateTempSubdirectory("sinative-damaged-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, SinativeLibrary.FileName), "not a library");
            var failure = Assert.Throws<DllNotFoundException>(() => SinativeLibrary.Load(folder.FullName));
            Assert.Contains("apt-get install libjpeg62-turbo libpng16-16", failure.Message);
            Assert.DoesNotContain('\n', failure.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Library_of_another_abi_is_refused_with_both_versions()
    {
        var failure = Assert.Throws<DllNotFoundException>(() => SinativeLibrary.CheckAbi(SinativeLibrary.ExpectedAbiVersion + 1, "libsinative.so"));
        Assert.Contains($"expected {SinativeLibrary.ExpectedAbiVersion}, found {SinativeLibrary.ExpectedAbiVersion + 1}", failure.Message);
    }

    [Fact]
    public void Structures_have_the_sizes_of_the_header()
    {
        // the same numbers are static_asserts in native/src/abi.cpp
        Assert.Equal(
            (32, 32, 32, 80, 68),
            (Unsafe.SizeOf<NativeHeader>(), Unsafe.SizeOf<NativeLimits>(), Unsafe.SizeOf<NativeFault>(), Unsafe.SizeOf<NativeImage>(), Unsafe.SizeOf<NativeWarpSpec>()));
    }

    [Fact]
    public void Status_values_of_both_sides_are_the_same_words()
    {
        Assert.Equal(Enumerable.Range(0, 10), Enum.GetValues<ImageStatus>().Select(s => (int)s).Order());
    }
}
