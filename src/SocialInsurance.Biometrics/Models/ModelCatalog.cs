using System.Security.Cryptography;

namespace SocialInsurance.Biometrics.Models;

/// <summary>What stands on disk for one entry of the manifest.</summary>
public enum ModelPresence
{
    /// <summary>There, and its digest is the manifest's.</summary>
    Verified = 1,

    /// <summary>Not there.</summary>
    Missing = 2,

    /// <summary>There, with another digest.</summary>
    Altered = 3,
}

/// <param name="FoundSha256">Digest of the file on disk; null when it is missing.</param>
public sealed record ModelStatus(ModelEntry Entry, ModelPresence Presence, string? FoundSha256);

/// <summary>The folder of models of this installation. Thread-safe.</summary>
public sealed class ModelCatalog
{
    /// <summary>Environment variable that names the folder with <c>manifest.json</c>.</summary>
    public const string FolderVariable = "SICERT_MODELS";

    private ModelCatalog(string folder, ModelManifest shipped, ModelManifest local)
    {
        Folder = folder;
        Manifest = shipped with { Models = [.. shipped.Models, .. local.Models] };
    }

    public string Folder { get; }

    /// <summary>All models of this installation: those that ship and the drop-ins that the deployer has added.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Drop-ins that this installation runs without.</summary>
    public IEnumerable<ModelDropIn> Absent => ModelDropIn.Known.Where(d => Manifest.Models.All(m => m.Task != d.Task));

    /// <summary>Opens the catalogue of <paramref name="folder"/>, or of the installation when null.</summary>
    /// <exception cref="InvalidModelException">No manifest, or one that cannot be used.</exception>
    public static ModelCatalog Open(string? folder = null)
    {
        folder ??= Locate();
        return new ModelCatalog(
            folder,
            ModelManifest.Load(Path.Combine(folder, ModelManifest.FileName)),
            ModelManifest.LoadLocal(Path.Combine(folder, ModelManifest.LocalFileName)));
    }

    /// <summary>
    /// Takes a drop-in into this installation: its shapes are read from the file and must be the task's, its digest is
    /// written down, the file is copied. In force for catalogues opened later; one that was there for the task is replaced.
    /// </summary>
    /// <param name="source">Where the file is from, in the deployer's words.</param>
    /// <exception cref="InvalidModelException">Not a drop-in's task, not a readable model, or other shapes than the task's.</exception>
    public ModelEntry Add(ModelTask task, string file, string source, string licence)
    {
        var entry = ModelDropIn.For(task).Describe(file, out var bytes) with { Source = source, Licence = licence };
        var target = PathOf(entry);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, bytes);
        var path = Path.Combine(Folder, ModelManifest.LocalFileName);
        var local = ModelManifest.LoadLocal(path);
        (local with { Models = [.. local.Models.Where(m => m.Task != task), entry] }).Save(path);
        return entry;
    }

    /// <summary>Checks every model against the manifest's digest.</summary>
    public IReadOnlyList<ModelStatus> Verify() => [.. Manifest.Models.Select(VerifyOne)];

    /// <summary>The bytes of a model as published, checked, then prepared.</summary>
    /// <exception cref="InvalidModelException">The file is missing or altered.</exception>
    internal byte[] ReadPrepared(ModelEntry entry) =>
        entry.Preparation.Length == 0 ? ReadPublished(entry) : Preparation.ModelPreparation.Apply(ReadPublished(entry), entry.Preparation);

    /// <exception cref="InvalidModelException">The file is missing or altered.</exception>
    internal byte[] ReadPublished(ModelEntry entry)
    {
        var path = PathOf(entry);
        if (!File.Exists(path))
        {
            throw new InvalidModelException($"model '{entry.Name}' is missing; build the project again, run npm ci in models/, or add the drop-in again") { File = path, Expected = entry.Sha256, Found = "no file" };
        }

        var bytes = File.ReadAllBytes(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return digest == entry.Sha256
            ? bytes
            : throw new InvalidModelException($"model '{entry.Name}' is not the file that the manifest names") { File = path, Expected = entry.Sha256, Found = digest };
    }

    private ModelStatus VerifyOne(ModelEntry entry)
    {
        var path = PathOf(entry);
        if (!File.Exists(path))
        {
            return new ModelStatus(entry, ModelPresence.Missing, null);
        }

        using var stream = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new ModelStatus(entry, digest == entry.Sha256 ? ModelPresence.Verified : ModelPresence.Altered, digest);
    }

    private string PathOf(ModelEntry entry) => Path.GetFullPath(Path.Combine(Folder, entry.File));

    /// <summary>The environment's folder, else <c>models/</c> beside the program, else the nearest one above it (a checkout).</summary>
    private static string Locate()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "models");
            if (File.Exists(Path.Combine(candidate, ModelManifest.FileName)))
            {
                return candidate;
            }
        }

        throw new InvalidModelException($"no models/{ModelManifest.FileName} beside or above the program; set {FolderVariable}");
    }
}
