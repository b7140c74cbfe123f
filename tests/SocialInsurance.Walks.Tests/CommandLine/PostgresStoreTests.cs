using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests;

/// <summary>The verbs over a data folder whose database is a PostgreSQL server.</summary>
public sealed class PostgresStoreTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Templates = 600;
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verb_rotates_the_key_while_another_process_writes_and_the_log_stays_whole()
    {
        await ConfigureAsync();
        await using var books = await Books.OpenAsync(workspace);
        for (var number = 0; number < Templates; number++)
        {
            await books.Storage.Templates.StoreAsync(IdOf(number), new ProtectedTemplate(0, Template(number)), Cancel);
        }

        await using var rotating = SicertProcess.Start(workspace.Root, ["templates", "rotate", "--data", workspace.At("books"), "--json"]);
        var register = new RegisterBeneficiaries(books.Storage.Store, books.Time);
        var written = 0;
        do
        {
            await register.ExecuteAsync(Sha256Digest.Of(BitConverter.GetBytes(written++)), "register", [], Cancel);
        }
        while (!rotating.HasExited);
        Assert.Equal(Templates, (await rotating.EndAsync()).Json(exitCode: 0).GetProperty("turned").GetInt32());
        var verdict = (await workspace.RunAsync("audit", "verify", "--data", workspace.At("books"), "--json")).Json(exitCode: 0);
        Assert.Equal((true, written + 2), (verdict.GetProperty("ok").GetBoolean(), verdict.GetProperty("size").GetInt32()));
        Assert.False(File.Exists(workspace.At("books", "eligibility.db")));
    }

    [Fact]
    public async Task Connection_comes_from_the_environment_and_its_absence_is_refused_by_name()
    {
        var connection = await server.CreateDatabaseAsync();
        await ConfigureAsync(connection);
        await using (await Books.OpenAsync(workspace))
        {
        }

        File.Delete(workspace.At("books", "storage.json"));
        string[] verify = ["audit", "verify", "--data", workspace.At("books"), "--json"];
        (await SicertProcess.RunAsync(workspace.Root, verify, ("SICERT_POSTGRES", connection))).AssertExit(0);
        Assert.Equal("storageMisconfigured", CodeOf(await workspace.RunAsync(verify)));
    }

    [Fact]
    public async Task Server_that_is_not_there_is_refused_without_the_secret()
    {
        await ConfigureAsync();
        await using (await Books.OpenAsync(workspace))
        {
        }

        var nowhere = "Host=127.0.0.1;Port=1;Database=province;Username=sicert;Password=hidden-word";
        var run = await SicertProcess.RunAsync(workspace.Root, ["audit", "verify", "--data", workspace.At("books"), "--json"], ("SICERT_POSTGRES", nowhere));
        Assert.Equal("storageUnavailable", CodeOf(run));
        Assert.DoesNotContain("hidden-word", run.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    private static string? CodeOf(SicertResult refused) => refused.Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString();

    private static byte[] Template(int number) => [.. Enumerable.Range(0, 512).SelectMany(index => BitConverter.GetBytes(number + 1 + (index / 7f)))];

    private static ReferenceId IdOf(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private async Task ConfigureAsync(string? connection = null)
    {
        Directory.CreateDirectory(workspace.At("books"));
        workspace.Write(Path.Combine("books", "connection"), connection ?? await server.CreateDatabaseAsync());
        await File.WriteAllTextAsync(workspace.At("books", "storage.json"), """{ "postgres": { "connectionFile": "connection" } }""", Cancel);
    }
}
