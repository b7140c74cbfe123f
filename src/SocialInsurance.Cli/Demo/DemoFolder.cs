using SocialInsurance.Cli.Output;

namespace SocialInsurance.Cli.Demo;

/// <summary>The demonstration's data folder. It is made anew at each run, and only where nothing of anybody else stands.</summary>
internal sealed class DemoFolder
{
    private const string Marker = ".sicert-demo";

    private DemoFolder(string path) => Path = path;

    internal string Path { get; }

    internal string Province => System.IO.Path.Combine(Path, "province");

    internal string Runs => System.IO.Path.Combine(Path, "runs");

    /// <exception cref="InputRefused">The folder holds something that no demonstration made.</exception>
    internal static DemoFolder Prepare(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new InputRefused(new CliError("folderInUse", Strings.Get("DemoFolderInUse"), full, Expected: Strings.Get("ExpectedDemoFolder"), Found: Strings.Get("FoundFile")));
        }

        var marker = System.IO.Path.Combine(full, Marker);
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
        {
            if (!File.Exists(marker))
            {
                throw new InputRefused(new CliError("folderInUse", Strings.Get("DemoFolderInUse"), full, Expected: Strings.Get("ExpectedDemoFolder"), Found: Strings.Get("FoundOtherFiles")));
            }

            Directory.Delete(full, recursive: true);
        }

        Directory.CreateDirectory(full);
        File.WriteAllText(marker, "made by sicert demo; deleted and made anew by the next demo\n");
        return new DemoFolder(full);
    }

    /// <summary>Pictures of the two public-domain people, beside the program or in the checkout above it.</summary>
    internal static string Sample(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "samples", "faces", name);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InputRefused(new CliError("sampleMissing", Strings.Get("SampleMissing"), name, Expected: "samples/faces", Found: Strings.Get("FoundNothing")));
    }
}
