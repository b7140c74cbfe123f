using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Several instances on one database, and what only a server can refuse.</summary>
public sealed class PostgresInstanceTests(PostgresServer server) : IDisposable
{
    private readonly DataFolder folder = new(server);

    [Fact]
    public async Task Instances_that_start_at_once_on_an_empty_database_all_succeed()
    {
        await folder.PostgresAsync();
        var instances = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => folder.OpenAsync(busySeconds: 60), DataFolder.Cancel)));
        foreach (var (instance, number) in instances.Select((instance, number) => (instance, number)))
        {
            await folder.RecordAfterRegisterAsync(instance, number);
        }

        Assert.True((await folder.VerifyAsync()).Ok);
        Assert.Equal(folder.Migrations(templates: false).Count, folder.Count("schema_migration"));
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    [Fact]
    public async Task Instances_that_write_at_once_leave_neither_hole_nor_fork_and_every_head_is_in_the_last()
    {
        await using var one = await folder.OpenAsync(busySeconds: 120);
        await using var other = await folder.OpenAsync(busySeconds: 120);
        await folder.RegisterAsync(one, 40);
        var heads = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(
            async () => (await folder.RecordAsync(number % 2 == 0 ? one : other, 40, $"run-{number}")).Head!.Value, DataFolder.Cancel)));
        var last = await one.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        Assert.Equal(last, await other.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal(heads.Length, heads.Select(head => head.Size).Distinct().Count());
        foreach (var head in heads)
        {
            var proof = await other.AuditLog.ProveConsistencyAsync(head.Size, DataFolder.Cancel);
            Assert.True(MerkleTree.ProvesConsistency(head.Size, head.RootHash, last.Size, last.RootHash, proof!.Proof));
        }

        Assert.True((await other.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Theory]
    [InlineData("17", true)]
    [InlineData("17, 18, 19", true)]
    [InlineData("18", false)]
    [InlineData("17, 19", false)]
    [InlineData("-1", false)]
    [InlineData("19, 18", false)]
    public async Task Entries_are_taken_only_when_they_follow_the_last_without_a_gap(string sequences, bool taken)
    {
        await folder.PrepareAsync();
        using var connection = folder.Intruder.Connect();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"INSERT INTO audit_entry SELECT given, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry, unnest(ARRAY[{sequences}]::bigint[]) given WHERE sequence = 3";
        var fault = Record.Exception(() => command.ExecuteNonQuery());
        Assert.Equal(taken, fault is null);
        Assert.Contains(taken ? string.Empty : "no holes", fault?.Message ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_keeps_its_snapshot_while_another_instance_commits_and_cannot_write()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await using var database = await folder.Intruder.OpenRawAsync(templates: false);
        var (before, after) = await database.ReadAsync(
            async session =>
            {
                var first = await session.FindAsync("SELECT COUNT(*) FROM decision", static row => row.GetInt64(0), DataFolder.Cancel);
                await folder.RecordAsync(storage, 4);
                return (first, await session.FindAsync("SELECT COUNT(*) FROM decision", static row => row.GetInt64(0), DataFolder.Cancel));
            },
            DataFolder.Cancel);
        Assert.Equal((0, 0), (before, after));
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(
            () => database.ReadAsync(session => session.ExecuteAsync("UPDATE beneficiary SET due_on = 0", DataFolder.Cancel), DataFolder.Cancel));
        Assert.Equal(StorageFault.NotWritable, refused.Fault);
    }

    [Fact]
    public async Task Instance_with_keys_of_another_installation_is_refused()
    {
        await folder.PrepareAsync();
        using var stranger = new DataFolder();
        await stranger.PrepareAsync();
        var options = new StorageOptions { Folder = Path.Combine(stranger.Path, "inner"), Postgres = await folder.PostgresAsync() };
        Assert.Equal(StorageFault.KeyMissing, (await RefusedAsync(options)).Fault);
        Directory.Delete(Path.Combine(options.Folder, "keys"));
        Directory.Move(stranger.File("keys"), Path.Combine(options.Folder, "keys"));
        Assert.Equal(StorageFault.KeyWrong, (await RefusedAsync(options)).Fault);
    }

    [Fact]
    public async Task Empty_database_behind_a_folder_that_was_in_use_is_refused_and_stays_empty()
    {
        await folder.PrepareAsync();
        folder.Intruder.Empty();
        Assert.Equal(StorageFault.DatabaseMissing, (await folder.RefusedAsync()).Fault);
        Assert.Equal(0, folder.Count("key_fingerprint"));
    }

    [Fact]
    public async Task Folder_keeps_to_the_database_that_it_began_with()
    {
        await folder.PrepareAsync();
        Assert.Equal(StorageFault.Misconfigured, (await RefusedAsync(new StorageOptions { Folder = folder.Path })).Fault);
        Assert.False(File.Exists(folder.Database));
        using var files = new DataFolder();
        await files.PrepareAsync();
        var options = new StorageOptions { Folder = files.Path, Postgres = await folder.PostgresAsync() };
        Assert.Equal(StorageFault.Misconfigured, (await RefusedAsync(options)).Fault);
    }

    [Fact]
    public async Task Schema_of_another_program_is_refused_and_left_alone()
    {
        var postgres = await folder.PostgresAsync();
        await PostgresServer.ExecuteAsync(postgres.ConnectionString, "CREATE SCHEMA sicert; CREATE TABLE sicert.theirs (id INTEGER)");
        Assert.Equal(StorageFault.NotADatabase, (await folder.RefusedAsync()).Fault);
        Assert.Equal(0, folder.Count("theirs"));
        Assert.False(Directory.Exists(folder.File("keys")));
    }

    [Fact]
    public async Task Database_with_another_encoding_is_refused()
    {
        var postgres = await folder.PostgresAsync();
        await PostgresServer.ExecuteAsync(postgres.ConnectionString, "CREATE DATABASE latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        var latin = postgres.ConnectionString.Replace("Database=test", "Database=latin1;Application Name=test", StringComparison.Ordinal);
        Assert.Equal(StorageFault.NotADatabase, (await RefusedAsync(new StorageOptions { Folder = folder.Path, Postgres = postgres with { ConnectionString = latin } })).Fault);
        await server.DropDatabaseAsync(latin);
    }

    [Theory]
    [InlineData("Password=", "Password=wrong", StorageFault.NotPermitted)]
    [InlineData("Database=", "Database=nowhere", StorageFault.DatabaseMissing)]
    [InlineData("Port=", "Port=1", StorageFault.Unavailable)]
    [InlineData("Host=", "Host=nowhere.invalid", StorageFault.Unavailable)]
    public async Task Server_that_cannot_be_used_is_refused_by_name_without_the_secret(string member, string wrong, StorageFault fault)
    {
        var postgres = await folder.PostgresAsync();
        var parts = postgres.ConnectionString.Split(';').Select(part => part.StartsWith(member, StringComparison.Ordinal) ? wrong : part);
        var password = postgres.ConnectionString.Split(';').Single(part => part.StartsWith("Password=", StringComparison.Ordinal))[9..];
        var refused = await RefusedAsync(new StorageOptions { Folder = folder.Path, Postgres = postgres with { ConnectionString = string.Join(';', parts) } });
        Assert.Equal(fault, refused.Fault);
        Assert.DoesNotContain(password, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Password", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_that_may_only_add_runs_the_platform_and_can_change_nothing_audited()
    {
        await folder.PrepareAsync();
        var owner = await folder.PostgresAsync();
        var limited = owner with { ConnectionString = await LimitedRole.CreateAsync(owner) };
        await using (var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = folder.Path, Postgres = limited }, folder.Time, DataFolder.Cancel))
        {
            await folder.RecordAsync(storage, 12, "run-2");
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(1), 1);
            await storage.RotateTemplateKeyAsync(dropOlder: true, null, DataFolder.Cancel);
            Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        }

        foreach (var sql in new[] { "DELETE FROM decision", "UPDATE audit_entry SET kind = kind", "DROP TRIGGER append_only ON decision", "TRUNCATE audit_checkpoint", "CREATE TABLE mine (id BIGINT)" })
        {
            await using var database = await new PostgresIntruder(limited).OpenRawAsync(templates: false);
            var refused = await Assert.ThrowsAsync<StorageRefusedException>(
                () => database.WriteAsync(session => session.ExecuteAsync(sql, DataFolder.Cancel), DataFolder.Cancel));
            Assert.Equal(StorageFault.NotPermitted, refused.Fault);
        }
    }

    [Fact]
    public async Task Templates_lie_in_a_database_of_their_own_when_one_is_named()
    {
        var postgres = await folder.PostgresAsync();
        var faces = await server.CreateDatabaseAsync();
        var options = new StorageOptions { Folder = folder.Path, Postgres = postgres with { TemplatesConnectionString = faces } };
        await using (var storage = await PlatformStorage.OpenAsync(options, folder.Time, DataFolder.Cancel))
        {
            await folder.RegisterAsync(storage, 3);
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(1), 1);
        }

        const string schemas = "SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'sicert%'";
        Assert.Equal("sicert", folder.Intruder.Read<string>(schemas));
        Assert.Equal("sicert_templates", new PostgresIntruder(postgres with { ConnectionString = faces }).Read<string>(schemas));
        await server.DropDatabaseAsync(faces);
    }

    [Fact]
    public async Task Table_that_is_gone_is_refused_as_a_foreign_schema()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        folder.Tamper("DROP TABLE review_case CASCADE");
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Reader.ReadOverviewAsync(DataFolder.Cancel));
        Assert.Equal(StorageFault.NotADatabase, refused.Fault);
    }

    public void Dispose() => folder.Dispose();

    private Task<StorageRefusedException> RefusedAsync(StorageOptions options) =>
        Assert.ThrowsAsync<StorageRefusedException>(async () => await PlatformStorage.OpenAsync(options, folder.Time, DataFolder.Cancel));
}
