using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialInsurance.Comparison;

/// <summary>A file of a published run.</summary>
public sealed record PublishedFile(long SizeBytes, string Sha256);

/// <summary>manifest.json of a run: what went in, which program, what came out.</summary>
/// <remarks>What an older program did not write yet is empty: readers compiled beforehand set null for what is missing.</remarks>
public sealed record RunManifest
{
    internal const string FileName = "manifest.json";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people, not a web page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        TypeInfoResolver = RunJson.Default,
    };

    /// <summary>Version of the program that made the run.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>No event lies after this day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Number of subjects.</summary>
    public required int Subjects { get; init; }

    /// <summary>Sources in the order of the state, with the digest of each descriptor.</summary>
    public required IReadOnlyList<SourceInfo> Sources { get; init; }

    /// <summary>Digest of each register descriptor.</summary>
    public required IReadOnlyList<string> RegisterDescriptorDigests { get; init; }

    /// <summary>All input files with digest and counts.</summary>
    public required IReadOnlyList<FileCounts> Inputs { get; init; }

    /// <summary>How many of <see cref="Inputs"/> are registers; they come first.</summary>
    public int RegisterFiles { get; init; }

    /// <summary>Identity of the built engine and the runtime below it: evidence is carried over only between equal ones.</summary>
    public string Engine { get; init => field = value ?? ""; } = "";

    /// <summary>Files of the feeds folder that were not read.</summary>
    public required IReadOnlyList<string> Unclaimed { get; init; }

    /// <summary>Wall clock until the state was written.</summary>
    public required long ElapsedMs { get; init; }

    /// <summary>What the file system said of each of <see cref="Inputs"/>; null when it says nothing that can be trusted.</summary>
    public IReadOnlyList<InputStamp?> Stamps { get; init => field = value ?? []; } = [];

    /// <summary>What was carried over from a previous run.</summary>
    public IncrementalReport? Incremental { get; init; }

    /// <summary>What burdened people in earlier runs and is gone.</summary>
    public IReadOnlyList<GoneDelivery> Gone { get; init => field = value ?? []; } = [];

    /// <summary>What the caller adds, e.g. the digest of a policy.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>All other files of the folder.</summary>
    public IReadOnlyDictionary<string, PublishedFile> Files { get; init => field = value ?? new Dictionary<string, PublishedFile>(); } = new Dictionary<string, PublishedFile>();

    /// <summary>Reads the manifest of a published run.</summary>
    /// <exception cref="InputRefusedException">There is none, or it cannot be read.</exception>
    public static RunManifest Read(string runDirectory)
    {
        string path = Path.Combine(runDirectory, FileName);
        try
        {
            return JsonSerializer.Deserialize<RunManifest>(File.ReadAllBytes(path), Json)
                ?? throw new JsonException("null instead of a manifest");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.RunUnreadable, e.Message, path, null, null, "the manifest of a published run", "none"));
        }
    }

    internal static string CurrentProgramVersion { get; } =
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal static string CurrentEngine { get; } = $"{typeof(RunManifest).Module.ModuleVersionId:N} on .NET {Environment.Version}";

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal static RunManifest Of(ComparisonResult result, ComparisonRequest request, FeedCatalogue catalogue) => new()
    {
        ProgramVersion = CurrentProgramVersion,
        AsOf = request.AsOf,
        Subjects = result.State.SubjectCount,
        Sources = catalogue.Sources,
        RegisterDescriptorDigests = [.. catalogue.Registers.Select(r => r.Descriptor.Digest).Distinct()],
        Inputs = result.Files,
        RegisterFiles = catalogue.Registers.Count,
        Engine = CurrentEngine,
        Stamps = [.. catalogue.All.Select(f => f.Stamp?.IsSettledAt(catalogue.OpenedAt) == true ? f.Stamp : null)],
        Incremental = result.Incremental,
        Unclaimed = result.Unclaimed,
        Gone = result.Gone,
        ElapsedMs = result.ElapsedMs,
    };
}
