using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>What to compare and by which policy.</summary>
/// <param name="PolicyText">The exact bytes of the policy file; its digest goes into every decision.</param>
/// <param name="OutDirectory">Where the run is published, in one rename; must not hold a run.</param>
public sealed record CompareRequest(
    IReadOnlyList<string> Registers,
    string FeedsDirectory,
    ReadOnlyMemory<byte> PolicyText,
    DateOnly AsOf,
    string OutDirectory,
    int Threads)
{
    /// <summary>Writes the page for people (report.html); null: none.</summary>
    public Func<RunReport, byte[]>? Page { get; init; }

    /// <summary>Memory that the run may take, in bytes; null: three quarters of what the process may use. No result depends on it.</summary>
    public long? MemoryBudgetBytes { get; init; }

    /// <summary>Folder whose published runs are the feeds' history, with the releases beside them; null: the parent of <see cref="OutDirectory"/>.</summary>
    public string? HistoryDirectory { get; init; }

    /// <summary>Records that caseworkers found wrong; empty when no books are at hand.</summary>
    public IReadOnlyList<ReversedDeath> Reversals { get; init; } = [];

    /// <summary>
    /// Chooses the audit sample, with policy and as-of date; whoever must not foresee the sample must not know it. Null: from the digests of
    /// all files of the run, which nobody knows before the last delivery has come.
    /// </summary>
    public long? AuditSeed { get; init; }

    internal string History => HistoryDirectory ?? Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(OutDirectory))) ?? ".";

    /// <summary>Folder of a published run whose evidence is carried over where its input is unchanged; null = everything is read.</summary>
    public string? Previous { get; init; }

    /// <summary><see cref="Previous"/> is none of the runs by which feeds are judged: its deliveries are judged anew, for which they have to be read.</summary>
    internal bool IsPreviousElsewhere =>
        Previous is not null && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Previous))) != Path.TrimEndingDirectorySeparator(Path.GetFullPath(History));

    /// <summary>True: files of the previous run are digested again, whatever the file system says of them.</summary>
    public bool VerifyInputs { get; init; }

    /// <summary>Worker processes that read the feeds; null: this process does all. No result depends on it.</summary>
    public WorkSharing? Work { get; init; }

    /// <summary>Servers that keep and merge the evidence; null = the embedded engine. No result depends on it.</summary>
    public ClusterOptions? Cluster { get; init; }
}

/// <summary>A published comparison run, open for recording. Dispose it after use: it holds the evidence in memory.</summary>
/// <param name="DecisionsDigest">SHA-256 of decisions.csv, lower-case hexadecimal.</param>
public sealed record CompletedRun(
    ComparisonResult Comparison,
    CompiledPolicy Policy,
    DecisionCounts Counts,
    string DecisionsDigest,
    string Folder,
    long ElapsedMs) : IDisposable
{
    /// <summary>Silent passes that caseworkers will look at.</summary>
    public required AuditSample AuditSample { get; init; }

    /// <summary>What the brake knew of earlier runs.</summary>
    public required BrakeHistory History { get; init; }

    /// <summary>People whom only held death feeds report, and how many of them were certified silently all the same.</summary>
    public required HeldPeople HeldPeople { get; init; }

    /// <summary>The history, when the previous run is none of its runs: its files had to be read and judged anew. Else null.</summary>
    public string? HistoryWithoutPrevious { get; init; }

    public void Dispose() => Comparison.Dispose();
}

/// <summary>
/// One comparison run (比对批次): evidence by the comparison core, a decision for every person by the rules, published
/// whole or not at all as a run folder with state, decisions, rejects, policy and manifest.
/// </summary>
public static class CompareRegister
{
    /// <summary>The policy of a run, kept with it so that it can be explained and replayed.</summary>
    internal const string PolicyFileName = "policy.yaml";

    /// <exception cref="InputRefusedException">A register, feed or descriptor is refused, also one that contradicts the policy; at most rejects.csv is left.</exception>
    /// <exception cref="PolicyRefusedException">The policy has faults, or is not yet in force.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left.</exception>
    public static CompletedRun Execute(CompareRequest request, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var policy = PolicyText.LoadOrRefuse(request.PolicyText);
        policy.Bind([], request.AsOf); // a policy that is not in force is refused before anything is read
        var brake = new FeedBrake
        {
            History = BrakeHistory.Read(request.History, request.AsOf),
            Releases = BrakeReleases.Read(request.History),
            Reversals = [.. request.Reversals.Select(r => new ReversedRecord(r.File, r.On))],
        };
        using var folder = RunFolder.Create(request.OutDirectory);
        var compared = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = request.Registers,
                FeedsDirectory = request.FeedsDirectory,
                AsOf = request.AsOf,
                Folder = folder,
                Threads = request.Threads,
                Brake = brake,
                Previous = request.Previous,
                VerifyInputs = request.VerifyInputs,
                Objections = descriptor => SourceAgreement.FaultsOf(descriptor, policy),
                MemoryBudgetBytes = request.MemoryBudgetBytes,
                Work = request.Work,
                Cluster = request.Cluster,
            },
            progress,
            cancellationToken);
        try
        {
            var compiled = policy.Bind([.. compared.State.Sources.Select(s => s.Name)], request.AsOf);
            DecisionCounts counts = new();
            var tally = new RunTally(compiled);
            var seed = request.AuditSeed ?? SeedOf(compared.Files);
            var sample = new AuditSample(compiled, seed);
            var digest = folder.AddFile(DecisionList.FileName, stream => counts = DecisionList.Write(compared.State, compiled, tally, sample, stream, cancellationToken));
            folder.AddFile(AuditSample.FileName, stream => sample.Write(compared.State, stream));
            var heldPeople = HeldPeople.AddTo(folder, compared, compiled);
            folder.AddFile(PolicyFileName, stream => stream.Write(request.PolicyText.Span));
            folder.AddNote("policy", $"{policy.Stamp.Id}@{policy.Stamp.Version}");
            folder.AddNote("policySha256", policy.Stamp.Digest);
            folder.AddNote("auditSeed", seed.ToString(CultureInfo.InvariantCulture));
            var figures = tally.Figures();
            folder.AddFile(RunFigures.FileName, stream => stream.Write(figures.ToJson()));
            if (request.Page is { } page)
            {
                var report = new RunReport(
                    compared, compiled, figures, RejectFigure.Of(folder), PreviousRun.Before(request.OutDirectory, request.AsOf), digest, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds)
                {
                    AuditSample = sample,
                    HeldPeople = heldPeople,
                };
                folder.AddFile(RunReport.FileName, stream => stream.Write(page(report)));
            }

            folder.Publish();
            return new CompletedRun(compared, compiled, counts, digest, request.OutDirectory, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds)
            {
                AuditSample = sample,
                History = brake.History,
                HeldPeople = heldPeople,
                HistoryWithoutPrevious = request.IsPreviousElsewhere ? request.History : null,
            };
        }
        catch
        {
            compared.Dispose();
            throw;
        }
    }

    private static long SeedOf(IEnumerable<FileCounts> files) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => $"{file.Source}/{file.File} {file.Sha256}")))));
}
