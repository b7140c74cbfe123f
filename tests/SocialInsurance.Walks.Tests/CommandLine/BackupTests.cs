using SocialInsurance.Walks.Tests.Durability;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>backup</c> while <c>serve</c> runs and is written to, and <c>restore</c> into an empty folder.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_of_a_running_service_restores_to_its_root_and_serves()
    {
        var scene = await ServiceScene.PrepareAsync(workspace);
        var book = new WriterBook();
        await using var service = scene.Serve(ServiceScene.WithoutFaces(workspace));
        using var clients = await scene.ConnectAsync(service);
        var writing = clients.WriteAsync(book);
        var made = (await RunAsync("backup", "--data", workspace.At("books"), "--out", workspace.At("copy"))).Json(exitCode: 0)
            .AssertHas("entries", "rootHash", "path", "files", "sizeBytes", "keys");
        service.Kill();
        await writing;

        var restored = (await RunAsync("restore", "--from", workspace.At("copy"), "--data", workspace.At("restored"))).Json(exitCode: 0)
            .AssertHas("entries", "rootHash", "files", "sizeBytes", "verified");
        var verified = (await RunAsync("audit", "verify", "--data", workspace.At("restored"))).Json(exitCode: 0);
        foreach (var (name, size) in (((string, string)[])[("entries", "size"), ("rootHash", "rootHash")]))
        {
            Assert.Equal(made.GetProperty(name).ToString(), restored.GetProperty(name).ToString());
            Assert.Equal(made.GetProperty(name).ToString(), verified.GetProperty(size).ToString());
        }

        Directory.Move(workspace.At("books"), workspace.At("lost"));
        Directory.Move(workspace.At("restored"), workspace.At("books"));
        await using var again = scene.Serve(ServiceScene.WithoutFaces(workspace));
        using var window = await scene.ConnectAsync(again);
        using var claim = await window.ClaimAsync(ServiceScene.Id(55));
        Assert.True(claim.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Backup_and_restore_refuse_what_they_cannot_do_with_where_expected_and_found()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        Assert.Equal("dataMissing", (await RunAsync("backup", "--data", workspace.At("nothing"), "--out", workspace.At("copy"))).Refused().Code);
        workspace.Write("short.pass", "short\n");
        Assert.Equal("backupKeysNotOpened", (await RunAsync("backup", "--data", workspace.At("books"), "--out", workspace.At("copy"), "--passphrase-file", workspace.At("short.pass"))).Refused().Code);
        (await RunAsync("backup", "--data", workspace.At("books"), "--out", workspace.At("copy"), "--passphrase-file", "p", "--without-keys")).AssertExit(2);
        Assert.False(Directory.Exists(workspace.At("copy")));

        workspace.Write("backup.pass", "correct horse battery\n");
        var sealedKeys = (await RunAsync("backup", "--data", workspace.At("books"), "--out", workspace.At("copy"), "--passphrase-file", workspace.At("backup.pass"))).Json(exitCode: 0);
        Assert.Equal("Sealed", sealedKeys.GetProperty("keys").GetString());
        Assert.Equal("backupPlaceTaken", (await RunAsync("backup", "--data", workspace.At("books"), "--out", workspace.At("copy"))).Refused().Code);
        Assert.Equal("backupNotABackup", (await RunAsync("restore", "--from", workspace.At("books"), "--data", workspace.At("restored"))).Refused().Code);
        Assert.Equal("backupKeysNotOpened", (await RunAsync("restore", "--from", workspace.At("copy"), "--data", workspace.At("restored"))).Refused().Code);
        Assert.Equal("backupPlaceTaken", (await RunAsync("restore", "--from", workspace.At("copy"), "--data", workspace.At("books"))).Refused().Code);
        (await RunAsync("restore", "--from", workspace.At("copy"), "--data", workspace.At("restored"), "--passphrase-file", workspace.At("backup.pass"))).AssertExit(0);
        Assert.False(File.Exists(workspace.At("restored", "keys.sealed")));
    }

    public void Dispose() => workspace.Dispose();

    private Task<SicertResult> RunAsync(params string[] arguments) => workspace.RunAsync([.. arguments, "--json"]);
}
