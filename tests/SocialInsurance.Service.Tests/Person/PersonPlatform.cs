using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>The host over a real data folder, with a telephone that remembers what it got and a clock that can be moved.</summary>
public sealed class PersonPlatform : IAsyncDisposable
{
    private readonly string folder;
    private readonly List<PersonPage> pages = [];

    private PersonPlatform(string folder, PlatformStorage storage, RunningService service, Telephones phones, MovableClock clock) =>
        (this.folder, Storage, Service, Phones, Clock) = (folder, storage, service, phones, clock);

    public PlatformStorage Storage { get; }

    public RunningService Service { get; }

    public Telephones Phones { get; }

    public MovableClock Clock { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Policy Policy { get; } = Policy.Load(File.ReadAllBytes(PolicyPath())).Policy!;

    public string DataFolder => Path.Combine(folder, "data");

    public string RunsFolder => Path.Combine(folder, "runs");

    /// <param name="shortLived">null: one in memory under the platform's clock</param>
    /// <param name="postgres">connection; null: the files in a folder</param>
    /// <param name="running">a clock that goes, for sessions before a camera</param>
    /// <param name="more">ports besides</param>
    public static async Task<PersonPlatform> StartAsync(
        Func<TimeProvider, IShortLivedStore>? shortLived = null,
        string? postgres = null,
        bool running = false,
        Func<ServiceOptions, ServiceOptions>? change = null,
        Func<PlatformStorage, PlatformPorts, Task<PlatformPorts>>? more = null)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-person-").FullName;
        var (clock, phones) = (new MovableClock { Runs = running }, new Telephones());
        var storage = await PlatformStorage.OpenAsync(SecondInstance.OptionsOf(Path.Combine(folder, "data"), postgres), clock, Token);
        var ports = PortsOf(folder, storage, phones, clock, shortLived);
        ports = more is null ? ports : await more(storage, ports);
        var service = await RunningService.StartAsync(clock: clock, ports: ports, change: change);
        return new PersonPlatform(folder, storage, service, phones, clock);
    }

    private static PlatformPorts PortsOf(
        string folder, PlatformStorage storage, Telephones phones, MovableClock clock, Func<TimeProvider, IShortLivedStore>? shortLived) => new()
    {
        Store = storage.Store,
        Reader = storage.Reader,
        Identities = storage.Identities,
        Templates = storage.Templates,
        AuditLog = storage.AuditLog,
        People = storage.People,
        Pseudonyms = storage.Pseudonyms,
        ShortLived = shortLived?.Invoke(clock) ?? new MemoryShortLivedStore(clock),
        Channels = [phones],
        PolicyAt = _ => Policy,
        Staff = storage.Staff,
        StaffReads = storage.StaffReads,
        Cases = storage.Cases,
        Supervision = storage.Supervision,
        Transparency = storage.Transparency,
        Feedback = storage.Feedback,
        Runs = new RunBook(Path.Combine(folder, "runs"), Path.Combine(folder, "policies"), clock),
        Benefits = storage.Benefits,
        HeldData = storage.HeldData,
    };

    /// <summary>A browser with cookies of its own.</summary>
    public PersonPage NewPage()
    {
        var page = new PersonPage(this);
        pages.Add(page);
        return page;
    }

    /// <param name="phone">null: none on record</param>
    /// <param name="dueOn">default: in a few days</param>
    public async Task<BeneficiaryId> RegisterAsync(string id, string document, string name, string? phone, DateOnly? dueOn = null, DateOnly? lastCertifiedOn = null)
    {
        var person = new Beneficiary(
            new BeneficiaryId(id), DocumentNumber.From(document), new PersonName(name), new DateOnly(1948, 1, 1), "990101", dueOn ?? new DateOnly(2026, 11, 10), lastCertifiedOn);
        await new RegisterBeneficiaries(Storage.Store, Clock).ExecuteAsync(Sha256Digest.Of(Encoding.UTF8.GetBytes(id)), "register", [person], Token);
        if (phone is not null)
        {
            await new RecordContact(Storage.Store, Clock).ExecuteAsync(person.Id, PhoneNumber.From(phone), ContactSource.Import, null, Token);
        }

        return person.Id;
    }

    /// <summary>A silent decision of today's run.</summary>
    public async Task DecideAsync(BeneficiaryId person, DecisionOutcome outcome, string run, params Finding[] findings)
    {
        var evidence = outcome == DecisionOutcome.Certified ? new DecisionEvidence("vaccination", new DateOnly(2026, 10, 20), "vaccination.csv:7") : null;
        var today = DateOnly.FromDateTime(Clock.Now.UtcDateTime);
        var silent = new SilentRun(new RunId(run), today, new PolicyReference("2026.1", Sha256Digest.Of("p"u8)), 12, Sha256Digest.Of(Encoding.UTF8.GetBytes(run)));
        var recorded = await new RecordSilentDecisions(Storage.Store, Clock)
            .ExecuteAsync(silent, [new SilentDecision(person, outcome, "R310", evidence, findings)], Token);
        Assert.Null(recorded.Refusal);
    }

    /// <summary>A citizen number of a region that does not exist.</summary>
    public static string CitizenNumber(int sequence)
    {
        var first17 = string.Create(CultureInfo.InvariantCulture, $"99010119480101{sequence:D3}");
        return first17 + (char)Comparison.DocumentNumber.CheckCharacter(ulong.Parse(first17, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        pages.ForEach(page => page.Dispose());
        await Service.DisposeAsync();
        await Storage.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string PolicyPath()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "SocialInsurance.sln")))
        {
            at = Path.GetDirectoryName(at.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return Path.Combine(at, "samples", "policies", "province-2026.yaml");
    }
}

/// <summary>The outside world's telephones.</summary>
public sealed class Telephones : IMessageChannel
{
    /// <summary>Generous, for two busy cores: whoever needs it has failed.</summary>
    private const int MostWaits = 3_000;

    public ConcurrentQueue<OutgoingMessage> Messages { get; } = new();

    /// <summary>What the gateway throws; null while it works.</summary>
    public Exception? Fault { get; set; }

    public MessageChannelKind Kind => MessageChannelKind.Sms;

    public Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        Messages.Enqueue(message);
        return Task.FromResult(true);
    }

    /// <summary>The newest code sent to a number; codes are sent after their claims were answered.</summary>
    public async Task<string> CodeAsync(string phone, int messages = 1)
    {
        for (var waited = 0; Messages.Count(message => message.Address == phone) < messages; waited++)
        {
            Assert.True(waited < MostWaits, "no code came");
            await Task.Delay(10, PersonPlatform.Token);
        }

        var text = Messages.Last(message => message.Address == phone).Text;
        var at = text.IndexOf("验证码", StringComparison.Ordinal) + 3;
        return text.Substring(at, 6);
    }
}

/// <summary>Stands until it is moved, unless it runs.</summary>
public sealed class MovableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Goes as the machine's does.</summary>
    public bool Runs { get; init; }

    public override DateTimeOffset GetUtcNow() => Runs ? System.GetUtcNow() : Now;
}
