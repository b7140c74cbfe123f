namespace SocialInsurance.Comparison.Tests;

/// <summary>Runs over one province, led here, with workers on threads of this process that share nothing but files.</summary>
sealed record SharedRun(string Data, string Target)
{
    internal TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    internal int Workers { get; init; } = 2;

    internal int ThreadsPerWorker { get; init; } = 1;

    internal long UnitBytes { get; init; } = 100_000;

    internal long? WorkerMemoryBytes { get; init; }

    internal Action<WorkPlace> Begun { get; init; } = static _ => { };

    internal Func<IUnitLeases, IUnitLeases> Worker { get; init; } = static leases => leases;

    internal IProgress<ComparisonProgress>? Progress { get; init; }

    /// <summary>What each worker did.</summary>
    internal List<WorkerReport> Reports { get; init; } = [];

    /// <summary>Told, on the leader's thread, of how many units are finished; what it throws ends the run.</summary>
    internal Action<int> Finished { get; init; } = static _ => { };

    internal (MemoryReport Memory, IReadOnlyList<int> OnlyInHeld, IncrementalReport Incremental, WorkReport Work) Publish(CancellationToken token = default, string? previous = null)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<WorkerReport>[] workers = [.. Enumerable.Range(0, Workers).Select(i => Task.Factory.StartNew(() => Work(i, over.Token), TaskCreationOptions.LongRunning))];
        try
        {
            using var folder = RunFolder.Create(Target);
            using ComparisonResult result = ComparisonEngine.Run(Request(folder, workers) with { Previous = previous }, Progress, token);
            folder.Publish();
            return (result.Memory, result.OnlyInHeld, result.Incremental, result.Work!.Value);
        }
        finally
        {
            over.CancelAfter(TimeSpan.FromSeconds(10));
            Reports.AddRange(workers.Select(w => w.ContinueWith(done => done.IsCompletedSuccessfully ? done.Result : default, TaskScheduler.Default).GetAwaiter().GetResult()));
        }
    }

    internal WorkerReport Work(int worker, CancellationToken token) => ComparisonWorker.Run(
        new WorkerOptions { RunDirectory = Target, Leases = place => Worker(new FileLeases(place.LeasesFolder, place.LeaseDuration, isLeader: false)), Name = $"worker {worker}", Threads = ThreadsPerWorker },
        token);

    ComparisonRequest Request(RunFolder folder, Task[] workers)
    {
        FileLeases? leases = null;
        return new ComparisonRequest
        {
            Registers = [Path.Combine(Data, "register.csv")],
            FeedsDirectory = Data,
            AsOf = new DateOnly(2026, 10, 31),
            Folder = folder,
            Threads = 2,
            Brake = new FeedBrake { History = BrakeHistory.Of([]) },
            Work = new WorkSharing
            {
                Leases = place =>
                {
                    leases = new FileLeases(place.LeasesFolder, Lease, isLeader: true);
                    Begun(place);
                    return leases;
                },
                Coordinator = "files",
                LeaseDuration = Lease,
                UnitBytes = UnitBytes,
                ThreadsPerWorker = ThreadsPerWorker,
                WorkerMemoryBytes = WorkerMemoryBytes,
                Watch = () =>
                {
                    Finished(leases!.Read().Count(s => s.Digest is not null));
                    if (workers.FirstOrDefault(w => w.IsFaulted)?.Exception?.GetBaseException() is { } fault)
                    {
                        throw fault;
                    }
                },
            },
        };
    }
}
