using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Tests.Backups;

/// <summary>From version 6 forward, and back to it: the copy that an opening takes before its first script.</summary>
public sealed class WayBackTests : IDisposable
{
    private const string OldRoot = "eaa445d8cba5ac76f32c46601b05e48050172aa4606616d9bd1fce822cf08b95";
    private readonly DataFolder folder = new();
    private readonly DataFolder back = new();

    [Fact]
    public async Task Opening_of_an_old_store_takes_a_copy_and_the_copy_brings_the_old_program_back()
    {
        await PrepareAsync();
        var before = Dump(folder);
        await using (var storage = await folder.OpenAsync())
        {
            Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
            await folder.RegisterAsync(storage, 5); // a record of the new program
        }

        var copy = Assert.Single(Directory.GetDirectories(folder.File("backups")));
        Assert.False(Directory.Exists(Path.Combine(copy, "keys")));
        var restored = await PlatformStorage.RestoreAsync(
            new RestoreOptions { From = copy, Into = await back.OptionsAsync(), KeysFolder = folder.File("keys"), AsTheyAre = true }, folder.Time, null, DataFolder.Cancel);
        Assert.Equal((59L, OldRoot, false), (restored.Entries, restored.RootHash.ToString(), restored.Verified));
        Assert.Equal(before, Dump(back));
        Assert.Equal((long)OldStore.Version, back.Intruder.Read<long>("SELECT MAX(version) FROM schema_migration"));

        await using var forward = await back.OpenAsync();
        var verdict = await forward.AuditLog.VerifyAsync(DataFolder.Cancel);
        Assert.Equal((true, 59L, OldRoot), (verdict.Ok, verdict.Size, verdict.RootHash.ToString()));
    }

    [Fact]
    public async Task Opening_that_was_killed_after_its_copy_takes_another_within_the_same_second()
    {
        await OldStore.PrepareAsync(back);
        await (await back.OpenAsync()).DisposeAsync();
        var whole = folder.File(Path.Combine("backups", Path.GetFileName(Assert.Single(Directory.GetDirectories(back.File("backups"))))));

        await PrepareAsync();
        Directory.CreateDirectory(whole);
        await File.WriteAllTextAsync(Path.Combine(whole, "backup.json"), "of the opening before", DataFolder.Cancel);
        await using var storage = await folder.OpenAsync();

        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Equal([whole, whole + "-2"], Directory.GetDirectories(folder.File("backups")).Order(StringComparer.Ordinal));
        Assert.Equal("of the opening before", await File.ReadAllTextAsync(Path.Combine(whole, "backup.json"), DataFolder.Cancel));
    }

    [Fact]
    public async Task Store_that_is_up_to_date_is_not_copied()
    {
        await folder.PrepareAsync();
        await folder.PrepareAsync();
        Assert.False(Directory.Exists(folder.File("backups")));
    }

    [Fact]
    public async Task Copy_that_cannot_be_written_leaves_the_old_store_as_it_was()
    {
        await PrepareAsync();
        var before = Dump(folder);
        await File.WriteAllTextAsync(folder.File("backups"), "a file where the folder should be", DataFolder.Cancel);
        Assert.Equal(StorageFault.NotWritable, (await folder.RefusedAsync()).Fault);
        Assert.Equal(before, Dump(folder));
    }

    [Fact]
    public async Task Store_of_a_newer_program_is_refused_before_anything_is_copied_or_changed()
    {
        await folder.PrepareAsync();
        folder.Tamper("INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (9999, '9999_future.sql', zeroblob(32), 1)");
        var refused = await folder.RefusedAsync();
        Assert.Equal(StorageFault.NewerSchema, refused.Fault);
        Assert.Contains("9999", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("backups")));
    }

    public void Dispose()
    {
        folder.Dispose();
        back.Dispose();
    }

    private static List<string> Dump(DataFolder folder)
    {
        using var connection = folder.Intruder.Connect();
        using var tables = connection.CreateCommand();
        tables.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        List<string> names = [];
        using (var reader = tables.ExecuteReader())
        {
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }
        }

        List<string> rows = [];
        foreach (var name in names)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {name} ORDER BY 1, 2";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add($"{name}|" + string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(column).ToString())));
            }
        }

        return rows;
    }

    private Task PrepareAsync() => OldStore.PrepareAsync(folder);
}
