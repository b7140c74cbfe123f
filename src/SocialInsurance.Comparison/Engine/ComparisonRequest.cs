namespace SocialInsurance.Comparison;

/// <summary>What to compare. Each register file and the feeds have their <c>*.feed.yaml</c> beside them.</summary>
public sealed record ComparisonRequest
{
    /// <summary>Register files, at least one.</summary>
    public required IReadOnlyList<string> Registers { get; init; }

    /// <summary>Folder of feeds and their descriptors.</summary>
    public required string FeedsDirectory { get; init; }

    /// <summary>No event lies after this day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Receives state.bin, rejects.csv and the manifest; the caller publishes it.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>Worker threads, from 1. Default: one a processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Holds deliveries that leave their feed's own history; null = nothing is held.</summary>
    public FeedBrake? Brake { get; init; }

    /// <summary>Folder of a published run whose evidence is carried over where its input is unchanged; null = everything is read.</summary>
    public string? Previous { get; init; }

    /// <summary>
    /// What the caller has against a feed's descriptor; asked of each before any file is read, and whatever it answers refuses the run.
    /// Null = nothing.
    /// </summary>
    public Func<FeedDescriptor, IEnumerable<InputError>>? Objections { get; init; }

    /// <summary>True: digests every file of the previous run again, whatever the file system says of it.</summary>
    public bool VerifyInputs { get; init; }

    /// <summary>Tells whether a file had stood still for a while before it was read. No result depends on it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Terminal records without a register row that the run keeps for linkage, about 80 bytes each, from 1; a run with more is refused.
    /// </summary>
    public int MaxUnlinkedRecords { get; init; } = 5_000_000;

    /// <summary>
    /// Memory that the run may take for itself, in bytes; a register that needs more is compared in passes. Null: three quarters of what
    /// the process may use. No result depends on it.
    /// </summary>
    public long? MemoryBudgetBytes { get; init; }

    /// <summary>Worker processes that read the feeds; null: this process does all. No result depends on it.</summary>
    public WorkSharing? Work { get; init; }

    /// <summary>
    /// Servers that keep and merge the evidence; null = the embedded engine. No result depends on it. Takes no <see cref="Previous"/>: the
    /// cluster itself remembers which files it holds.
    /// </summary>
    public ClusterOptions? Cluster { get; init; }
}

/// <summary>A finished run. Dispose it after the state has served.</summary>
public sealed record ComparisonResult : IDisposable
{
    /// <summary>Subjects and evidence; the caller disposes it with this result.</summary>
    public required ComparisonState State { get; init; }

    /// <summary>Counts by file, registers first, then feeds, in the order of <see cref="ComparisonState.Files"/>.</summary>
    public required IReadOnlyList<FileCounts> Files { get; init; }

    /// <summary>Files of the feeds folder that no descriptor claims: not read.</summary>
    public required IReadOnlyList<string> Unclaimed { get; init; }

    /// <summary>What burdened people in earlier runs and is gone.</summary>
    public IReadOnlyList<GoneDelivery> Gone { get; init; } = [];

    /// <summary>Those of <see cref="Unclaimed"/> that a descriptor's pattern fits but for upper and lower case, with the pattern.</summary>
    public IReadOnlyDictionary<string, string> NearlyClaimed { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of state.bin: equal for equal input, whatever the number of threads.</summary>
    public required string StateDigest { get; init; }

    /// <summary>SHA-256 of links.jsonl: equal for equal input, whatever the number of threads.</summary>
    public required string LinksDigest { get; init; }

    /// <summary>Wall clock of the linkage step.</summary>
    public required long LinkageMs { get; init; }

    /// <summary>Wall clock of the run.</summary>
    public required long ElapsedMs { get; init; }

    /// <summary>Sum over all files, registers included.</summary>
    public long RecordsRead => Files.Sum(f => f.Read);

    /// <summary>Sum over all files.</summary>
    public long RecordsAccepted => Files.Sum(f => f.Accepted);

    /// <summary>Sum over all files.</summary>
    public long RecordsRejected => Files.Sum(f => f.Rejected);

    /// <summary>Accepted records of held files: read, in no state.</summary>
    public long RecordsHeld => Files.Where(f => f.IsHeld).Sum(f => f.Accepted);

    /// <summary>As <see cref="ComparisonState.OnlyInHeld"/>, ascending: the run decides without those records.</summary>
    public IReadOnlyList<int> OnlyInHeld { get; init; } = [];

    /// <summary>Sum over all files.</summary>
    public long UnmatchedTerminal => Files.Sum(f => f.UnmatchedTerminal);

    /// <summary>What was carried over from the previous run.</summary>
    public required IncrementalReport Incremental { get; init; }

    /// <summary>How the run kept to its memory.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>How the workers did; null: there were none.</summary>
    public WorkReport? Work { get; init; }

    /// <summary>What went to the cluster and came back; null for the embedded engine.</summary>
    public ClusterReport? Cluster { get; init; }

    internal IReadOnlyList<DataFile> Registers { get; init; } = [];

    /// <summary>How many of <see cref="Files"/> are registers; they come first.</summary>
    public int RegisterFileCount => Registers.Count;

    /// <summary>The register rows that the run took in, as text: personal data, read again from the files.</summary>
    /// <exception cref="InputRefusedException">A register file changed since the run.</exception>
    public IEnumerable<RegisterRow> ReadRegister(CancellationToken cancellationToken) => new RegisterReader(Registers, State).Read(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => State.Dispose();
}
