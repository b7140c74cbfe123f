namespace SocialInsurance.Storage.Keys;

/// <summary>Files and folders that only their owner may read, from the moment they exist.</summary>
internal static class RestrictedFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    public static void EnsureFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // inherits the access list of the profile or service folder
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }

    /// <exception cref="IOException">the file exists already</exception>
    public static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }
}
