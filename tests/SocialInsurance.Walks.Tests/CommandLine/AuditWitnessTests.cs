namespace SocialInsurance.Walks.Tests;

/// <summary><c>audit export</c> and <c>audit check</c>: a store that was rolled back is whole in itself; only the witness can tell.</summary>
public sealed class AuditWitnessTests : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Store_rolled_back_to_an_older_copy_verifies_but_not_before_the_witness()
    {
        await AddEntriesAsync();
        CopyFolder(workspace.At("books"), workspace.At("older"));
        await AddEntriesAsync();
        var exported = (await workspace.RunAsync("audit", "export", "--data", "books", "--out", "witness", "--json")).Json(exitCode: 0)
            .AssertHas("ok", "size", "rootHash", "heads", "firstBadEntry");
        var keys = Path.Combine("books", "keys", "receipt-1.pub.pem");

        var verified = (await workspace.RunAsync("audit", "verify", "--data", "books", "--json")).Json(exitCode: 0);
        Assert.Equal(verified.GetProperty("rootHash").GetString(), exported.GetProperty("rootHash").GetString());
        Assert.True((await workspace.RunAsync("audit", "check", "witness", "--keys", keys, "--data", "books", "--json")).Json(exitCode: 0).GetProperty("signaturesChecked").GetBoolean());
        (await workspace.RunAsync("audit", "verify", "--data", "older")).AssertExit(0);
        var older = (await workspace.RunAsync("audit", "check", "witness", "--keys", keys, "--data", "older", "--json")).Json(exitCode: 4);
        Assert.Equal("LogShorter", older.GetProperty("fault").GetString(), ignoreCase: true);
        (await workspace.RunAsync("audit", "export", "--data", "older", "--out", "witness")).AssertExit(4);
        Assert.Contains("副本完整", (await workspace.RunAsync("audit", "check", "witness")).AssertExit(0).Out, StringComparison.Ordinal);
        (await workspace.RunAsync("audit", "check", "elsewhere")).AssertExit(4);
    }

    /// <summary>A rotation of the templates' key puts entries into the log.</summary>
    private async Task AddEntriesAsync()
    {
        await using (await Books.OpenAsync(workspace))
        {
        }

        (await workspace.RunAsync("templates", "rotate", "--data", "books")).AssertExit(0);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
