namespace SocialInsurance.Walks.Tests;

/// <summary><c>keys</c> and <c>retention</c> from outside.</summary>
public sealed class AtRestTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Keys_are_listed_and_rotated_and_the_log_stays_whole()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        var listed = (await RunAsync("keys", "list")).Json(exitCode: 0);
        Assert.Equal(("international", "dataFolder", 0), (
            listed.GetProperty("suite").GetString(), listed.GetProperty("keyEncryption").GetProperty("place").GetString(), listed.GetProperty("notWrapped").GetInt32()));
        Assert.Equal(
            ["auditSalt", "blindIndex"],
            listed.GetProperty("keys").EnumerateArray().Where(key => !key.GetProperty("rotates").GetBoolean()).Select(key => key.GetProperty("purpose").GetString()));

        Assert.Equal(5, (await RunAsync("keys", "rotate", "kek")).Json(exitCode: 0).GetProperty("rewrapped").GetInt32());
        Assert.Equal(2, (await RunAsync("keys", "rotate", "field")).Json(exitCode: 0).GetProperty("key").GetInt32());
        Assert.True((await RunAsync("audit", "verify")).Json(exitCode: 0).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Table_of_terms_beside_the_data_counts_and_a_term_outside_the_law_is_refused_at_its_place()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        var dry = (await RunAsync("retention", "--dry-run")).Json(exitCode: 0);
        Assert.Equal(("retention-2026.1", true, 0), (dry.GetProperty("table").GetString(), dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("due").GetInt32()));

        var file = workspace.Write("retention.yaml", "version: x\neffectiveFrom: 2026-11-01\nkinds:\n  - { kind: rawFrames, keep: 1 days, zh: a, en: a, basisZh: a, basisEn: a }\n");
        var refused = (await workspace.RunAsync("retention", "--check", file, "--json")).Json(exitCode: 3).GetProperty("error");
        Assert.Equal(("retention", 4, "0 days", "1 days"), (
            refused.GetProperty("code").GetString(), refused.GetProperty("line").GetInt32(), refused.GetProperty("expected").GetString(), refused.GetProperty("found").GetString()));
    }

    public void Dispose() => workspace.Dispose();

    private Task<SicertResult> RunAsync(params string[] arguments) => workspace.RunAsync([.. arguments, "--data", workspace.At("books"), "--json"]);
}
