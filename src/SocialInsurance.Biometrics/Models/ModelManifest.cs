using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialInsurance.Biometrics.Models;

/// <summary>A named tensor; <c>float32</c>, dimensions outermost first.</summary>
public sealed record TensorShape(string Name, ImmutableArray<int> Shape);

/// <summary>One entry of <c>models/manifest.json</c>.</summary>
/// <param name="File">Path relative to the manifest.</param>
/// <param name="Sha256">Digest of the file as published, lower-case hexadecimal.</param>
public sealed record ModelEntry(
    ModelTask Task,
    string Name,
    string File,
    string Sha256,
    string Source,
    string Licence,
    string Card,
    TensorShape Input,
    ImmutableArray<TensorShape> Outputs,
    ImmutableArray<PreparationStep> Preparation);

/// <summary>The models that ship (<c>models/manifest.json</c>), or those that a deployment has added (<c>models/models.local.json</c>).</summary>
public sealed record ModelManifest(int Version, ImmutableArray<ModelEntry> Models)
{
    public const string FileName = "manifest.json";

    /// <summary>What the deployer adds: drop-ins only, with their digests. Written by <c>models add</c>, never in git.</summary>
    public const string LocalFileName = "models.local.json";

    private const int SupportedVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonSerializerOptions WriteOptions = new(Options) { WriteIndented = true };

    /// <exception cref="InvalidModelException">The file is missing, is not JSON of this shape, or names a task twice or not at all.</exception>
    public static ModelManifest Load(string path) => Read(path).Checked(path, ModelDropIn.RequiredTasks, least: 1);

    /// <summary>The drop-ins of a deployment; none when the file does not exist.</summary>
    /// <exception cref="InvalidModelException">The file cannot be used, or names a task twice or one that is no drop-in's.</exception>
    public static ModelManifest LoadLocal(string path) =>
        System.IO.File.Exists(path) ? Read(path).Checked(path, ModelDropIn.Tasks, least: 0) : new ModelManifest(SupportedVersion, []);

    /// <summary>Writes it beside and moves it into place: a reader sees the old file or the new one.</summary>
    internal void Save(string path)
    {
        var beside = path + ".new";
        System.IO.File.WriteAllText(beside, JsonSerializer.Serialize(this, WriteOptions) + "\n");
        System.IO.File.Move(beside, path, overwrite: true);
    }

    private static ModelManifest Read(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return JsonSerializer.Deserialize<ModelManifest>(stream, Options)
                ?? throw new InvalidModelException("expected a manifest, found null") { File = path };
        }
        catch (JsonException fault)
        {
            throw new InvalidModelException($"model manifest, line {fault.LineNumber + 1}: {fault.Message}", fault) { File = path };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException("the model manifest cannot be read", fault) { File = path, Expected = "a readable manifest.json", Found = fault.GetType().Name };
        }
    }

    private ModelManifest Checked(string path, IReadOnlyCollection<ModelTask> tasks, int least)
    {
        if (Version != SupportedVersion)
        {
            throw new InvalidModelException("unsupported manifest version") { File = path, Expected = $"{SupportedVersion}", Found = $"{Version}" };
        }

        foreach (var task in Enum.GetValues<ModelTask>())
        {
            var count = Models.Count(m => m.Task == task);
            var (fewest, most) = tasks.Contains(task) ? (least, 1) : (0, 0);
            if (count < fewest || count > most)
            {
                var expected = fewest == most ? $"{most} model" : $"{fewest} to {most} models";
                throw new InvalidModelException($"task '{task}' must have {(most == 0 ? "no" : "one")} model here") { File = path, Expected = expected, Found = $"{count}" };
            }
        }

        return this;
    }
}
