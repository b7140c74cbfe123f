using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Templates;

/// <summary>
/// Cohort files in "cohorts" of a data folder: their members turned and the whole sealed with the key of the templates, so that a
/// rotation takes them along and a dropped key makes older copies useless. Form: "SICOSEAL" and a sealed value whose
/// associated data is the file's name. One writer at a time.
/// </summary>
public sealed class SealedCohorts : IDisposable
{
    private const string FolderName = "cohorts";
    private readonly string folder;
    private readonly IKeyRing keys;
    private readonly TemplateSealer sealer;

    internal SealedCohorts(string dataFolder, IKeyRing keys, TemplateSealer sealer)
    {
        folder = Path.Combine(dataFolder, FolderName);
        this.keys = keys;
        this.sealer = sealer;
    }

    private static ReadOnlySpan<byte> Magic => "SICOSEAL"u8;

    public static bool IsSealed(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    /// <summary>The data folder that a path such as DATA/cohorts/FILE lies in; null when it lies in none.</summary>
    /// <exception cref="StorageRefusedException">the folder's keys cannot be read</exception>
    /// <param name="environment">reads a variable, for the key-encryption key; null: none is set</param>
    public static SealedCohorts? FindFor(string path, Func<string, string?>? environment = null)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        var data = Path.GetDirectoryName(parent);
        if (data is null || Path.GetFileName(parent) != FolderName || !PlatformStorage.StandsIn(data))
        {
            return null;
        }

        var options = StorageConfiguration.ReadKeyEncryption(data, environment ?? (static _ => null));
        var keys = FileKeyRing.Open(Path.Combine(data, FileKeyRing.FolderName), options, mayCreate: false);
        return new SealedCohorts(data, keys, new TemplateSealer(keys));
    }

    /// <summary>A cohort file, owned by the caller.</summary>
    /// <param name="keyId">the key that the caller's templates are under; 0 for plain, in memory only</param>
    /// <exception cref="StorageRefusedException">renamed, changed, or under a key that is not held</exception>
    public byte[] Read(string name, uint keyId) =>
        sealer.OpenCohort(name, File.ReadAllBytes(Path.Combine(folder, name)).AsSpan(Magic.Length), keyId);

    /// <summary>Turns, seals and writes; an older file of the name stays whole until the new one is.</summary>
    /// <param name="keyId">the key that <paramref name="cohortFile"/> is under; 0 for plain</param>
    public void Write(string name, ReadOnlySpan<byte> cohortFile, uint keyId) =>
        Replace(name, sealer.SealCohort(name, cohortFile, keyId, keys.Current(KeyPurpose.Template).Id));

    public void Dispose() => sealer.Dispose();

    /// <summary>Brings every file under <paramref name="keyId"/>; a file that is already is left alone.</summary>
    internal void Rekey(uint keyId, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(folder).Where(path => !path.EndsWith(".part", StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (name, file) = (Path.GetFileName(path), File.ReadAllBytes(path));
            var sealedWith = IsSealed(file) ? FieldSealer.KeyIdOf(file.AsSpan(Magic.Length)) : keyId;
            if (sealedWith != keyId)
            {
                var turned = Read(name, sealedWith);
                Replace(name, sealer.SealCohort(name, turned, sealedWith, keyId));
                Array.Clear(turned);
            }
        }
    }

    private void Replace(string name, byte[] sealedCohort)
    {
        RestrictedFiles.EnsureFolder(folder);
        var path = Path.Combine(folder, name);
        File.Delete(path + ".part");
        using (var file = RestrictedFiles.CreateNew(path + ".part"))
        {
            file.Write(Magic);
            file.Write(sealedCohort);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }
}
