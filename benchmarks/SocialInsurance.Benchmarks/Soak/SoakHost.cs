using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Overview;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Staff;
using SocialInsurance.Storage;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Benchmarks;

/// <summary>What the traffic needs to know of the host.</summary>
internal sealed record SoakAddress(string Http, string Grpc, int Enrolled, int Registered, string Account, string Password, string StatusKey, string FeedKey);

/// <summary>What only the process itself knows about its memory and its books.</summary>
internal sealed record SoakInside(long HeapBytes, long CommittedBytes, long AllocatedBytes, int Gen0, int Gen1, int Gen2, long AuditEntries);

/// <summary>
/// The service as <c>serve</c> puts it together, over a store in FOLDER, in a process of its own so that its memory is its own. Says its
/// addresses in one line; each line that comes in is answered by one line about its memory; ends with its input.
/// </summary>
internal static class SoakHost
{
    internal const string Verb = "soak-serve";
    internal const string DataFolder = "data";
    private const int Registered = 20_000;
    private const int OneInReview = 4;
    private static readonly string[] ClipOrder = ["turnLeft", "turnRight", "openMouth"];
    private static readonly DateOnly Due = new(2026, 11, 30);

    internal static BeneficiaryId Person(int number) => new($"S{number:D6}");

    internal static string Document(int number) => $"H{number:D8}";

    /// <param name="places">0: as the service would have it</param>
    internal static async Task ServeAsync(string repoRoot, string folder, int enrolled, int places)
    {
        var data = Path.Combine(folder, DataFolder);
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = data }, TimeProvider.System, default);
        await FillAsync(storage, repoRoot, enrolled);
        var (account, password) = await AddCaseworkerAsync(storage);
        var status = await AddPartnerAsync(storage, "Soak Bank", PartnerScope.Verification);
        var feeds = await AddPartnerAsync(storage, "Soak Buses", PartnerScope.Feeds, "bus_card:activity:account");
        using var faces = await LiveFaces.OpenAsync(storage.Templates.Protection, Environment.ProcessorCount, default);
        await using var app = Build(storage, data, faces, places);
        await app.StartAsync();
        var addresses = ServiceHost.AddressesOf(app);
        Say(new SoakAddress(addresses.Http.ToString(), addresses.Grpc.ToString(), enrolled, Registered, account, password, status, feeds));
        while (await Console.In.ReadLineAsync() is not null)
        {
            var memory = GC.GetGCMemoryInfo();
            var entries = (await storage.AuditLog.ReadHeadAsync(default)).Size;
            Say(new SoakInside(
                memory.HeapSizeBytes, memory.TotalCommittedBytes, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), entries));
        }

        await app.StopAsync();
    }

    private static void Say<T>(T answer)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(answer));
        Console.Out.Flush();
    }

    private static WebApplication Build(PlatformStorage storage, string data, LiveFaces faces, int places)
    {
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            SecondFactorFor = StaffRoles.None,
            Sessions = new LiveSessionOptions { FixedChallengeForTests = ClipOrder, MaximumSessions = places == 0 ? null : places },
            Velocity = new VelocityOptions { SessionsPerAddress = 1_000_000, SessionsPerDevice = 1_000_000, SessionsPerPerson = 1_000_000 },
        };
        var overview = new StoredOverview(storage.Reader, storage.AuditLog, Path.Combine(data, ServePorts.RunsFolder), TimeProvider.System);
        return ServiceHost.Build(options, overview, ServePorts.Of(storage, data, TimeProvider.System) with { Faces = faces }, services => services
            .AddSingleton<IClaimAccess, ServiceScene.CookieClaims>()
            .AddSingleton<IConsentGate, ServiceScene.Consent>());
    }

    private static async Task FillAsync(PlatformStorage storage, string repoRoot, int enrolled)
    {
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(
            Sha256Digest.Of("soak"u8),
            "register",
            Enumerable.Range(0, Registered).Select(number => new Beneficiary(
                Person(number), DocumentNumber.From(Document(number)), new PersonName("试验者"), new DateOnly(1945, 1, 1), $"3301{number % 20:D2}", Due, null)),
            default);
        await new RecordSilentDecisions(storage.Store, TimeProvider.System).ExecuteAsync(
            new SilentRun(new RunId("soak"), new DateOnly(2026, 10, 31), new PolicyReference("soak", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of("decisions"u8)),
            Enumerable.Range(enrolled, Registered - enrolled).Select(number => number % OneInReview == 0
                ? new SilentDecision(Person(number), DecisionOutcome.Review, "D1", null, [new Finding(new FindingKind("DeathSuspected"), RiskColour.Red, $"death.csv:{number}")])
                : new SilentDecision(Person(number), DecisionOutcome.FaceRequired, "F1", null, [])),
            default);
        var portrait = await File.ReadAllBytesAsync(Path.Combine(repoRoot, "samples", "faces", "grace_hopper.jpg"));
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, Profile.Standard) { Protection = storage.Templates.Protection.Transform };
        var desk = new EnrolPortrait(storage.Store, storage.Templates, TimeProvider.System, new StoredFaceLimits());
        for (var number = 0; number < enrolled; number++)
        {
            await desk.ExecuteAsync(Person(number), "benchmark", portrait, pipeline, models, default);
        }
    }

    private static async Task<(string Account, string Password)> AddCaseworkerAsync(PlatformStorage storage)
    {
        const string Password = "correct horse battery staple";
        var (accounts, id) = (new StaffAccounts(storage.Store, storage.Staff, new StaffPasswords(), TimeProvider.System), new CaseworkerId("soak"));
        var oneTime = (await accounts.CreateAsync(id, StaffRoles.Caseworker, new CaseworkerId("benchmark"), default)).OneTimePassword!;
        var changed = await accounts.ChangePasswordAsync(id, oneTime, Password, default);
        return changed.Account is null ? throw new InvalidOperationException($"expected an account, found {changed.Refusal}") : (id.Value, Password);
    }

    private static async Task<string> AddPartnerAsync(PlatformStorage storage, string name, PartnerScope scope, params string[] grants)
    {
        var added = await new AddPartner(storage.Store, TimeProvider.System).ExecuteAsync(
            new NewPartner(name, scope, Partner.MaxDailyQuota, [.. grants.Select(text => FeedGrantText.TryRead(text)!)]), default);
        return added.Key ?? throw new InvalidOperationException($"expected a key, found {added.Refusal}");
    }
}
