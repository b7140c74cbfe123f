using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

[assembly: AssemblyFixture(typeof(LivePlatform))]

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>
/// A real store with invented people, the real models, and hosts over them. Everybody's reference is the portrait of the clip that
/// the tests play, so everybody can be certified by it.
/// </summary>
public sealed class LivePlatform : IAsyncLifetime
{
    /// <summary>What the clip shows, in its order.</summary>
    public static readonly string[] ClipOrder = ["turnLeft", "turnRight", "openMouth"];

    private static readonly string Samples = typeof(LivePlatform).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SamplesFolder").Value!;

    public static string FacesFolder => Path.Combine(Samples, "faces");

    private readonly string _root = Directory.CreateTempSubdirectory("sicert-live-").FullName;
    private int _people;

    public static Policy Policy { get; } = Policy.Load(File.ReadAllBytes(Path.Combine(Samples, "policies", "province-2026.yaml"))).Policy!;

    /// <summary>A moving face as a camera would send it.</summary>
    public static IReadOnlyList<byte[]> Clip { get; } =
        [.. FrameSequence.Read(Path.Combine(Samples, "faces", "moving_hopper.mjpeg")).Select(frame => frame.ToArray())];

    /// <summary>Another recording of the same person, in which she turns left; the file holds each picture twice.</summary>
    public static IReadOnlyList<byte[]> OtherClip { get; } =
        [.. FrameSequence.Read(Path.Combine(Samples, "faces", "camera_hopper.mjpeg")).Where((_, at) => at % 2 == 0).Skip(100).Take(60).Select(frame => frame.ToArray())];

    /// <summary>What a covered lens gives: 320 x 240 pixels of one grey, 1,200 blocks of two bits each, in tables of one code.</summary>
    public static byte[] BlankPicture { get; } =
    [
        0xFF, 0xD8,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC0, 0, 11, 8, 0, 240, 320 >> 8, 320 & 0xFF, 1, 1, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, .. new byte[300],
        0xFF, 0xD9,
    ];

    public string DataFolder => Path.Combine(_root, "data");

    public PlatformStorage Storage { get; private set; } = null!;

    public LiveFaces Faces { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = DataFolder }, TimeProvider.System, CancellationToken.None);
        Faces = await LiveFaces.OpenAsync(Storage.Templates.Protection, Math.Max(2, Environment.ProcessorCount), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Faces.Dispose();
        await Storage.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Somebody new, registered; with a reference when asked.</summary>
    public async Task<BeneficiaryId> AddPersonAsync(bool enrolled = true)
    {
        var number = Interlocked.Increment(ref _people);
        var id = new BeneficiaryId($"L{number:D6}");
        var person = new Beneficiary(
            id, DocumentNumber.From($"H{number:D8}"), new PersonName($"试验者{number:D6}号"), new DateOnly(1945, 1, 1), "990101", new DateOnly(2026, 11, 30), null);
        await new RegisterBeneficiaries(Storage.Store, TimeProvider.System)
            .ExecuteAsync(Sha256Digest.Of(BitConverter.GetBytes(number)), "register", [person], TestContext.Current.CancellationToken);
        if (enrolled)
        {
            await EnrolAsync(Storage, id);
        }

        return id;
    }

    /// <summary>The clip's portrait as somebody's reference.</summary>
    internal static Task EnrolAsync(PlatformStorage storage, BeneficiaryId id) => Enrolment.Value.EnrolAsync(storage, id);

    public PlatformPorts Ports(IShortLivedStore? shortLived = null, bool withFaces = true) => Ports(Storage, shortLived, withFaces ? Faces : null);

    public static PlatformPorts Ports(PlatformStorage storage, IShortLivedStore? shortLived, LiveFaces? faces) => new()
    {
        Store = storage.Store,
        Reader = storage.Reader,
        Identities = storage.Identities,
        People = storage.People,
        Pseudonyms = storage.Pseudonyms,
        Templates = storage.Templates,
        AuditLog = storage.AuditLog,
        ShortLived = shortLived ?? new MemoryShortLivedStore(TimeProvider.System),
        Channels = [],
        Faces = faces,
        PolicyAt = _ => Policy,
    };

    /// <summary>A host on ports that the system chose.</summary>
    public async Task<LiveHost> StartAsync(
        LiveSessionOptions? sessions = null, Func<ServiceOptions, ServiceOptions>? change = null, IShortLivedStore? shortLived = null, params BeneficiaryId[] withoutConsent)
    {
        var logs = new RecordingLogs();
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            Sessions = sessions ?? new LiveSessionOptions { FixedChallengeForTests = ClipOrder },
        };
        var app = Build(change?.Invoke(options) ?? options, Ports(shortLived), withoutConsent);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LiveHost(app, logs);
    }

    internal static WebApplication Build(ServiceOptions options, PlatformPorts ports, params BeneficiaryId[] withoutConsent) =>
        ServiceHost.Build(options, new StubOverview(), ports, services => services
            .AddSingleton<IClaimAccess, CookieClaims>()
            .AddSingleton<IConsentGate>(new ConsentOfAllBut(withoutConsent)));

    /// <summary>The portrait's template, taken once.</summary>
    private static Lazy<PortraitDesk> Enrolment { get; } = new(() => new PortraitDesk(File.ReadAllBytes(Path.Combine(Samples, "faces", "grace_hopper.jpg"))));

    private sealed class PortraitDesk(byte[] portrait)
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private readonly ModelSet _models = new(ModelCatalog.Open());

        public async Task EnrolAsync(PlatformStorage storage, BeneficiaryId id)
        {
            await _gate.WaitAsync();
            try
            {
                using var pipeline = new FacePipeline(_models, Biometrics.Profiles.VerificationProfile.Standard) { Protection = storage.Templates.Protection.Transform };
                var enrolled = await new EnrolPortrait(storage.Store, storage.Templates, TimeProvider.System, new StoredFaceLimits())
                    .ExecuteAsync(id, "test-1", portrait, pipeline, _models, CancellationToken.None);
                Assert.NotNull(enrolled.Enrolment);
            }
            finally
            {
                _gate.Release();
            }
        }
    }
}

/// <summary>A running host of the tests.</summary>
public sealed class LiveHost(WebApplication app, RecordingLogs logs) : IAsyncDisposable
{
    public WebApplication App => app;

    public RecordingLogs Logs => logs;

    public Uri Http { get; } = ServiceHost.AddressesOf(app).Http;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
