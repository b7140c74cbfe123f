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

/// <summary>The models that a deployment runs: <c>models/manifest.json</c>.</summary>
public sealed record ModelManifest(int Version, ImmutableArray<ModelEntry> Models)
{
    public const string FileName = "manifest.json";
    private const int SupportedVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <exception cref="InvalidModelException">The file is missing, is not JSON of this shape, or names a task twice or not at all.</exception>
    public static ModelManifest Load(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            var manifest = JsonSerializer.Deserialize<ModelManifest>(stream, Options)
                ?? throw new InvalidModelException("expected a manifest, found null") { File = path };
            return manifest.Checked(path);
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

    private ModelManifest Checked(string path)
    {
        if (Version != SupportedVersion)
        {
            throw new InvalidModelException("unsupported manifest version") { File = path, Expected = $"{SupportedVersion}", Found = $"{Version}" };
        }

        foreach (var task in Enum.GetValues<ModelTask>())
        {
            var count = Models.Count(m => m.Task == task);
            if (count != 1)
            {
                throw new InvalidModelException($"task '{task}' must have one model") { File = path, Expected = "1 model", Found = $"{count}" };
            }
        }

        return this;
    }
}
