using System.Security;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// The one way in which a secret comes to this program: a variable NAME, or a file that NAME_FILE names. Never a command line, which
/// every process of the machine can read. A file that everybody may read is refused. Stateless, thread-safe.
/// </summary>
public static class SecretFiles
{
    private const string FileSuffix = "_FILE";
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <param name="name">of the variable</param>
    /// <param name="environment">reads a variable; null or empty when it is not set</param>
    /// <returns>null: neither is set</returns>
    /// <exception cref="StorageRefusedException">both are set, or the file cannot be used</exception>
    public static string? Find(string name, Func<string, string?> environment)
    {
        var (stated, file) = (environment(name), environment(name + FileSuffix));
        return (string.IsNullOrEmpty(stated), string.IsNullOrEmpty(file)) switch
        {
            (false, false) => throw Refused(name, $"expected one of {name} and {name}{FileSuffix}, found both."),
            (false, true) => stated,
            (true, false) => Read(file!),
            (true, true) => null,
        };
    }

    /// <summary>The text of a file with a secret, without white space around it.</summary>
    /// <exception cref="StorageRefusedException">it cannot be read, or others may read it</exception>
    public static string Read(string path)
    {
        Check(path);
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SecurityException)
        {
            throw Refused(path, $"the file with the secret cannot be read ({fault.GetType().Name}).");
        }
    }

    /// <summary>Refuses a file that everybody on the machine may read or change. Windows: its access list is the administrator's.</summary>
    /// <exception cref="StorageRefusedException">others have a right to it</exception>
    public static void Check(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) != UnixFileMode.None)
        {
            throw Refused(path, $"expected a file that others cannot read (chmod 600), found mode {Convert.ToString((int)mode, 8)}.");
        }
    }

    private static StorageRefusedException Refused(string where, string what) =>
        new(StorageFault.Misconfigured, $"{where}: 密钥或口令配置有误。 The secret is configured wrongly: {what}");
}
