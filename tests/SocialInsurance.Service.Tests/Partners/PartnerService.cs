using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Tests.Partners;

/// <summary>A real host over a real store in a temporary folder, with four people and whatever partners a test adds.</summary>
public sealed class PartnerService : IAsyncDisposable
{
    /// <summary>A person whose certification is in force on the clock's day.</summary>
    public const string Certified = "H00000001";

    /// <summary>A person who is due.</summary>
    public const string Due = "H00000002";

    /// <summary>Nobody is registered under it.</summary>
    public const string Nobody = "H00000009";

    /// <summary>The name of the certified person.</summary>
    public const string Name = "试验者一号";

    private readonly DirectoryInfo folder;

    private PartnerService(DirectoryInfo folder, PlatformStorage storage, RunningService running, StandingClock clock)
    {
        this.folder = folder;
        (Storage, Running, Clock) = (storage, running, clock);
    }

    public PlatformStorage Storage { get; }

    public RunningService Running { get; }

    public StandingClock Clock { get; }

    public string Database => Path.Combine(folder.FullName, "data", "eligibility.db");

    public static Task<PartnerService> StartAsync(Func<ServiceOptions, ServiceOptions>? change = null) => StartAsync(null, change);

    internal static async Task<PartnerService> StartAsync(ILiveSessionHost? sessions, Func<ServiceOptions, ServiceOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-partner-");
        var clock = new StandingClock();
        var storage = await PlatformStorage.OpenAsync(
            new StorageOptions { Folder = Path.Combine(folder.FullName, "data") }, clock, TestContext.Current.CancellationToken);
        await new RegisterBeneficiaries(storage.Store, clock).ExecuteAsync(
            Sha256Digest.Of("register"u8),
            "register",
            [Person(1, Certified, Name, new DateOnly(2027, 5, 1), new DateOnly(2026, 5, 1)), Person(2, Due, "试验者二号", new DateOnly(2026, 10, 1), new DateOnly(2025, 10, 1))],
            TestContext.Current.CancellationToken);
        var ports = new PlatformPorts
        {
            Store = storage.Store,
            Reader = storage.Reader,
            Identities = storage.Identities,
            People = storage.People,
            Pseudonyms = storage.Pseudonyms,
            PartnerAccesses = storage.PartnerAccesses,
            Templates = storage.Templates,
            AuditLog = storage.AuditLog,
            ShortLived = new MemoryShortLivedStore(clock),
            Channels = [],
            PolicyAt = _ => throw new InvalidOperationException("no policy is asked here"),
            Partners = storage.Partners,
            LiveSessions = sessions,
        };
        return new PartnerService(folder, storage, await RunningService.StartAsync(clock: clock, ports: ports, change: change), clock);
    }

    /// <returns>the key that the partner was shown</returns>
    public async Task<(Partner Partner, string Key)> AddAsync(
        PartnerScope scopes = PartnerScope.Verification, int quota = 1000, string name = "示例银行", params string[] grants)
    {
        var added = await new AddPartner(Storage.Store, Clock).ExecuteAsync(
            new NewPartner(name, scopes, quota, [.. grants.Select(text => FeedGrantText.TryRead(text)!)]), TestContext.Current.CancellationToken);
        Assert.Null(added.Refusal);
        return (added.Partner!, added.Key!);
    }

    public Task<(Partner Partner, string Key)> AddFeedsAsync(int quota = 100_000, string name = "示例殡仪馆") =>
        AddAsync(PartnerScope.Feeds, quota, name, "cremation:death", "bus_card:activity:account");

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        await Storage.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static Beneficiary Person(int number, string document, string name, DateOnly due, DateOnly last) =>
        new(new BeneficiaryId($"B{number}"), DocumentNumber.From(document), new PersonName(name), new DateOnly(1950, 1, 1), "990101", due, last);
}

/// <summary>A day that stands, on timers that run: 2026-11-02, 09:00 local.</summary>
public sealed class StandingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
