using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Tests;

/// <summary>What only files can do: be missing, be foreign, be too small a disk.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly DataFolder folder = new();

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
        var options = new StorageOptions { Folder = " ", BusyTimeoutSeconds = 0, MaxDatabaseSizeBytes = 1 };
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => PlatformStorage.OpenAsync(options, folder.Time, DataFolder.Cancel));
        Assert.All(["Folder", "BusyTimeoutSeconds", "MaxDatabaseSizeBytes"], name => Assert.Contains(name, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_file_holds_a_number_or_a_name_in_plain_while_open_or_closed()
    {
        await using (var storage = await folder.OpenAsync())
        {
            await folder.RegisterAsync(storage, 50);
            await folder.RecordAsync(storage, 50);
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
            PlainText.AssertAbsent(folder.Path, mustContain: "eligibility.db-wal");
        }

        PlainText.AssertAbsent(folder.Path, mustContain: "eligibility.db");
    }

    [Fact]
    public async Task Templates_file_names_no_beneficiary_and_holds_no_plain_template()
    {
        await using (var storage = await folder.OpenAsync())
        {
            await folder.RegisterAsync(storage, 8);
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
        }

        var bytes = await File.ReadAllBytesAsync(folder.File("templates.db"), DataFolder.Cancel);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("B000007"u8));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(EnrolmentTests.Template(3).AsSpan(0, 64)));
    }

    public void Dispose() => folder.Dispose();
}
