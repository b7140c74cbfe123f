using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Storage.Tests;

/// <summary>A real data folder in the temporary folder, gone after the test.</summary>
public sealed class DataFolder : IDisposable
{
    public static readonly DateOnly AsOf = new(2026, 10, 31);
    public static readonly PolicyReference Policy = new("province-2026", Sha256Digest.Of("policy"u8));
    public static readonly FindingKind Death = new("DeathSuspected");

    private readonly string root = Directory.CreateTempSubdirectory("sicert-test-").FullName;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FixedTime Time { get; } = new();

    public string Path => System.IO.Path.Combine(root, "sicert-data");

    public string Database => File("eligibility.db");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public Task<PlatformStorage> OpenAsync(int busySeconds = 10, long? maxSizeBytes = null) => PlatformStorage.OpenAsync(
        new StorageOptions { Folder = Path, BusyTimeoutSeconds = busySeconds, MaxDatabaseSizeBytes = maxSizeBytes }, Time, Cancel);

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

    /// <summary>A folder with 12 people and one run; closed again.</summary>
    public async Task PrepareAsync()
    {
        await using var storage = await OpenAsync();
        await RegisterAsync(storage, 12);
        await RecordAsync(storage, 12);
    }

    /// <summary>Writes past the product, as an intruder would: no foreign keys, no triggers.</summary>
    public void Tamper(string sql)
    {
        using var connection = Connect(Database);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'";
        List<string> drops = [];
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                drops.Add(reader.GetString(0));
            }
        }

        command.CommandText = $"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {string.Join(';', drops)};{sql}";
        command.ExecuteNonQuery();
    }

    public long Count(string table)
    {
        using var connection = Connect(Database);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public async Task<AuditVerification> VerifyAsync()
    {
        await using var storage = await OpenAsync();
        return await storage.AuditLog.VerifyAsync(Cancel);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 1, 2, 3, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
