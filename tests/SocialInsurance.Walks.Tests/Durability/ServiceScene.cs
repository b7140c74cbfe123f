using System.Net;
using System.Net.Sockets;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Staff;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>A data folder with people, cases, a caseworker and a partner, and <c>serve</c> over it.</summary>
internal sealed class ServiceScene(Workspace workspace, string partnerKey, IReadOnlyList<(string Person, CaseId Case)> cases)
{
    public const string Account = "cw-1";
    public const string Password = "correct horse 4 staple";
    public const int People = 6_000;
    private const int Cases = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string PartnerKey => partnerKey;

    public IReadOnlyList<(string Person, CaseId Case)> OpenCases => cases;

    /// <summary>Where clients go: the service itself, or what stands before several.</summary>
    public Uri Http { get; set; } = new($"http://127.0.0.1:{FreePort()}");

    public Uri Grpc { get; set; } = new($"http://127.0.0.1:{FreePort()}");

    public static Task<PlatformStorage> OpenAsync(Workspace workspace) =>
        PlatformStorage.OpenAsync(StorageConfiguration.Read(workspace.At("books"), _ => null), TimeProvider.System, Cancel);

    public static async Task<ServiceScene> PrepareAsync(Workspace workspace)
    {
        await using var storage = await OpenAsync(workspace);
        var clock = TimeProvider.System;
        await new RegisterBeneficiaries(storage.Store, clock).ExecuteAsync(Sha256Digest.Of("register"u8), "register", Enumerable.Range(0, People).Select(Person), Cancel);
        var asOf = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await new RecordSilentDecisions(storage.Store, clock).ExecuteAsync(
            new SilentRun(new RunId("run-1"), asOf, new PolicyReference("test", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of("decisions"u8)),
            Enumerable.Range(0, Cases).Select(number => Doubt(number, asOf)),
            Cancel);
        List<(string, CaseId)> cases = [];
        for (var number = 0; number < Cases; number++)
        {
            cases.Add((Id(number), Assert.Single(await storage.Cases.ListOfAsync(new BeneficiaryId(Id(number)), Cancel)).Id));
        }

        var accounts = new StaffAccounts(storage.Store, storage.Staff, new StaffPasswords(), clock);
        Assert.True(StaffPlace.TryCreate(string.Empty, string.Empty, string.Empty, out var place));
        var oneTime = (await accounts.CreateAsync(new CaseworkerId(Account), StaffRoles.Caseworker, new CaseworkerId("test"), place, Cancel)).OneTimePassword!;
        Assert.NotNull((await accounts.ChangePasswordAsync(new CaseworkerId(Account), oneTime, Password, Cancel)).Account);
        var partner = await new AddPartner(storage.Store, clock).ExecuteAsync(
            new NewPartner("示例公交", PartnerScope.Feeds, 1_000_000, [FeedGrantText.TryRead("bus_card:activity:account")!]), Cancel);
        return new ServiceScene(workspace, partner.Key!, cases);
    }

    public static string Id(int number) => $"P{number:D6}";

    /// <summary>Where no face is shown, no model need be loaded: a start costs a fraction.</summary>
    public static (string Name, string Value) WithoutFaces(Workspace workspace) => (ModelCatalog.FolderVariable, workspace.Root);

    public SicertProcess Serve(params (string Name, string Value)[] environment) => Serve(Http, Grpc, ["--no-jobs"], environment);

    public SicertProcess Serve(Uri http, Uri grpc, IEnumerable<string> more, params (string Name, string Value)[] environment) => SicertProcess.Start(
        workspace.Root, ["serve", "--data", workspace.At("books"), "--urls", http.ToString().TrimEnd('/'), grpc.ToString().TrimEnd('/'), "--second-factor", "none", "--json", .. more], environment);

    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Waits until it serves, and signs the caseworker in.</summary>
    public async Task<ServiceClients> ConnectAsync(SicertProcess service)
    {
        var clients = new ServiceClients(this);
        for (var patience = 0; !await clients.IsServingAsync(); patience++)
        {
            Assert.False(service.HasExited, "serve ended by itself");
            Assert.True(patience < 2_000, "serve did not come up within its patience");
            await Task.Delay(50, Cancel);
        }

        await clients.SignInAsync();
        return clients;
    }

    private static Beneficiary Person(int number) => new(
        new BeneficiaryId(Id(number)), DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number:D6}号"), new DateOnly(1950, 1, 1), "990101", new DateOnly(2027, 1, 1), null);

    private static SilentDecision Doubt(int number, DateOnly asOf) => new(
        new BeneficiaryId(Id(number)),
        DecisionOutcome.Review,
        "death.suspected",
        new DecisionEvidence("civil-deaths", asOf.AddDays(-10), $"civil-deaths.csv:{number}"),
        [new Finding(new FindingKind("DeathSuspected"), RiskColour.Red, $"civil-deaths.csv:{number}")]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
