using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>A SQLite store as the program of version 6 left it: its scripts, its rows, its keys.</summary>
internal static partial class OldStore
{
    public const long Entries = 59;
    public const string Root = "eaa445d8cba5ac76f32c46601b05e48050172aa4606616d9bd1fce822cf08b95";
    private const int Version = 6;

    public static async Task MakeAsync(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "keys"));
        foreach (var key in Directory.GetFiles(Fixture("keys")))
        {
            var copy = Path.Combine(folder, "keys", Path.GetFileName(key));
            File.Copy(key, copy);
            if (!OperatingSystem.IsWindows())
            {
                // a checkout keeps no mode, and a key that others may read is refused
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await FillAsync(Path.Combine(folder, "templates.db"), "SqliteTemplates", int.MaxValue, "template-rows.sql");
        await FillAsync(Path.Combine(folder, "eligibility.db"), "Sqlite", Version, "rows.sql");
    }

    private static async Task FillAsync(string path, string scripts, int version, string rows)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(connection, "PRAGMA application_id = 1397310277; PRAGMA journal_mode = WAL;");
        await RunAsync(connection, "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, applied_at BIGINT NOT NULL)");
        foreach (var (number, name, sql) in Scripts(scripts).Where(script => script.Number <= version))
        {
            await RunAsync(connection, sql);
            await RunAsync(connection, $"INSERT INTO schema_migration VALUES ({number}, '{name}', x'{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))}', 1)");
        }

        await RunAsync(connection, await File.ReadAllTextAsync(Fixture(rows), TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(int Number, string Name, string Sql)> Scripts(string folder)
    {
        var assembly = typeof(PlatformStorage).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (ScriptName().Match(resource) is { Success: true } found && found.Groups[1].Value == folder)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                yield return (int.Parse(found.Groups[2].ValueSpan[..4], NumberStyles.None, CultureInfo.InvariantCulture), found.Groups[2].Value, reader.ReadToEnd().ReplaceLineEndings("\n"));
            }
        }
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "version-6", name);

    [GeneratedRegex(@"\.Migrations\.(\w+)\.(\d{4}_\w+\.sql)$")]
    private static partial Regex ScriptName();
}

/// <summary>A run that certifies everybody.</summary>
internal sealed class SilentRunOf(int people)
{
    public IReadOnlyList<string> People { get; } = [.. Enumerable.Range(0, people).Select(number => $"P{number:D6}")];

    public async Task RecordAsync(Books books)
    {
        var cancel = TestContext.Current.CancellationToken;
        await new RegisterBeneficiaries(books.Storage.Store, books.Time).ExecuteAsync(
            Sha256Digest.Of("register"u8),
            "register",
            People.Select((id, number) => new Beneficiary(
                new BeneficiaryId(id), DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number:D6}号"), new DateOnly(1950, 1, 1), "990101", new DateOnly(2026, 11, 30), null)),
            cancel);
        await new RecordSilentDecisions(books.Storage.Store, books.Time).ExecuteAsync(
            new SilentRun(new RunId("run-1"), Books.AsOf, new PolicyReference("test", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of("decisions"u8)),
            People.Select(id => new SilentDecision(new BeneficiaryId(id), DecisionOutcome.Certified, "S1", new DecisionEvidence("vaccination", Books.AsOf.AddDays(-9), "v.csv:1"), [])),
            cancel);
    }
}

internal static class Copies
{
    /// <summary>Of a folder that nobody writes.</summary>
    public static void Of(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
