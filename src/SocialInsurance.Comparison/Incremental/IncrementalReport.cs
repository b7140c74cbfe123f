namespace SocialInsurance.Comparison;

/// <summary>Why a run read everything, or that it did not.</summary>
public enum IncrementalReason
{
    /// <summary>Evidence was carried over.</summary>
    None = 0,

    /// <summary>No previous run was named.</summary>
    NoPrevious = 1,

    /// <summary>The previous run looked at a later day: what it used may lie in this run's future.</summary>
    AsOfBefore = 2,

    /// <summary>Another build of the program, or another runtime, made the previous run: it may have understood rows otherwise.</summary>
    OtherProgram = 3,

    /// <summary>So many subjects are new or have another identity that reading all is cheaper.</summary>
    RegisterChanged = 4,

    /// <summary>The register does not fit into memory: a run in passes reads everything.</summary>
    InPasses = 5,

    /// <summary>Workers read the feeds: such a run reads everything.</summary>
    ByWorkers = 6,
}

/// <summary>What a run carried over from a previous one. The results do not depend on it.</summary>
/// <param name="Used">Evidence was carried over.</param>
/// <param name="Reason">Why not, if not.</param>
/// <param name="FilesReused">Files whose evidence, counts and rejects were carried over.</param>
/// <param name="FilesRead">Files read in full; copies of other files count nowhere.</param>
/// <param name="FilesRecounted">Of the reused: files searched for the records of changed subjects.</param>
/// <param name="SubjectsRecomputed">Subjects that are new or have another identity: their evidence comes from the files.</param>
/// <param name="LinksReused">The pairs of earlier terminal records were carried over; only new records were held against the register.</param>
public sealed record IncrementalReport(
    bool Used, IncrementalReason Reason, int FilesReused, int FilesRead, int FilesRecounted, int SubjectsRecomputed, bool LinksReused);
