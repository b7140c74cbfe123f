namespace SocialInsurance.Comparison;

/// <summary>Kinds of input that a run refuses.</summary>
public enum InputErrorCode
{
    /// <summary>A descriptor is not valid.</summary>
    DescriptorInvalid,

    /// <summary>A descriptor asks for something that this version cannot read yet.</summary>
    NotYetSupported,

    /// <summary>A file, folder or descriptor is missing.</summary>
    FileMissing,

    /// <summary>A file cannot be read.</summary>
    FileUnreadable,

    /// <summary>A file has no byte.</summary>
    FileEmpty,

    /// <summary>A file is in another encoding than its descriptor says.</summary>
    EncodingMismatch,

    /// <summary>A descriptor says something else of its source than the caller knows of it.</summary>
    SourceMismatch,

    /// <summary>A header lacks a column or names it twice.</summary>
    ColumnNotFound,

    /// <summary>Two descriptors claim one file, or two sources bring the same content.</summary>
    FileClaimedTwice,

    /// <summary>A file changed while it was read.</summary>
    FileChanged,

    /// <summary>A file has a larger share of rejected records than its descriptor allows.</summary>
    TooManyRejected,

    /// <summary>A column of the register cannot be read in a larger share of rows than its descriptor allows of rejected rows.</summary>
    TooManyUnreadable,

    /// <summary>More terminal records than a run may keep belong to nobody in the register.</summary>
    TooManyUnlinked,

    /// <summary>The folder to publish exists already.</summary>
    RunExists,

    /// <summary>The place for a run cannot be written: no right to, a file where a folder should be, no space.</summary>
    PlaceUnwritable,

    /// <summary>A run folder lacks a file, is damaged or of another version.</summary>
    RunUnreadable,

    /// <summary>The register does not fit into the memory that the run may take.</summary>
    NotEnoughMemory,

    /// <summary>A shard of the cluster does not answer, or not within its time.</summary>
    ShardUnreachable,

    /// <summary>A shard of the cluster answers, but does not do what is asked: password, memory, disk, a fault of its own.</summary>
    ShardRefused,

    /// <summary>The servers of a cluster do not fit together, or not to what they were set up for.</summary>
    ClusterMismatch,
}

/// <summary>One reason to refuse input. Lines and columns count from 1. Holds no personal data.</summary>
public sealed record InputError(
    InputErrorCode Code,
    string Message,
    string? File = null,
    long? Line = null,
    int? Column = null,
    string? Expected = null,
    string? Found = null)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{Code}: {Message}"
        + (File is null ? "" : $" [{File}{(Line is null ? "" : $":{Line}")}{(Column is null ? "" : $":{Column}")}]")
        + (Expected is null ? "" : $"; expected {Expected}")
        + (Found is null ? "" : $"; found {Found}");
}

/// <summary>The input of a run is refused; nothing was published. All errors that could be found at once.</summary>
public sealed class InputRefusedException : Exception
{
    /// <summary>Refuses with at least one error.</summary>
    public InputRefusedException(IReadOnlyList<InputError> errors)
        : base(string.Join(Environment.NewLine, errors))
    {
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        Errors = errors;
    }

    /// <summary>Refuses with one error.</summary>
    public InputRefusedException(InputError error)
        : this([error])
    {
    }

    /// <summary>All errors, in the order of files and lines.</summary>
    public IReadOnlyList<InputError> Errors { get; }

    /// <summary>The first error.</summary>
    public InputError Error => Errors[0];
}
