namespace SocialInsurance.Comparison;

/// <summary>Where the workers of a run meet.</summary>
/// <param name="RunId">32 hexadecimal digits; another one for every run, the same when a killed run is taken up again.</param>
/// <param name="Folder">Folder of this run's units, on storage that all workers see under some path.</param>
/// <param name="Coordinator">Kind of the leases, as the leader named it.</param>
/// <param name="LeaseDuration">Of every lease: leader and workers must agree.</param>
public sealed record WorkPlace(string RunId, string Folder, string Coordinator, TimeSpan LeaseDuration)
{
    /// <summary>Where <see cref="FileLeases"/> belong.</summary>
    public string LeasesFolder => Path.Combine(Folder, "leases");
}

/// <summary>
/// Compares with worker processes: this process leads, <see cref="ComparisonWorker"/>s elsewhere read the feeds. The results are those
/// of a run without workers, byte for byte.
/// </summary>
public sealed record WorkSharing
{
    /// <summary>Opens the leases of a run, for the leader.</summary>
    public required Func<WorkPlace, IUnitLeases> Leases { get; init; }

    /// <summary>Names the kind of leases to the workers: they must not ask elsewhere.</summary>
    public required string Coordinator { get; init; }

    /// <summary>How long a worker may be silent until its unit goes to another, from 100 ms.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Called about ten times a second while the workers work; throws when the run cannot go on.</summary>
    public Action Watch { get; init; } = static () => { };

    /// <summary>Threads of each worker, from 1; the memory of a part is reckoned with them.</summary>
    public int ThreadsPerWorker { get; init; } = 1;

    /// <summary>Memory of one worker, in bytes; null: three quarters of what this process may use.</summary>
    public long? WorkerMemoryBytes { get; init; }

    /// <summary>Processes that share the memory of this machine, this one included; for what is said of it.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Large files that can be read anywhere are cut into pieces of about this size, from 4 KiB. No result depends on it.</summary>
    public long UnitBytes { get; init; } = DefaultUnitBytes;

    /// <summary>Of pieces, when nobody says otherwise.</summary>
    public const long DefaultUnitBytes = 64 << 20;
}

/// <summary>How the workers of a run did.</summary>
/// <param name="Units">Units of work.</param>
/// <param name="TakenOver">Leases that ran out: the unit went to another worker.</param>
/// <param name="TakenUp">A killed leader had begun this run.</param>
/// <param name="SharedMs">Milliseconds in which the workers worked and this process waited for them; the rest of the run is its own.</param>
public readonly record struct WorkReport(int Units, long TakenOver, bool TakenUp, long SharedMs);
