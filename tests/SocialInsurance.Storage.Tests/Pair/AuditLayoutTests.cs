using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Pair;

/// <summary>The log in a partition a year: the same log, the same refusals, the same backup.</summary>
public sealed class AuditLayoutTests(PostgresServer server) : IDisposable
{
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Layouts", "audit-by-year.sql"));

    private readonly DataFolder folder = new(server);

    [Fact]
    public async Task Log_in_partitions_is_the_same_log_goes_on_and_is_restored_from_its_backup()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var before = await EntriesAsync(storage);
        await RunAsync($"{Script}; SELECT partition_audit_log('2026', '2027');");

        Assert.Equal(before, await EntriesAsync(storage));
        await folder.RecordAsync(storage, 12, "run-2027");
        var closed = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        await RunAsync("SELECT close_audit_year('2028');");
        await folder.RecordAsync(storage, 12, "run-2028");
        await folder.RecordAsync(storage, 12, "run-2029");

        var entries = await EntriesAsync(storage);
        Assert.Equal(before, entries.Take(before.Count));
        Assert.Equal((before.Count, closed.Size - before.Count, entries.Count - closed.Size), (Count("2026"), Count("2027"), Count("2028")));
        var verdict = await storage.AuditLog.VerifyAsync(DataFolder.Cancel);
        Assert.Equal((AuditFault.None, (long)entries.Count), (verdict.Fault, verdict.Size));
        await AssertRestoredAsync(storage, verdict);
    }

    [Theory]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 3", "append only")]
    [InlineData("DELETE FROM audit_entry_2026", "append only")]
    [InlineData("UPDATE audit_entry_2026 SET kind = kind", "append only")]
    [InlineData("TRUNCATE audit_entry_2027", "append only")]
    [InlineData("INSERT INTO audit_entry_2027 SELECT 100, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry WHERE sequence = 3", "append only")]
    [InlineData("INSERT INTO audit_entry SELECT 100, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry WHERE sequence = 3", "no holes")]
    public async Task Partitions_refuse_what_the_log_refuses(string sql, string why)
    {
        await folder.PrepareAsync();
        await RunAsync($"{Script}; SELECT partition_audit_log('2026', '2027');");
        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync(sql));
        Assert.Contains(why, fault.MessageText, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<List<AuditEntry>> EntriesAsync(PlatformStorage storage) => [.. await storage.AuditLog.ReadEntriesAsync(0, 1000, DataFolder.Cancel)];

    private long Count(string year) => folder.Count($"audit_entry_{year}");

    private async Task RunAsync(string sql) => await PostgresServer.ExecuteAsync((await folder.PostgresAsync()).ConnectionString, $"BEGIN; SET LOCAL search_path = sicert; {sql} ; COMMIT");

    private async Task AssertRestoredAsync(PlatformStorage storage, AuditVerification expected)
    {
        using var another = folder.Another();
        var copy = Path.Combine(Path.GetDirectoryName(folder.Path)!, "copy");
        await storage.BackUpAsync(new BackupOptions { Out = copy }, null, DataFolder.Cancel);
        await PlatformStorage.RestoreAsync(new RestoreOptions { From = copy, Into = await another.OptionsAsync() }, folder.Time, null, DataFolder.Cancel);
        Assert.Equal(expected, await another.VerifyAsync());
    }
}
