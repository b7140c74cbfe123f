using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Storage.Sqlite;
using SocialInsurance.Storage.Templates;

namespace SocialInsurance.Storage;

/// <summary>
/// All ports on the database that the options choose, with keys and cohorts in the data folder. Open it once per process
/// and dispose it at the end. Ports are safe on any thread; writers queue, in this process and across processes.
/// </summary>
public sealed class PlatformStorage : IAsyncDisposable
{
    private readonly OpenedDatabases databases;
    private readonly EligibilityStore store;
    private readonly TemplateVault vault;
    private readonly EligibilityReader reader;
    private readonly PartnerReader partners;
    private readonly TemplateKeyRotation rotation;
    private readonly BackupWriter backups;
    private readonly PlatformKeys keys;

    private PlatformStorage(OpenedDatabases databases, IReceiptSigner signer, StorageOptions options, TimeProvider time)
    {
        ReceiptSigner = signer;
        Receipts = new ReceiptReader(databases.Eligibility);
        Notices = new NoticeReader(databases.Eligibility);
        Staff = new StaffReader(databases.Eligibility);
        Cases = new CaseReader(databases.Eligibility, databases.Keys, databases.Lists);
        OfferedVisits = new OfferedVisitReader(databases.Eligibility, databases.Keys);
        Benefits = new BenefitReader(databases.Eligibility);
        FactMessages = new FactMessageReader(databases.Eligibility);
        StaffReads = new StaffReadReader(databases.Eligibility, databases.Keys);
        Supervision = new SupervisionReader(databases.Lists, databases.Keys);
        Transparency = new TransparencyReader(databases.Lists);
        Feedback = new FeedbackReader(databases.Eligibility);
        Uptime = new UptimeTable(databases.Eligibility);
        Jobs = new JobLedger(databases.Eligibility);
        Due = new DueReader(databases.Eligibility);
        ReviewFrames = new ReviewFrameReader(databases.Eligibility);
        this.databases = databases;
        store = new EligibilityStore(databases.Eligibility, databases.Keys, options.LocalOffset, time);
        vault = new TemplateVault(databases.Templates, databases.Keys);
        reader = new EligibilityReader(databases.Eligibility, databases.Lists, vault, databases.Keys, options.StoredFaceLimits);
        var people = new PersonReader(databases.Eligibility, databases.Keys);
        People = people;
        HeldData = new HeldDataReader(databases.Eligibility, databases.Keys);
        NoticeAddresses = new ContactAddresses(people);
        OpenAppointments = new OpenAppointmentReader(databases.Eligibility);
        partners = new PartnerReader(databases.Eligibility, databases.Keys);
        Pseudonyms = new KeyedPseudonyms(databases.Keys);
        var cohorts = new SealedCohorts(options.Folder, databases.Keys, vault.Sealer);
        keys = new PlatformKeys(store, databases.Eligibility, databases.Keys, Path.Combine(options.Folder, FileKeyRing.FolderName), time);
        rotation = new TemplateKeyRotation(store, vault, databases.Templates, databases.Keys, cohorts, time);
        backups = new BackupWriter(databases.Eligibility, databases.Templates, databases.Keys, options.Folder, time);
    }

    public IEligibilityStore Store => store;

    public IEligibilityReader Reader => reader;

    public IIdentityReader Identities => reader;

    public IEnrolledReferenceReader EnrolledReferences => reader;

    public IReversalReader Reversals => reader;

    public ITemplateVault Templates => vault;

    public IAuditLog AuditLog => reader;

    public IReceiptReader Receipts { get; }

    /// <summary>Signs receipts with the key in the keys folder.</summary>
    public IReceiptSigner ReceiptSigner { get; }

    public INoticeReader Notices { get; }

    public IStaffReader Staff { get; }

    public IStaffReadReader StaffReads { get; }

    public ICaseReader Cases { get; }

    public IOfferedVisitReader OfferedVisits { get; }

    public IBenefitReader Benefits { get; }

    public IFactMessageReader FactMessages { get; }

    public ISupervisionReader Supervision { get; }

    public ITransparencyReader Transparency { get; }

    public IFeedbackReader Feedback { get; }

