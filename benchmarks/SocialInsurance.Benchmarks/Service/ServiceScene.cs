using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Benchmarks;

/// <summary>A real host over a real store with invented people, all of whom look like the clip's portrait. Gone with its folder.</summary>
internal sealed class ServiceScene : IAsyncDisposable
{
    private static readonly string[] ClipOrder = ["turnLeft", "turnRight", "openMouth"];

    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-service-").FullName;
    private readonly string _samples;
    private PlatformStorage _storage = null!;
    private int _people;

    private ServiceScene(string samples) => _samples = samples;

    internal LiveFaces Faces { get; private set; } = null!;

    internal LiveFaceRules Rules { get; private set; } = null!;

    internal static async Task<ServiceScene> OpenAsync(string repoRoot)
    {
        var scene = new ServiceScene(Path.Combine(repoRoot, "samples"));
        scene._storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = Path.Combine(scene._folder, "data") }, TimeProvider.System, default);
        scene.Faces = await LiveFaces.OpenAsync(scene._storage.Templates.Protection, Environment.ProcessorCount, default);
        scene.Rules = new LiveFaceRules(Profile.StandardName, ClipOrder, Profile.Standard.Pad.MinimumFrames, new LiveSessionOptions().MaximumFramePixels);
        return scene;
    }

    /// <summary>People who were never here before, enrolled.</summary>
    /// <param name="reference">encoded picture of all of them; null: the sample portrait</param>
    internal async Task<BeneficiaryId[]> AddPeopleAsync(int count, byte[]? reference = null)
    {
        var people = await RegisterPeopleAsync(count);
        var portrait = reference ?? await File.ReadAllBytesAsync(Path.Combine(_samples, "faces", "grace_hopper.jpg"));
        using var models = new ModelSet(ModelCatalog.Open());
        using var pipeline = new FacePipeline(models, Profile.Standard) { Protection = _storage.Templates.Protection.Transform };
        var desk = new EnrolPortrait(_storage.Store, _storage.Templates, TimeProvider.System, new StoredFaceLimits());
        foreach (var person in people)
        {
            await desk.ExecuteAsync(person, "benchmark", portrait, pipeline, models, default);
        }

        return people;
    }

    /// <summary>People who were never here before, without a reference.</summary>
    internal async Task<BeneficiaryId[]> RegisterPeopleAsync(int count)
    {
        var people = Enumerable.Range(_people, count).Select(Person).ToArray();
        _people += count;
        await new RegisterBeneficiaries(_storage.Store, TimeProvider.System)
            .ExecuteAsync(Sha256Digest.Of(BitConverter.GetBytes(_people)), "register", people, default);
        return [.. people.Select(p => p.Id)];
    }

    /// <param name="sessions">null: the order of the clip, for everybody</param>
    /// <param name="clock">null: the system's</param>
    internal async Task<WebApplication> StartAsync(int? places = null, LiveSessionOptions? sessions = null, TimeProvider? clock = null)
    {
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            Sessions = sessions ?? new LiveSessionOptions { FixedChallengeForTests = ClipOrder, MaximumSessions = places },
            Clock = clock ?? TimeProvider.System,
            Velocity = new VelocityOptions { SessionsPerAddress = 1_000_000, SessionsPerDevice = 1_000_000, SessionsPerPerson = 1_000_000 },
        };
        var policy = Policy.Load(await File.ReadAllBytesAsync(Path.Combine(_samples, "policies", "province-2026.yaml"))).Policy!;
        var ports = new PlatformPorts
        {
            Store = _storage.Store,
            Reader = _storage.Reader,
            Identities = _storage.Identities,
            People = _storage.People,
            Pseudonyms = _storage.Pseudonyms,
            Templates = _storage.Templates,
            AuditLog = _storage.AuditLog,
            ShortLived = new MemoryShortLivedStore(TimeProvider.System),
            Channels = [],
            Faces = Faces,
            PolicyAt = _ => policy,
        };
        var app = ServiceHost.Build(options, new NoOverview(), ports, services => services
            .AddSingleton<IClaimAccess, CookieClaims>()
            .AddSingleton<IConsentGate, Consent>());
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        Faces.Dispose();
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Beneficiary Person(int number) => new(
        new BeneficiaryId($"S{number:D6}"),
        DocumentNumber.From($"H{number:D8}"),
        new PersonName($"试验者{number:D6}号"),
        new DateOnly(1945, 1, 1),
        "990101",
        new DateOnly(2026, 11, 30),
        null);

    internal sealed class NoOverview : IPlatformOverview
    {
        public ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException("no page is read here");
    }

    /// <summary>Stands in for proven claims: a cookie says who it is.</summary>
    internal sealed class CookieClaims : IClaimAccess
    {
        public ValueTask<ProvenClaim?> FindAsync(HttpContext context, CancellationToken cancellationToken)
        {
            var person = context.Request.Cookies["claim"];
            return ValueTask.FromResult(person is null ? null : new ProvenClaim($"claim-of-{person}", new BeneficiaryId(person), null));
        }
    }

    /// <summary>Everybody has agreed.</summary>
    internal sealed class Consent : IConsentGate
    {
        public ValueTask<bool> IsGivenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}
