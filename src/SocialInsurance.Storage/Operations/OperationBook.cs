using System.Text.Json;

namespace SocialInsurance.Storage.Operations;

/// <summary>Care of a data folder whose last good turn an operator must be able to see.</summary>
public enum CareOperation
{
    /// <summary>A whole copy was made.</summary>
    Backup = 1,

    /// <summary>A backup was restored into an empty place and every entry of its log verified.</summary>
    RestoreCheck = 2,

    /// <summary>Every entry of the audit log was verified.</summary>
    AuditVerify = 3,

    /// <summary>The witness's copy of the log was brought up to date.</summary>
    AuditExport = 4,
}

/// <param name="At">when it ended</param>
/// <param name="Ok">whether it ended well</param>
/// <param name="LastGoodAt">when it last ended well; null: never noted</param>
public sealed record CareNote(CareOperation Operation, DateTimeOffset At, bool Ok, DateTimeOffset? LastGoodAt);

/// <summary>
/// Notes in <c>DATA/operations/</c>, one small file an operation, replaced as a whole: when it last ran and how it went, for the metrics of
/// the service over the same folder. A note is no evidence and belongs to this place: backups leave it out. Thread-safe.
/// </summary>
public sealed class OperationBook(string dataFolder)
{
    public const string FolderName = "operations";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private string Folder => Path.Combine(dataFolder, FolderName);

    /// <summary>Notes the end of an operation. A folder that cannot be written loses the note, never the operation.</summary>
    /// <returns>whether it was noted</returns>
    public bool Note(CareOperation operation, DateTimeOffset at, bool ok)
    {
        var lastGood = ok ? at : Find(operation)?.LastGoodAt;
        var staged = Path.Combine(Folder, $".{operation}.{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(staged, JsonSerializer.SerializeToUtf8Bytes(new Stored(at, ok, lastGood), Options));
            File.Move(staged, PathOf(operation), overwrite: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What is noted; a damaged or missing note counts as none.</summary>
    public IReadOnlyList<CareNote> Read() => [.. Enum.GetValues<CareOperation>().Select(Find).OfType<CareNote>()];

    private CareNote? Find(CareOperation operation)
    {
        try
        {
            return File.Exists(PathOf(operation)) && JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(PathOf(operation)), Options) is { } stored
                ? new CareNote(operation, stored.At, stored.Ok, stored.LastGoodAt)
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private string PathOf(CareOperation operation) => Path.Combine(Folder, $"{operation}.json");

    private sealed record Stored(DateTimeOffset At, bool Ok, DateTimeOffset? LastGoodAt);
}
