using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>A server of its own that is stopped, killed and paused under an open store, and whose files are read.</summary>
public sealed class PostgresOutageTests : IAsyncDisposable
{
    private readonly PostgresServer server = new();
    private readonly DataFolder folder;

    public PostgresOutageTests() => folder = new DataFolder(server);

    [Fact]
    public async Task Server_stopped_is_refused_by_name_and_the_open_store_recovers_alone()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await server.CommandAsync("stop");
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageRefusedException>(() => folder.RecordAsync(storage, 12))).Fault);
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Reader.ReadOverviewAsync(DataFolder.Cancel))).Fault);
        await server.CommandAsync("start");
        Assert.Equal(12, (await storage.Reader.ReadOverviewAsync(DataFolder.Cancel)).Beneficiaries);
        Assert.Equal(12, (await folder.RecordAsync(storage, 12)).Recorded);
    }

    [Fact]
    public async Task Server_restarted_between_two_operations_is_not_noticed()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await storage.Reader.ReadOverviewAsync(DataFolder.Cancel);
        foreach (var end in (string[])["stop", "kill"])
        {
            await server.CommandAsync(end);
            await server.CommandAsync("start");
            Assert.Equal(12, (await storage.Reader.ReadOverviewAsync(DataFolder.Cancel)).Beneficiaries);
            Assert.Equal(12, (await folder.RecordAsync(storage, 12, end)).Recorded);
        }
    }

    [Fact]
    public async Task Server_killed_in_the_middle_of_a_run_leaves_nothing_of_it()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 9000);
        var before = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        var decisions = Enumerable.Range(0, 9000).Select(number =>
        {
            if (number == 8500)
            {
                server.CommandAsync("kill").GetAwaiter().GetResult();
            }

            return DataFolder.Decision(number);
        });
        var record = new RecordSilentDecisions(storage.Store, folder.Time);
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => record.ExecuteAsync(DataFolder.Run(), decisions, DataFolder.Cancel));
        Assert.Equal(StorageFault.Unavailable, refused.Fault);
        await server.CommandAsync("start");
        Assert.Equal(before, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        string[] tables = ["comparison_run", "decision", "certification_period", "review_case", "review_case_event"];
        Assert.All(tables, table => Assert.Equal(0, folder.Count(table)));
        Assert.Equal(12, (await folder.RecordAsync(storage, 12)).Recorded);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_refused_in_time_and_serves_again_when_it_does()
    {
        var impatient = await folder.PostgresAsync() with { CommandTimeoutSeconds = 1, ConnectTimeoutSeconds = 1 };
        await using var storage = await PlatformStorage.OpenAsync(
            new StorageOptions { Folder = folder.Path, BusyTimeoutSeconds = 1, Postgres = impatient }, folder.Time, DataFolder.Cancel);
        await folder.RegisterAsync(storage, 12);
        await server.CommandAsync("pause");
        var (read, write) = (
            await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Reader.ReadOverviewAsync(DataFolder.Cancel)),
            await Assert.ThrowsAsync<StorageRefusedException>(() => folder.RecordAsync(storage, 12)));
        await server.CommandAsync("resume");
        Assert.Equal((StorageFault.Unavailable, StorageFault.Unavailable), (read.Fault, write.Fault));
        Assert.Equal(12, (await storage.Reader.ReadOverviewAsync(DataFolder.Cancel)).Beneficiaries);
        Assert.Equal(12, (await folder.RecordAsync(storage, 12)).Recorded);
    }

    [Fact]
    public async Task No_file_of_the_server_holds_a_number_or_a_name_in_plain()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 50);
        await folder.RecordAsync(storage, 50);
        await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
        await PostgresServer.ExecuteAsync((await folder.PostgresAsync()).ConnectionString, "CHECKPOINT");
        PlainText.AssertAbsent(server.Folder, mustContain: "log");
        PlainText.AssertAbsent(folder.Path, mustContain: "field.key");
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await server.DisposeAsync();
    }
}
