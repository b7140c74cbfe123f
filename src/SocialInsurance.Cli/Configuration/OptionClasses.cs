using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Service;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Cli.Configuration;

/// <summary>Every options class of the platform. A class that is not here and not in <see cref="NoSettings"/> fails a test.</summary>
internal static class OptionClasses
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>Options that stand in no file and no variable: what one call or one verb is asked to do, and rules with a version of their own.</summary>
    internal static IReadOnlyDictionary<string, string> NoSettings { get; } = new Dictionary<string, string>
    {
        ["BackupOptions"] = "sicert backup",
        ["BindOptions"] = "compare run",
        ["BrakeLimits"] = "versioned with the program",
        ["CapacityLimits"] = "sicert capacity plan",
        ["ClusterOptions"] = "compare run --engine clickhouse",
        ["DayOptions"] = "sicert capacity simulate",
        ["ImageLimits"] = "of one picture",
        ["JobSchedulerOptions"] = "ServiceOptions.JobLease, ServiceOptions.JobTick",
        ["ProvinceOptions"] = "sicert province generate",
        ["ReplayOptions"] = "sicert policy replay",
        ["RestoreOptions"] = "sicert restore",
        ["TrustOptions"] = "the flags of serve themselves",
        ["WorkerOptions"] = "compare work",
        ["VelocityLimits"] = "counts by VelocityOptions",
    };

    internal static IReadOnlyList<OptionClass> All { get; } = [.. Service(), .. Store(), Claims()];

    private static IEnumerable<OptionClass> Service()
    {
        yield return new OptionClass(
            typeof(ServiceOptions), new ServiceOptions(), static of => ((ServiceOptions)of).Validate(),
            [nameof(ServiceOptions.Clock), nameof(ServiceOptions.Sessions), nameof(ServiceOptions.Velocity), nameof(ServiceOptions.GrpcTls)],
            new Dictionary<string, string[]>
            {
                [nameof(ServiceOptions.HttpUrl)] = ["serve --urls"],
                [nameof(ServiceOptions.GrpcUrl)] = ["serve --urls"],
                [nameof(ServiceOptions.PublicOrigin)] = ["serve --public-origin"],
                [nameof(ServiceOptions.SecondFactorFor)] = ["serve --second-factor"],
                [nameof(ServiceOptions.ShowOutbox)] = ["serve --show-outbox"],
                [nameof(ServiceOptions.Instances)] = ["serve --instances"],
                [nameof(ServiceOptions.DrainFor)] = ["serve --drain"],
                [nameof(ServiceOptions.RunsJobs)] = ["serve --no-jobs"],
                [nameof(ServiceOptions.JobLease)] = ["serve --job-lease"],
            },
            NoVariables) { ServicePath = "" };
        yield return new OptionClass(
            typeof(LiveSessionOptions), new LiveSessionOptions(), static of => new ServiceOptions { Sessions = (LiveSessionOptions)of }.Validate(),
            [nameof(LiveSessionOptions.FixedChallengeForTests)],
            new Dictionary<string, string[]> { [nameof(LiveSessionOptions.MaximumSessions)] = ["serve --sessions"] },
            NoVariables) { ServicePath = "sessions." };
        yield return new OptionClass(
            typeof(VelocityOptions), new VelocityOptions(), static of => new ServiceOptions { Velocity = (VelocityOptions)of }.Validate(), [], new Dictionary<string, string[]>(), NoVariables) { ServicePath = "velocity." };
        yield return new OptionClass(
            typeof(GrpcTlsOptions), new GrpcTlsOptions { CertificateFile = string.Empty, KeyFile = string.Empty }, static of => new ServiceOptions { GrpcTls = (GrpcTlsOptions)of }.Validate(), [],
            new Dictionary<string, string[]>
            {
                [nameof(GrpcTlsOptions.CertificateFile)] = ["serve --grpc-certificate"],
                [nameof(GrpcTlsOptions.KeyFile)] = ["serve --grpc-key"],
                [nameof(GrpcTlsOptions.RequireClientCertificate)] = ["serve --grpc-client-certificates"],
            },
            NoVariables) { ServicePath = "grpcTls." };
        yield return new OptionClass(
            typeof(RedisStoreOptions), new RedisStoreOptions { EndPoint = "127.0.0.1:6379" }, static of => ((RedisStoreOptions)of).Validate(), [],
            new Dictionary<string, string[]>
            {
                [nameof(RedisStoreOptions.EndPoint)] = ["serve --redis"],
                [nameof(RedisStoreOptions.Password)] = ["serve --redis-password-file"],
            },
            new Dictionary<string, string> { [nameof(RedisStoreOptions.Password)] = "SICERT_REDIS_PASSWORD" });
    }

    private static IEnumerable<OptionClass> Store()
    {
        var anyDatabase = new PostgresOptions { ConnectionString = "Host=h;Database=d" };
        yield return new OptionClass(
            typeof(StorageOptions), new StorageOptions(), static of => ((StorageOptions)of).FindErrors(),
            [nameof(StorageOptions.Postgres), nameof(StorageOptions.KeyEncryption), nameof(StorageOptions.StoredFaceLimits)],
            new Dictionary<string, string[]> { [nameof(StorageOptions.Folder)] = ["--data"] },
            NoVariables);
        yield return new OptionClass(
            typeof(PostgresOptions), anyDatabase, static of => new StorageOptions { Postgres = (PostgresOptions)of }.FindErrors(), [nameof(PostgresOptions.Replica)],
            new Dictionary<string, string[]>
            {
                [nameof(PostgresOptions.ConnectionString)] = ["storage.json: postgres.connectionFile"],
                [nameof(PostgresOptions.TemplatesConnectionString)] = ["storage.json: postgres.templatesConnectionFile"],
                [nameof(PostgresOptions.Schema)] = ["storage.json: postgres.schema"],
                [nameof(PostgresOptions.MaxConnections)] = ["storage.json: postgres.maxConnections"],
                [nameof(PostgresOptions.CommandTimeoutSeconds)] = ["storage.json: postgres.commandTimeoutSeconds"],
                [nameof(PostgresOptions.ConnectTimeoutSeconds)] = ["storage.json: postgres.connectTimeoutSeconds"],
                [nameof(PostgresOptions.Instances)] = ["storage.json: postgres.instances"],
            },
            new Dictionary<string, string> { [nameof(PostgresOptions.ConnectionString)] = StorageConfiguration.ConnectionVariable });
        yield return new OptionClass(
            typeof(PostgresReplicaOptions),
            new PostgresReplicaOptions { ConnectionString = anyDatabase.ConnectionString },
            of => new StorageOptions { Postgres = anyDatabase with { Replica = (PostgresReplicaOptions)of } }.FindErrors(),
            [],
            new Dictionary<string, string[]>
            {
                [nameof(PostgresReplicaOptions.ConnectionString)] = ["storage.json: postgres.replica.connectionFile"],
                [nameof(PostgresReplicaOptions.MaximumLagSeconds)] = ["storage.json: postgres.replica.maximumLagSeconds"],
                [nameof(PostgresReplicaOptions.MaxConnections)] = ["storage.json: postgres.replica.maxConnections"],
            },
            NoVariables);
        yield return new OptionClass(
            typeof(KeyEncryptionOptions), new KeyEncryptionOptions(), static _ => [], [],
            new Dictionary<string, string[]>
            {
                [nameof(KeyEncryptionOptions.Suite)] = ["storage.json: cryptography"],
                [nameof(KeyEncryptionOptions.File)] = ["storage.json: keyEncryption.file"],
            },
            new Dictionary<string, string>
            {
                [nameof(KeyEncryptionOptions.Secret)] = StorageConfiguration.KeyEncryptionVariable,
                [nameof(KeyEncryptionOptions.File)] = StorageConfiguration.KeyEncryptionFileVariable,
            }) { Ranges = new Dictionary<string, string> { [nameof(KeyEncryptionOptions.Suite)] = "international, gm" } };
        yield return new OptionClass(
            typeof(StoredFaceLimits), new StoredFaceLimits(), static _ => [], [],
            new Dictionary<string, string[]>
            {
                [nameof(StoredFaceLimits.PrepareFilingAt)] = ["storage.json: storedFaces.prepareFilingAt"],
                [nameof(StoredFaceLimits.FilingDueAt)] = ["storage.json: storedFaces.filingDueAt"],
            },
            NoVariables)
        {
            Ranges = new Dictionary<string, string>
            {
                [nameof(StoredFaceLimits.PrepareFilingAt)] = "1..filingDueAt",
                [nameof(StoredFaceLimits.FilingDueAt)] = $"prepareFilingAt..{StoredFaceLimits.LegalFilingAt}",
            },
        };
    }

    private static OptionClass Claims() => new(typeof(ClaimLimits), new ClaimLimits(), static _ => [], [], new Dictionary<string, string[]>(), NoVariables);
}
