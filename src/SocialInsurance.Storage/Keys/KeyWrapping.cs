namespace SocialInsurance.Storage.Keys;

/// <summary>
/// Brings the files of a keys folder under the current key-encryption key, one after another; each is whole at any moment, and every
/// key-encryption key that one of them needs is held until the last was brought. An interruption is made up for by the next opening.
/// </summary>
internal static class KeyWrapping
{
    internal const string ReceiptPurpose = "ReceiptSigning";

    /// <summary>At every opening: old folders are wrapped, and keys follow the operator's choice of a place. A folder that may not be written stays as it is.</summary>
    public static void BringForward(string folder, IKeyEncryption encryption)
    {
        try
        {
            Bring(folder, encryption, dropNamed: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // readable as before; "keys list" says what is not wrapped
        }
    }

    /// <param name="dropNamed">also destroys older key-encryption keys that lie where the operator named: copies of the folder may need them</param>
    /// <returns>how many were brought</returns>
    public static int Bring(string folder, IKeyEncryption encryption, bool dropNamed)
    {
        RemoveParts(folder);
        var brought = FilesIn(folder).Count(file => KeyFile.Rewrap(file.Path, file.Purpose, encryption));
        encryption.DropOlder(dropNamed);
        return brought;
    }

    /// <summary>Key files of known purposes, prepared ones too; receipt keys in PEM are of another form until they are wrapped.</summary>
    public static IEnumerable<(string Path, string Purpose)> FilesIn(string folder) => Directory
        .EnumerateFiles(folder, "*.key")
        .Concat(Directory.EnumerateFiles(folder, "*.key.new"))
        .Where(path => new FileInfo(path).Length > 0)
        .Select(path => (Path: path, Purpose: PurposeOf(Path.GetFileName(path))))
        .Where(file => file.Purpose.Length > 0)
        .Order();

    private static string PurposeOf(string name)
    {
        var stem = name.Split('.')[0];
        var family = stem.LastIndexOf('-') is var dash and > 0 && stem[(dash + 1)..].All(char.IsAsciiDigit) ? stem[..dash] : stem;
        return family == "receipt"
            ? ReceiptPurpose
            : Enum.GetValues<KeyPurpose>().Where(purpose => FileKeyRing.StemOf(purpose) == family).Select(purpose => purpose.ToString()).FirstOrDefault() ?? string.Empty;
    }

    // what an interruption left; another process writes and renames within moments, so only old ones go
    private static void RemoveParts(string folder)
    {
        foreach (var part in Directory.EnumerateFiles(folder, "*.key.*.part").Where(path => File.GetLastWriteTimeUtc(path) < TimeProvider.System.GetUtcNow().AddHours(-1)))
        {
            KeyFile.Destroy(part);
        }
    }
}
