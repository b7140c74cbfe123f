using System.CommandLine;
using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Work;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>compare run --workers</c>: opens the coordinator, starts the workers of this machine and shares the run out.</summary>
internal sealed class CompareWorkers : IAsyncDisposable
{
    internal static readonly Option<int?> Count = new("--workers") { Description = Strings.Get("OptionWorkCount") };
    internal static readonly Option<string?> Unit = new("--unit") { Description = Strings.Get("OptionWorkUnit") };
    internal static readonly Option<int> Lease = new("--lease") { Description = Strings.Get("OptionWorkLease"), DefaultValueFactory = _ => 20 };

    private const int MostWorkers = 256;
    private const int LeastUnitBytes = 4096;

    private readonly PostgresLeaseBook? book;
    private readonly WorkerFleet fleet;
    private readonly ParseResult parsed;
    private readonly int count;
    private readonly CancellationToken cancellation;

    private CompareWorkers(ParseResult parsed, int count, PostgresLeaseBook? book, WorkerFleet fleet, CancellationToken cancellation)
    {
        this.parsed = parsed;
        this.count = count;
        this.book = book;
        this.fleet = fleet;
        this.cancellation = cancellation;
    }

    /// <summary>Leases in the shared folder: for workers on one machine, nothing to install.</summary>
    internal const string ByFiles = "files";

    /// <summary>Leases in PostgreSQL.</summary>
    internal const string ByPostgres = "postgresql";

    internal static void Validate(Command run)
    {
        run.Validators.Add(result =>
        {
            // a cluster merges by itself; workers beside it would read the same files for nothing
            if (result.GetValue(Count) is not null && result.GetValue(ClusterOption.Cluster) is { Length: > 0 })
            {
                result.AddError($"--workers: {Strings.Expected} --engine embedded, {Strings.Found} --engine clickhouse");
            }
        });
        Count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given is < 0 or > MostWorkers))
            {
                result.AddError($"--workers: {Strings.Expected} 0..{MostWorkers}, {Strings.Found} {token.Value}");
            }
        });
        Unit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && MemorySize.Parse(token.Value) is not >= LeastUnitBytes)
            {
                result.AddError($"--unit: {Strings.Expected} 64m, 1g, {Strings.Found} {token.Value}");
            }
        });
        Lease.Validators.Add(result => CommandContext.RequireRange(result, Lease, 1, 3600));
    }

    /// <summary>Null: no workers are asked for.</summary>
    internal static async Task<CompareWorkers?> OpenAsync(ParseResult parsed, CompareRequest request, CancellationToken cancellation)
    {
        if (parsed.GetValue(Count) is not { } count)
        {
            return null;
        }

        var book = await OpenBookAsync(cancellation);
        var fleet = new WorkerFleet(request.OutDirectory, count, ThreadsOf(request, count));
        return new CompareWorkers(parsed, count, book, fleet, cancellation);
    }

    /// <summary>The coordinator that the environment names; null: files.</summary>
    internal static async Task<PostgresLeaseBook?> OpenBookAsync(CancellationToken cancellation) =>
        SecretFiles.Find(PostgresLeaseBook.ConnectionVariable, Environment.GetEnvironmentVariable) is { } connection
            ? await PostgresLeaseBook.OpenAsync(connection, TimeProvider.System, cancellation)
            : null;

    /// <summary>The request, shared out; the memory is divided among the processes of this machine.</summary>
    internal CompareRequest Share(CompareRequest request)
    {
        var memory = (request.MemoryBudgetBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3) / (count + 1);
        fleet.Start();
        return request with
        {
            MemoryBudgetBytes = memory,
            Work = new WorkSharing
            {
                Coordinator = book is null ? ByFiles : ByPostgres,
                LeaseDuration = TimeSpan.FromSeconds(parsed.GetValue(Lease)),
                Leases = place => book is null
                    ? new FileLeases(place.LeasesFolder, place.LeaseDuration, isLeader: true)
                    : book.Open(place, place.LeaseDuration, isLeader: true, cancellation),
                Watch = fleet.Watch,
                ThreadsPerWorker = ThreadsOf(request, count),
                WorkerMemoryBytes = memory,
                Processes = count + 1,
                UnitBytes = parsed.GetValue(Unit) is { } unit ? MemorySize.Parse(unit)!.Value : WorkSharing.DefaultUnitBytes,
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await fleet.DisposeAsync();
        if (book is not null)
        {
            await book.DisposeAsync();
        }
    }

    private static int ThreadsOf(CompareRequest request, int count) => Math.Max(1, request.Threads / Math.Max(1, count));
}