    public IUptimeRecords Uptime { get; }

    /// <summary>The book of jobs.</summary>
    public IJobLedger Jobs { get; }

    public IDueReader Due { get; }

    /// <summary>Which frames are kept for reviews; the frames themselves lie with <see cref="Templates"/>.</summary>
    public IReviewFrameReader ReviewFrames { get; }

    /// <summary>Null where no read replica is configured.</summary>
    public IReadFreshness? Freshness => databases.Replica;

    public IPersonReader People { get; }

    /// <summary>What is held about a person, for that person.</summary>
    public IHeldDataReader HeldData { get; }

    public INoticeAddresses NoticeAddresses { get; }

    public IAppointmentReader OpenAppointments { get; }

    public IPartnerReader Partners => partners;

    public IPartnerAccessReader PartnerAccesses => partners;

    public IFeedEventReader FeedEvents => partners;

    public IPseudonyms Pseudonyms { get; }

    /// <summary>Opens the store; makes folder, keys and tables at the first start.</summary>
    /// <exception cref="StorageRefusedException">folder or database cannot be used; the fault and the message say why</exception>
    public static async Task<PlatformStorage> OpenAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        RefuseHalfRestored(options.Folder);
        var databases = options.Postgres is { } postgres
            ? await OpenPostgresAsync(options, postgres, time, cancellationToken)
            : await OpenSqliteAsync(options, time, cancellationToken);
        try
        {
            var keyFolder = Path.Combine(options.Folder, FileKeyRing.FolderName);
            var signer = await databases.Eligibility.WriteAsync(session => ReceiptKeyFingerprints.OpenAsync(session, keyFolder, databases.Keys.Encryption, cancellationToken), cancellationToken);
            return new PlatformStorage(databases, signer, options, time);
        }
        catch
        {
            await databases.Eligibility.DisposeAsync();
            await databases.Templates.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a store was ever opened in the folder. Makes nothing.</summary>
    public static bool StandsIn(string folder) => SqliteOpening.StandsIn(folder) || PostgresOpening.StandsIn(folder);

    /// <summary>
    /// Erases templates that no kept reference names: what a fault during enrolment or withdrawal left behind. To be run
    /// by maintenance. Runs under the write lock, so that no enrolment is under way in any process, and only over a whole
    /// audit log, so that a changed or foreign database cannot make it erase templates that have an owner.
    /// </summary>
    /// <returns>how many were erased</returns>
    /// <exception cref="StorageRefusedException">the audit log is not whole; nothing was erased</exception>
    public async Task<int> EraseUnlinkedTemplatesAsync(CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var verdict = await reader.VerifyAsync(cancellationToken);
        return verdict.Ok
            ? await vault.EraseUnlinkedAsync(await work.Enrolments.ListKeptAsync(cancellationToken), cancellationToken)
            : throw new StorageRefusedException(
                StorageFault.AuditDamaged,
                $"审计日志不完整，未清除任何模板。 The audit log is not whole (entry {verdict.FirstBadEntry}): no template was erased.");
    }

    /// <summary>How many templates are under which key.</summary>
    public Task<TemplateKeyStatus> ReadTemplateKeysAsync(CancellationToken cancellationToken) => rotation.ReadStatusAsync(cancellationToken);

    /// <summary>
    /// Brings every template under a new key without a new enrolment; or, when an earlier rotation was interrupted, ends that
    /// one. Other processes may go on enrolling and certifying meanwhile. May be cancelled at any moment and called again.
    /// </summary>
    /// <param name="dropOlder">destroys the older keys at the end: templates in older copies are useless from then on</param>
    public Task<TemplateRotationResult> RotateTemplateKeyAsync(
        bool dropOlder, IProgress<TemplateRotationProgress>? progress, CancellationToken cancellationToken) =>
        rotation.RotateAsync(dropOlder, progress, cancellationToken);

    /// <summary>A write transaction that changes nothing and is flushed like any other: whether the store takes writes at this moment.</summary>
    /// <exception cref="StorageRefusedException">it does not</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        databases.Eligibility.WriteAsync(session => session.ExecuteAsync(databases.Eligibility.Dialect.Probe, cancellationToken), cancellationToken);

    /// <summary>
    /// Copies databases, keys and files as they are at one moment, while this and other processes go on writing. May be cancelled: nothing
    /// stays of it.
    /// </summary>
    /// <exception cref="BackupRefusedException">the place is taken or cannot be written</exception>
    /// <exception cref="StorageRefusedException">a database cannot be read, or another process writes for longer than the busy timeout</exception>
    public Task<BackupResult> BackUpAsync(BackupOptions options, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        backups.WriteAsync(options, progress, cancellationToken);

    /// <summary>Restores a backup into an empty folder (and database) and verifies the whole log. Nothing stays of what is refused or cancelled.</summary>
    /// <exception cref="BackupRefusedException">the backup is not whole, or the place is not empty</exception>
    /// <exception cref="StorageRefusedException">the restored store does not open</exception>
    public static Task<RestoreResult> RestoreAsync(
        RestoreOptions options, TimeProvider time, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        options.Into.Validate();
        return new BackupRestorer(options, time).RestoreAsync(progress, cancellationToken);
    }

    /// <summary>How the keys stand: which, wrapped by what, how many values under each.</summary>
    public async Task<KeyOverview> ReadKeysAsync(CancellationToken cancellationToken) =>
        await keys.ReadAsync((await rotation.ReadStatusAsync(cancellationToken)).TemplatesByKey, cancellationToken);

    /// <summary>
    /// A new key for sealed fields, or the end of an interrupted rotation. Audited rows stay under the keys that they name. Processes that
    /// opened before seal with the former key until their next start; the next call brings their rows too.
    /// </summary>
    public Task<FieldRotationResult> RotateFieldKeyAsync(IProgress<KeyRotationProgress>? progress, CancellationToken cancellationToken) =>
        keys.RotateFieldAsync(progress, cancellationToken);

    /// <summary>A new key-encryption key, or the one that the operator brought: every key is wrapped with it; no value changes.</summary>
    /// <param name="dropOlder">destroys the older ones also where the operator named: older copies of the keys folder are useless from then on</param>
    public Task<KeyEncryptionRotationResult> RotateKeyEncryptionAsync(bool dropOlder, CancellationToken cancellationToken) =>
        keys.RotateEncryptionAsync(dropOlder, cancellationToken);

    /// <summary>The next key that signs receipts, from the next opening on; former public keys stay and go on verifying.</summary>
    public Task RotateReceiptKeyAsync(CancellationToken cancellationToken) => keys.RotateReceiptAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await (databases.Replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        await databases.Eligibility.DisposeAsync();
        await databases.Templates.DisposeAsync();
        vault.Dispose();
    }

    // a first start beside half a store would show an empty register and nobody certified
    private static void RefuseHalfRestored(string folder)
    {
        if (RestoreFolder.IsUnderWay(folder))
        {
            throw new StorageRefusedException(
                StorageFault.DatabaseMissing,
                $"{folder}: 数据恢复正在进行或被中断，请重新恢复。 A restoration is under way or was interrupted; empty the folder and restore again.");
        }
    }

    // a folder keeps to its database: opening the other one would show an empty register and nobody certified
    private static Task<OpenedDatabases> OpenSqliteAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        PostgresOpening.StandsIn(options.Folder)
            ? throw new StorageRefusedException(
                StorageFault.Misconfigured,
                $"{options.Folder}: 该目录的数据在 PostgreSQL 中，但未给出连接。 The data of this folder lies in PostgreSQL, but no connection is configured ({StorageConfiguration.Sources}).")
            : SqliteOpening.OpenAsync(options, time, cancellationToken);

    private static Task<OpenedDatabases> OpenPostgresAsync(
        StorageOptions options, PostgresOptions postgres, TimeProvider time, CancellationToken cancellationToken) =>
        SqliteOpening.StandsIn(options.Folder)
            ? throw new StorageRefusedException(
                StorageFault.Misconfigured,
                $"{options.Folder}: 该目录的数据在 SQLite 文件中，不能改用 PostgreSQL。 The data of this folder lies in SQLite files; PostgreSQL needs a folder of its own.")
            : PostgresOpening.OpenAsync(options, postgres, time, cancellationToken);
}
