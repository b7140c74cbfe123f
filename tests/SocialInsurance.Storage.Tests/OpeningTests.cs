using System.Text;
using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sqlite;

namespace SocialInsurance.Storage.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public async Task Folder_opens_again_with_everything_in_it()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        Assert.Equal(12, (await storage.Reader.ReadOverviewAsync(DataFolder.Cancel)).Beneficiaries);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Theory]
    [InlineData("field.key")]
    [InlineData("blind-index.key")]
    [InlineData("template.key")]
    [InlineData("audit-salt.key")]
    public async Task Missing_key_is_refused_and_never_made_anew(string file)
    {
        await folder.PrepareAsync();
        File.Delete(folder.File($"keys/{file}"));
        Assert.Equal(StorageFault.KeyMissing, (await folder.RefusedAsync()).Fault);
        Assert.False(File.Exists(folder.File($"keys/{file}")));
    }

    [Theory]
    [InlineData("field.key")]
    [InlineData("blind-index.key")]
    [InlineData("template.key")]
    [InlineData("audit-salt.key")]
    public async Task Key_of_another_installation_is_refused(string file)
    {
        await folder.PrepareAsync();
        using var other = new DataFolder();
        await other.PrepareAsync();
        File.Copy(other.File($"keys/{file}"), folder.File($"keys/{file}"), overwrite: true);
        Assert.Equal(StorageFault.KeyWrong, (await folder.RefusedAsync()).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sicert-key/1 Field 1 zz")]
    [InlineData("sicert-key/2 Field 1 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sicert-key/1 Template 1 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sicert-key/1 Field -1 0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Damaged_key_file_is_refused_without_repeating_it(string content)
    {
        await folder.PrepareAsync();
        await File.WriteAllTextAsync(folder.File("keys/field.key"), content, DataFolder.Cancel);
        var refused = await folder.RefusedAsync();
        Assert.Equal(StorageFault.KeyWrong, refused.Fault);
        Assert.DoesNotContain("0000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eligibility.db")]
    [InlineData("templates.db")]
    public async Task Missing_twin_of_the_databases_is_refused(string file)
    {
        await folder.PrepareAsync();
        File.Delete(folder.File(file));
        Assert.Equal(StorageFault.DatabaseMissing, (await folder.RefusedAsync()).Fault);
        Assert.False(File.Exists(folder.File(file)));
    }

    [Fact]
    public async Task First_start_interrupted_after_the_first_file_is_completed()
    {
        await folder.PrepareAsync();
        File.Delete(folder.File("eligibility.db"));
        await File.WriteAllBytesAsync(folder.File("templates.db"), [], DataFolder.Cancel);
        await using var storage = await folder.OpenAsync();
        Assert.Equal(AuditHead.Empty, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused()
    {
        await folder.PrepareAsync();
        await File.WriteAllTextAsync(folder.Database, new string('x', 8192), DataFolder.Cancel);
        Assert.Equal(StorageFault.NotADatabase, (await folder.RefusedAsync()).Fault);
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_left_alone()
    {
        await folder.PrepareAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(folder.Database);
        using (var connection = DataFolder.Connect(folder.Database))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "CREATE TABLE theirs (id INTEGER)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(StorageFault.NotADatabase, (await folder.RefusedAsync()).Fault);
        Assert.Equal(0, folder.Count("theirs"));
    }

    [Fact]
    public async Task Data_folder_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(folder.Path, "a file", DataFolder.Cancel);
        Assert.Equal(StorageFault.NotWritable, (await folder.RefusedAsync()).Fault);
    }

    [Fact]
    public async Task Newer_schema_is_refused()
    {
        await folder.PrepareAsync();
        folder.Tamper("INSERT INTO schema_migration VALUES (99, '0099_future.sql', zeroblob(32), 0)");
        var refused = await folder.RefusedAsync();
        Assert.Equal(StorageFault.NewerSchema, refused.Fault);
        Assert.Contains("0099_future.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_migration_is_refused()
    {
        await folder.PrepareAsync();
        folder.Tamper("UPDATE schema_migration SET checksum = zeroblob(32) WHERE version = 1");
        Assert.Equal(StorageFault.MigrationChanged, (await folder.RefusedAsync()).Fault);
    }

    [Fact]
    public async Task Migration_that_fails_leaves_the_database_as_it_was()
    {
        await folder.PrepareAsync();
        var file = new SqliteFile(folder.Database, new SqliteStorageOptions());
        var good = MigrationScript.Load("Sqlite");
        await using var connection = await file.OpenForWritingAsync(DataFolder.Cancel);
        var broken = new MigrationScript(good[^1].Version + 1, "next_broken.sql", "CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER);");
        await Assert.ThrowsAsync<SqliteException>(
            () => new MigrationRunner(file, [.. good, broken], folder.Time).RunAsync(connection, DataFolder.Cancel));
        var next = broken with { Name = "next.sql", Sql = "CREATE TABLE whole (id INTEGER)" };
        await new MigrationRunner(file, [.. good, next], folder.Time).RunAsync(connection, DataFolder.Cancel);
        Assert.Equal((good.Count + 1, 0), (folder.Count("schema_migration"), folder.Count("whole")));
        Assert.Throws<SqliteException>(() => folder.Count("half"));
    }

    [Fact]
    public async Task Write_lock_of_another_process_is_refused_by_name_and_released_later()
    {
        await using var storage = await OpenImpatientAsync();
        using (var intruder = DataFolder.Connect(folder.Database))
        {
            using var held = intruder.BeginTransaction(deferred: false);
            var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => folder.RegisterAsync(storage, 1));
            Assert.Equal(StorageFault.Locked, refused.Fault);
            Assert.Equal(StorageFault.Locked, (await folder.RefusedAsync()).Fault);
        }

        Assert.Equal(1, (await folder.RegisterAsync(storage, 1)).Added);
    }

    [Fact]
    public async Task Full_disk_is_refused_by_name_and_writes_nothing()
    {
        await using var storage = await folder.OpenAsync(maxSizeBytes: 1 << 20);
        await folder.RegisterAsync(storage, 10);
        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => folder.RegisterAsync(storage, 20_000));
        Assert.Equal(StorageFault.DiskFull, refused.Fault);
        Assert.Equal(before, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal(10, folder.Count("beneficiary"));
        Assert.Equal(10, (await folder.RecordAsync(storage, 10)).Recorded);
    }

    [Fact]
    public async Task Bad_options_are_refused_all_together()
    {
        var options = new SqliteStorageOptions { Folder = " ", BusyTimeoutSeconds = 0, MaxDatabaseSizeBytes = 1 };
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => SqliteStorage.OpenAsync(options, folder.Time, DataFolder.Cancel));
        Assert.All(["Folder", "BusyTimeoutSeconds", "MaxDatabaseSizeBytes"], name => Assert.Contains(name, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_writers_on_one_folder_lose_nothing_and_leave_no_hole()
    {
        await using var one = await folder.OpenAsync(busySeconds: 60);
        await using var other = await folder.OpenAsync(busySeconds: 60);
        await folder.RegisterAsync(one, 40);
        var runs = Enumerable.Range(0, 12).Select(number =>
            Task.Run(() => folder.RecordAsync(number % 2 == 0 ? one : other, 40, $"run-{number}"), DataFolder.Cancel));
        var results = await Task.WhenAll(runs);
        Assert.All(results, result => Assert.Equal(40, result.Recorded));
        Assert.Equal(480, folder.Count("decision"));
        Assert.Equal(10, folder.Count("review_case"));
        var verdict = await other.AuditLog.VerifyAsync(DataFolder.Cancel);
        Assert.True(verdict.Ok);
        Assert.Equal(1 + 12 + 480 + 10, verdict.Size);
    }

    [Fact]
    public async Task Two_writers_of_the_same_run_record_it_once()
    {
        await using var one = await folder.OpenAsync(busySeconds: 60);
        await using var other = await folder.OpenAsync(busySeconds: 60);
        await folder.RegisterAsync(one, 40);
        var results = await Task.WhenAll(
            Task.Run(() => folder.RecordAsync(one, 40), DataFolder.Cancel), Task.Run(() => folder.RecordAsync(other, 40), DataFolder.Cancel));
        Assert.Equal([0, 40], results.Select(result => result.Recorded).Order());
        Assert.Equal(40, folder.Count("decision"));
    }

    [Fact]
    public void Migrations_are_numbered_from_one_without_holes()
    {
        foreach (var name in new[] { "Sqlite", "SqliteTemplates" })
        {
            var scripts = MigrationScript.Load(name);
            Assert.NotEmpty(scripts);
            Assert.Equal(Enumerable.Range(1, scripts.Count), scripts.Select(script => script.Version));
            Assert.All(scripts, script => Assert.Equal(Sha256Digest.Of(Encoding.UTF8.GetBytes(script.Sql)), script.Checksum));
        }
    }

    public void Dispose() => folder.Dispose();

    private async Task<SqliteStorage> OpenImpatientAsync() => await folder.OpenAsync(busySeconds: 1);
}
