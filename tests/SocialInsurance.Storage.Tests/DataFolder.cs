using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace SocialInsurance.Storage.Tests;

/// <summary>A real data folder in the temporary folder, with SQLite files in it or a database of its own on a server; gone after the test.</summary>
public sealed class DataFolder(PostgresServer? server = null) : IDisposable
{
    public static readonly DateOnly AsOf = new(2026, 10, 31);
    public static readonly PolicyReference Policy = new("province-2026", Sha256Digest.Of("policy"u8));
    public static readonly FindingKind Death = new("DeathSuspected");

    private readonly string root = Directory.CreateTempSubdirectory("sicert-test-").FullName;

    private PostgresOptions? postgres;
    private Intruder? intruder;
    private PlatformStorage? verifier;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FixedTime Time { get; } = new();

    public string Path => System.IO.Path.Combine(root, "sicert-data");

    public string Database => File("eligibility.db");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public async Task<PlatformStorage> OpenAsync(int busySeconds = 10, long? maxSizeBytes = null)
    {
        var options = await OptionsAsync() with { BusyTimeoutSeconds = busySeconds, MaxDatabaseSizeBytes = maxSizeBytes };
        return await PlatformStorage.OpenAsync(options, Time, Cancel);
    }

    /// <summary>As this folder opens.</summary>
    public async Task<StorageOptions> OptionsAsync() => new() { Folder = Path, Postgres = server is null ? null : await PostgresAsync() };

    /// <summary>Another folder on the same kind of database.</summary>
    public DataFolder Another() => new(server);

    /// <summary>The database of this folder on the server, made when it is first asked for.</summary>
    public async Task<PostgresOptions> PostgresAsync() =>
        postgres ??= new PostgresOptions { ConnectionString = await server!.CreateDatabaseAsync(), MaxConnections = 8 };

    public Task<StorageRefusedException> RefusedAsync() => Assert.ThrowsAsync<StorageRefusedException>(async () => await OpenAsync(busySeconds: 1));

    public static BeneficiaryId Id(int number) => new($"B{number:D6}");

    public static Beneficiary Person(int number) => new(
        Id(number),
        DocumentNumber.From($"H{number:D8}"),
        new PersonName($"试验者{number:D6}号"),
        new DateOnly(1950, 1, 1),
        "990101",
        new DateOnly(2026, 11, 30),
        null);

    public Task<RegisterResult> RegisterAsync(PlatformStorage storage, int count) => new RegisterBeneficiaries(storage.Store, Time)
        .ExecuteAsync(Sha256Digest.Of(BitConverter.GetBytes(count)), "register", Enumerable.Range(0, count).Select(Person), Cancel);

    public static SilentRun Run(string id = "run-1", DateOnly? asOf = null) =>
        new(new RunId(id), asOf ?? AsOf, Policy, 12, Sha256Digest.Of("decisions"u8));

    /// <summary>By number modulo 4: certified, not due, face, review with a finding.</summary>
    public static SilentDecision Decision(int number) => (number % 4) switch
    {
        0 => new(Id(number), DecisionOutcome.Certified, "S1", new DecisionEvidence("vaccination", AsOf.AddDays(-9), $"v.csv:{number}"), []),
        1 => new(Id(number), DecisionOutcome.NotDue, "N1", null, []),
        2 => new(Id(number), DecisionOutcome.FaceRequired, "F1", null, []),
        _ => new(Id(number), DecisionOutcome.Review, "D1", null, [new Finding(Death, RiskColour.Red, $"death.csv:{number}")]),
    };

    public Task<SilentRunResult> RecordAsync(PlatformStorage storage, int count, string run = "run-1") =>
        new RecordSilentDecisions(storage.Store, Time).ExecuteAsync(Run(run), Enumerable.Range(0, count).Select(Decision), Cancel);

    public async Task RecordAfterRegisterAsync(PlatformStorage storage, int number)
    {
        await RegisterAsync(storage, 4 + number);
        await RecordAsync(storage, 4, $"run-{number}");
    }

    /// <summary>A folder with 12 people and one run; closed again.</summary>
    public async Task PrepareAsync()
    {
        await using var storage = await OpenAsync();
        await RegisterAsync(storage, 12);
        await RecordAsync(storage, 12);
    }

    /// <summary>The scripts of the database that stands behind this folder.</summary>
    internal IReadOnlyList<MigrationScript> Migrations(bool templates) =>
        MigrationScript.Load((server is null ? "Sqlite" : "PostgreSql") + (templates ? "Templates" : string.Empty));

    /// <summary>The way past the product; on a server only after the first opening.</summary>
    internal Intruder Intruder => intruder ??= server is null ? new SqliteIntruder(this) : new PostgresIntruder(postgres!);

    /// <summary>Writes past the product, as an intruder would: no foreign keys, no triggers.</summary>
    public void Tamper(string sql) => Intruder.Tamper(sql);

    public long Count(string table) => Intruder.Read<long>($"SELECT COUNT(*) FROM {table}");

    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    /// <summary>By a fresh opening; on a server by one that stays open, as readers do there.</summary>
    public async Task<AuditVerification> VerifyAsync()
    {
        if (server is not null)
        {
            verifier ??= await OpenAsync();
            return await verifier.AuditLog.VerifyAsync(Cancel);
        }

        await using var storage = await OpenAsync();
        return await storage.AuditLog.VerifyAsync(Cancel);
    }

    public void Dispose()
    {
        if (postgres is not null)
        {
            verifier?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            server!.DropDatabaseAsync(postgres.ConnectionString).GetAwaiter().GetResult();
        }

        Directory.Delete(root, recursive: true);
    }
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 1, 2, 3, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
