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

    private const string PreparedFolder = ".prepared";

    private ModelCatalog(string folder, ModelManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    public string Folder { get; }

    public ModelManifest Manifest { get; }

    /// <summary>Opens the catalogue of <paramref name="folder"/>, or of the installation when null.</summary>
    /// <exception cref="InvalidModelException">No manifest, or one that cannot be used.</exception>
    public static ModelCatalog Open(string? folder = null)
    {
        folder ??= Locate();
        return new ModelCatalog(folder, ModelManifest.Load(Path.Combine(folder, ModelManifest.FileName)));
    }

    /// <summary>Checks every model against the manifest's digest.</summary>
    public IReadOnlyList<ModelStatus> Verify() => [.. Manifest.Models.Select(VerifyOne)];

    /// <summary>The bytes of a model as published, checked, then prepared (cached by digest).</summary>
    /// <exception cref="InvalidModelException">The file is missing or altered.</exception>
    internal byte[] ReadPrepared(ModelEntry entry) =>
        Preparation.ModelPreparation.Prepare(ReadPublished(entry), entry.Sha256, entry.Preparation, Path.Combine(Folder, PreparedFolder));

    /// <exception cref="InvalidModelException">The file is missing or altered.</exception>
    internal byte[] ReadPublished(ModelEntry entry)
    {
        var path = PathOf(entry);
        if (!File.Exists(path))
        {
            throw new InvalidModelException($"model '{entry.Name}' is missing; build the project again or run npm ci in models/") { File = path, Expected = entry.Sha256, Found = "no file" };
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
