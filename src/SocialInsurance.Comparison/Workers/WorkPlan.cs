using System.Text.Json;

namespace SocialInsurance.Comparison;

/// <summary>A feed file as the leader found it.</summary>
/// <param name="Index">In the list of files of the run.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="SourceIndex">Of the source in the state.</param>
/// <param name="ModifiedNs">Nanoseconds since 1970-01-01 UTC; 0 = the file system does not say.</param>
/// <param name="Cuts">Nominal cuts, bytes; none: the file is one piece.</param>
sealed record PlannedFile(
    int Index, string Name, string Source, int SourceIndex, SourceKind Kind, string DescriptorDigest, long SizeBytes, long ModifiedNs, IReadOnlyList<long> Cuts)
{
    internal int Pieces => Cuts.Count + 1;
}

/// <summary>A part of the keys, as its file in the folder holds it.</summary>
/// <param name="Sha256">Of that file.</param>
sealed record PlannedPart(int Subjects, string Sha256);

/// <summary>What the workers of a run need to know. Everything in it depends on the input and the options alone, but for the id of the run.</summary>
sealed record WorkPlan
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    Dictionary<int, PlannedFile>? byIndex;

    public required string RunId { get; init; }

    /// <summary>Another build may understand rows otherwise: it must not work on this run.</summary>
    public required string Engine { get; init; }

    public required string Coordinator { get; init; }

    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>yyyymmdd</summary>
    public required int AsOf { get; init; }

    public required IReadOnlyList<string> Registers { get; init; }

    public required string FeedsDirectory { get; init; }

    public required int MaxUnlinkedRecords { get; init; }

    public required int Sources { get; init; }

    public required IReadOnlyList<PlannedPart> Parts { get; init; }

    /// <summary>Files that are read; copies are not.</summary>
    public required IReadOnlyList<PlannedFile> Files { get; init; }

    /// <summary>Digests of the files that are read in pieces, then all pieces, part by part.</summary>
    internal IEnumerable<UnitName> Units =>
    [
        .. Files.Where(f => f.Pieces > 1).OrderByDescending(f => f.SizeBytes).Select(f => new UnitName(UnitKind.Digest, f.Index, 0, 0)),
        .. Enumerable.Range(0, Parts.Count).SelectMany(part => Files.OrderByDescending(f => f.SizeBytes / f.Pieces).SelectMany(f => PiecesOf(f, part))),
    ];

    /// <summary>What the workers will have read in the end.</summary>
    internal long Bytes => Files.Sum(f => f.SizeBytes * Parts.Count + (f.Pieces > 1 ? f.SizeBytes : 0));

    internal PlannedFile FileAt(int index) => (byIndex ??= Files.ToDictionary(f => f.Index))[index];

    internal IEnumerable<PlannedFile> FilesOf(int source) => Files.Where(f => f.SourceIndex == source);

    internal static IEnumerable<UnitName> PiecesOf(PlannedFile file, int part) =>
        Enumerable.Range(0, file.Pieces).Select(piece => new UnitName(UnitKind.Read, file.Index, piece, part));

    /// <summary>About what a unit reads.</summary>
    internal long BytesOf(UnitName unit) => unit.Kind switch
    {
        UnitKind.Digest => FileAt(unit.Of).SizeBytes,
        UnitKind.Read => FileAt(unit.Of).SizeBytes / FileAt(unit.Of).Pieces,
        UnitKind.Merge => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    /// <summary>Equal for equal input and options: what was done for one serves the other.</summary>
    internal bool IsLike(WorkPlan other) => (this with { RunId = "" }).ToJson().AsSpan().SequenceEqual((other with { RunId = "" }).ToJson());

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal static WorkPlan? Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkPlan>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
