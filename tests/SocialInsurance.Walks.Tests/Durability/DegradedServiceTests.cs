using System.Diagnostics;
using System.Net;
using System.Text.Json;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary><c>serve</c> over a disk that is full or fails, and with models that are damaged: what it refuses, what it goes on with, what its health says.</summary>
public sealed class DegradedServiceTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_full_or_failing_is_refused_politely_and_the_service_recovers_alone()
    {
        var disk = await FaultyDisk.BuildAsync(workspace);
        var scene = await ServiceScene.PrepareAsync(workspace);
        List<string> answered = [];
        await using (var service = scene.Serve([.. disk.Environment, ServiceScene.WithoutFaces(workspace)]))
        {
            using var clients = await scene.ConnectAsync(service);
            foreach (var (kind, named, first) in (((string, string, int)[])[("enospc", "diskFull", 100), ("eio", "damaged", 200)]))
            {
                await ClaimedAsync(clients, first, answered);
                disk.Fail(kind);
                await RefusedAsync(clients, first + 1);
                using (var read = await clients.ReadAsync("/api/v1/overview"))
                {
                    Assert.Equal(HttpStatusCode.OK, read.StatusCode);
                }

                var health = await clients.HealthAsync();
                Assert.Equal(("serving", named), (health.GetProperty("status").GetString(), health.GetProperty("store").GetProperty("fault").GetString()));
                disk.Heal();
                await HealthyAgainAsync(clients);
                await ClaimedAsync(clients, first + 2, answered);
                await ClaimedAsync(clients, first + 1, answered); // what was refused may be asked again as it stands
            }

            service.Kill();
            var said = await service.EndAsync();
            Assert.DoesNotContain("P000", said.Error, StringComparison.Ordinal);
        }

        await using var storage = await ServiceScene.OpenAsync(workspace);
        Assert.True((await storage.AuditLog.VerifyAsync(Cancel)).Ok);
        foreach (var person in answered)
        {
            Assert.Single(await storage.Cases.ListOfAsync(new BeneficiaryId(person), Cancel), row => row.Kind == FindingKind.AliveClaim);
        }
    }

    [Fact]
    public async Task Database_away_is_said_by_health_and_refused_politely_until_it_is_back()
    {
        Directory.CreateDirectory(workspace.At("books"));
        workspace.Write(Path.Combine("books", "connection"), await server.CreateDatabaseAsync());
        workspace.Write(Path.Combine("books", "storage.json"), """{ "postgres": { "connectionFile": "connection", "connectTimeoutSeconds": 2 } }""");
        var scene = await ServiceScene.PrepareAsync(workspace);
        await using var service = scene.Serve(ServiceScene.WithoutFaces(workspace));
        using var clients = await scene.ConnectAsync(service);
        await ClaimedAsync(clients, 400, []);
        await server.CommandAsync("stop");
        await RefusedAsync(clients, 401);
        Assert.Equal("unavailable", (await clients.HealthAsync()).GetProperty("store").GetProperty("fault").GetString());
        await server.CommandAsync("start");
        await HealthyAgainAsync(clients);
        await ClaimedAsync(clients, 401, []);
        Assert.False(service.HasExited);
    }

    [Fact]
    public async Task Hogs_on_every_processor_slow_the_service_and_stop_nothing()
    {
        var scene = await ServiceScene.PrepareAsync(workspace);
        await using var service = scene.Serve(ServiceScene.WithoutFaces(workspace));
        using var clients = await scene.ConnectAsync(service);
        var hogs = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"])).ToList();
        try
        {
            for (var number = 500; number < 505; number++)
            {
                await ClaimedAsync(clients, number, []);
            }

            Assert.Equal("serving", (await clients.HealthAsync()).GetProperty("status").GetString());
        }
        finally
        {
            hogs.ForEach(hog => hog.Kill());
        }
    }

    [Fact]
    public async Task Model_that_is_damaged_closes_the_way_by_face_and_no_other()
    {
        var scene = await ServiceScene.PrepareAsync(workspace);
        await DamageAsync(ModelCatalog.Open());
        await using var service = scene.Serve((ModelCatalog.FolderVariable, workspace.At("models")));
        using var clients = await scene.ConnectAsync(service);
        var health = await clients.HealthAsync();
        Assert.Equal(("serving", "closed"), (health.GetProperty("status").GetString(), health.GetProperty("faces").GetString()));
        await ClaimedAsync(clients, 300, []);
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>A models folder of links to the installed weights, one of them a file with one bit changed.</summary>
    private async Task DamageAsync(ModelCatalog installed)
    {
        foreach (var file in installed.Manifest.Models.Select(model => model.File).Append(ModelManifest.FileName))
        {
            var link = workspace.At("models", file);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetFullPath(Path.Combine(installed.Folder, file)));
        }

        var damaged = workspace.At("models", installed.Manifest.Models.Single(model => model.Task == ModelTask.Template).File);
        var bytes = await File.ReadAllBytesAsync(damaged, Cancel);
        bytes[^1] ^= 1;
        File.Delete(damaged); // a link, which must not be written through
        await File.WriteAllBytesAsync(damaged, bytes, Cancel);
    }

    private static async Task ClaimedAsync(ServiceClients clients, int number, List<string> answered)
    {
        using var answer = await clients.ClaimAsync(ServiceScene.Id(number));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"expected Created, found {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        answered.Add(ServiceScene.Id(number));
    }

    private static async Task RefusedAsync(ServiceClients clients, int number)
    {
        using var answer = await clients.ClaimAsync(ServiceScene.Id(number));
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"expected 503, found {answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("unavailable", JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.DoesNotContain(ServiceScene.Id(number), text, StringComparison.Ordinal);
        Assert.DoesNotContain("eligibility.db", text, StringComparison.Ordinal);
    }

    private static async Task HealthyAgainAsync(ServiceClients clients)
    {
        for (var patience = 0; (await clients.HealthAsync()).GetProperty("store").ValueKind != JsonValueKind.Null; patience++)
        {
            Assert.True(patience < 100, "health never said that writes work again");
            await Task.Delay(200, Cancel);
        }
    }
}
