using System.Security.Cryptography;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>A working folder in the temporary folder, gone after the test.</summary>
internal sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("sicert-walk-").FullName;

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", "faces", name);

    public static string Picture(string name) => Path.Combine(AppContext.BaseDirectory, "Pictures", name);

    public static string PolicyPath { get; } = Path.Combine(AppContext.BaseDirectory, "policies", "province-2026.yaml");

    public string At(params string[] names) => Path.Combine([Root, .. names]);

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), bytes);
        if (!OperatingSystem.IsWindows())
        {
            // what may be a secret is its owner's alone, else the product refuses it
            File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return At(name);
    }

    public Task<SicertResult> RunAsync(params string[] arguments) => SicertProcess.RunAsync(Root, arguments);

    /// <summary>Every path below the root with the digest of its bytes: two equal states are equal folders.</summary>
    public string[] State() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(Root, path)} {(Directory.Exists(path) ? "folder" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))}"),
    ];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
