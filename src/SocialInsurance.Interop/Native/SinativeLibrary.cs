using System.Reflection;
using System.Runtime.InteropServices;

namespace SocialInsurance.Interop.Native;

/// <summary>Finds <c>libsinative.so</c>, checks its ABI version once, and says exactly what is missing when it cannot.</summary>
internal static unsafe class SinativeLibrary
{
    internal const string Name = "sinative";
    internal const string FileName = "libsinative.so";

    /// <summary><c>SI_ABI_VERSION</c> of the header that this assembly was written against.</summary>
    internal const int ExpectedAbiVersion = 1;

    internal static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath) =>
        libraryName == Name
            ? Load(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), Path.GetDirectoryName(assembly.Location) ?? string.Empty)
            : 0;

    /// <summary>Loads from the first folder that has the file; there is no fallback to system folders or managed code.</summary>
    /// <exception cref="DllNotFoundException">The file or a library it needs is missing, or its ABI version differs.</exception>
    internal static nint Load(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            var path = Path.Combine(folder, FileName);
            if (folder.Length > 0 && File.Exists(path))
            {
                return LoadFile(path);
            }
        }

        throw new DllNotFoundException(
            $"{FileName} was not found; expected beside the application in {string.Join(" or ", folders.ToArray().Where(f => f.Length > 0).Distinct())}. " +
            "`dotnet build` makes it from native/ with CMake; a published application must carry it.");
    }

    internal static void CheckAbi(int found, string path)
    {
        if (found != ExpectedAbiVersion)
        {
            throw new DllNotFoundException(
                $"{path} has another ABI version; expected {ExpectedAbiVersion}, found {found}. " +
                $"{FileName} and SocialInsurance.Interop.dll come from different builds: deploy both from one.");
        }
    }

    private static nint LoadFile(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"{path} exists but cannot be loaded: {failure.Message.ReplaceLineEndings(" ")} " +
                "It needs libjpeg.so.62 and libpng16.so.16; Debian 12: apt-get install libjpeg62-turbo libpng16-16", failure);
        }

        var abiVersion = NativeLibrary.TryGetExport(library, "si_abi_version", out var export) ? ((delegate* unmanaged<int>)export)() : 0;
        CheckAbi(abiVersion, path);
        return library;
    }
}
