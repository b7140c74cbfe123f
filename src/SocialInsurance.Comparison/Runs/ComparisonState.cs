namespace SocialInsurance.Comparison;

/// <summary>
/// Subjects, ascending by identifier (bytes, ordinal), and for each subject one cell a source in the order of <see cref="Sources"/>.
/// </summary>
/// <remarks>
/// Immutable, thread-safe. Spans and references point into memory of this object or into the mapped file: they must not be used
/// after <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class ComparisonState : IDisposable
{
    readonly StateMemory memory;

    internal ComparisonState(StateMemory memory, IReadOnlyList<SourceInfo> sources, IReadOnlyList<string> files, int asOf, PossibleLinks links)
    {
        this.memory = memory;
        SubjectCount = memory.Columns.Count;
        Sources = sources;
        Files = files;
        AsOf = asOf;
        Links = links;
    }

    /// <summary>Number of subjects.</summary>
    public int SubjectCount { get; }

    /// <summary>Sources, ascending by name.</summary>
    public IReadOnlyList<SourceInfo> Sources { get; }

    /// <summary>File names by the file index of a <see cref="RecordPlace"/>.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>As-of date of the run, yyyymmdd.</summary>
    public int AsOf { get; }

    /// <summary>Terminal records that may concern a subject although their number does not say so.</summary>
    public PossibleLinks Links { get; }

    /// <summary>
    /// Subjects that only held terminal deliveries report, whom a record of one may mean (another name, a slip in the number), and those whom a delivery burdened that is gone: no evidence,
    /// but too much to take their life for granted unseen.
    /// </summary>
    public IReadOnlySet<int> OnlyInHeld { get; internal set; } = new HashSet<int>();

    /// <summary>Opens the state of a published run. The file is mapped and its digest checked against the manifest.</summary>
    /// <exception cref="InputRefusedException">The run is not there, damaged, or of another format version.</exception>
    public static ComparisonState Open(string runDirectory) => StateFile.Open(runDirectory);

    /// <summary>The subject with index 0..<see cref="SubjectCount"/> - 1.</summary>
    public ref readonly Subject SubjectAt(int subject) => ref Memory.Columns.Subjects[Checked(subject)];

    /// <summary>Identifier as the register has it, UTF-8.</summary>
    public ReadOnlySpan<byte> IdOf(int subject) => Memory.Columns.IdOf(Checked(subject));

    /// <summary>One cell a source, in the order of <see cref="Sources"/>.</summary>
    public ReadOnlySpan<EvidenceCell> CellsOf(int subject) =>
        new(Memory.Cells + (long)Checked(subject) * Sources.Count, Sources.Count);

    /// <summary>Index of the subject with this identifier (UTF-8), or -1. Binary search.</summary>
    public int FindById(ReadOnlySpan<byte> id)
    {
        int low = 0;
        int high = SubjectCount - 1;
        while (low <= high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            int order = IdOf(middle).SequenceCompareTo(id);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Frees the memory or unmaps the file.</summary>
    public void Dispose() => memory.Dispose();

    internal StateMemory Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory.IsDisposed, this);
            return memory;
        }
    }

    int Checked(int subject)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)subject, (uint)SubjectCount, nameof(subject));
        return subject;
    }
}
