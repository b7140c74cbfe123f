using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>
/// All ports on two SQLite files in one data folder: eligibility.db, templates.db and keys/. Open it once per process and
/// dispose it at the end. Ports are safe on any thread; writers queue.
/// </summary>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly SqliteEligibilityStore store;
    private readonly SqliteTemplateVault vault;
    private readonly SqliteReader reader;

    private readonly TemplateKeyRotation rotation;

    private SqliteStorage(SqliteEligibilityStore store, SqliteTemplateVault vault, SqliteReader reader, TemplateKeyRotation rotation)
    {
        this.store = store;
        this.vault = vault;
        this.reader = reader;
        this.rotation = rotation;
    }

    public IEligibilityStore Store => store;

    public IEligibilityReader Reader => reader;

    public IIdentityReader Identities => reader;

    public IReversalReader Reversals => reader;

    public ITemplateVault Templates => vault;

    public IAuditLog AuditLog => reader;

    public required IReceiptReader Receipts { get; init; }

    /// <summary>Signs receipts with the key in the keys folder.</summary>
    public required IReceiptSigner ReceiptSigner { get; init; }

    public required INoticeReader Notices { get; init; }

    public required IStaffReader Staff { get; init; }

    /// <summary>Opens the data folder; makes folder, keys and databases at the first start.</summary>
    /// <exception cref="StorageRefusedException">the folder cannot be used; the fault and the message say why</exception>
    public static async Task<SqliteStorage> OpenAsync(
        SqliteStorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        var eligibility = new SqliteFile(Path.Combine(options.Folder, "eligibility.db"), options);
        var templates = new SqliteFile(Path.Combine(options.Folder, "templates.db"), options with { MaxDatabaseSizeBytes = null });
        var keys = PrepareFolder(options.Folder, eligibility, templates);

        var writer = await OpenDatabaseAsync(
            eligibility, "Sqlite", keys, [KeyPurpose.Field, KeyPurpose.BlindIndex, KeyPurpose.AuditSalt], time, cancellationToken);
        SqliteConnection? templateWriter = null;
        try
        {
            templateWriter = await OpenDatabaseAsync(
                templates, "SqliteTemplates", keys, [KeyPurpose.Template], time, cancellationToken);
            var vault = new SqliteTemplateVault(templates, templateWriter, keys);
            var store = new SqliteEligibilityStore(eligibility, writer, keys, time);
            var signer = await OpenReceiptKeysAsync(eligibility, writer, Path.Combine(options.Folder, "keys"), cancellationToken);
            return new SqliteStorage(
                store,
                vault,
                new SqliteReader(eligibility, vault, keys, options.StoredFaceLimits),
                new TemplateKeyRotation(store, vault, templates, keys, new SealedCohorts(options.Folder, keys, vault.Sealer), time))
            {
                Receipts = new ReceiptReader(eligibility),
                ReceiptSigner = signer,
                Notices = new NoticeReader(eligibility),
                Staff = new StaffReader(eligibility),
            };
        }
        catch
        {
            await (templateWriter?.DisposeAsync() ?? ValueTask.CompletedTask);
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Erases templates that no kept reference names: what a fault during enrolment or withdrawal left behind. To be run
    /// by maintenance. Runs under the write lock, so that no enrolment is under way in any process, and only over a whole
    /// audit log, so that a changed or foreign eligibility.db cannot make it erase templates that have an owner.
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

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await vault.DisposeAsync();
    }

    private static FileKeyRing PrepareFolder(string folder, SqliteFile eligibility, SqliteFile templates)
    {
        try
        {
            RestrictedFiles.EnsureFolder(folder);
            var keyFolder = Path.Combine(folder, "keys");
            var isFirstStart = !eligibility.Exists && !templates.Exists;
            if (!isFirstStart && (!eligibility.Exists || !templates.Exists))
            {
                ThrowWhenHalfIsMissing(eligibility, templates);
            }

            RestrictedFiles.EnsureFolder(keyFolder);
            var keys = FileKeyRing.Open(keyFolder, isFirstStart);
            templates.CreateWhenMissing();
            eligibility.CreateWhenMissing();
            return keys;
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new StorageRefusedException(
                StorageFault.NotWritable, $"{folder}: 数据目录不可写。 The data folder cannot be used ({fault.GetType().Name}).", fault);
        }
    }

    // at the first start templates.db is made first, empty: only a file of 0 bytes may be alone
    private static void ThrowWhenHalfIsMissing(SqliteFile eligibility, SqliteFile templates)
    {
        var (missing, present) = eligibility.Exists ? (templates, eligibility) : (eligibility, templates);
        if (new FileInfo(present.Path).Length > 0)
        {
            throw new StorageRefusedException(
                StorageFault.DatabaseMissing,
                $"{missing.Path}: 数据库文件缺失，请从备份恢复。 The database is missing while its twin exists; restore both from one backup.");
        }
    }

    private static async Task<FileReceiptKeys> OpenReceiptKeysAsync(
        SqliteFile file, SqliteConnection writer, string keyFolder, CancellationToken cancellationToken)
    {
        await using var transaction = SqliteWriteTransaction.Begin(writer, file);
        await using var session = new SqlSession(writer, transaction, file.Translate);
        var keys = await ReceiptKeyFingerprints.OpenAsync(session, keyFolder, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return keys;
    }

    private static async Task<SqliteConnection> OpenDatabaseAsync(
        SqliteFile file, string migrations, IKeyRing keys, KeyPurpose[] purposes, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await file.OpenForWritingAsync(cancellationToken);
        try
        {
            await new MigrationRunner(file, MigrationScript.Load(migrations), time).RunAsync(connection, cancellationToken);
            await using var transaction = SqliteWriteTransaction.Begin(connection, file);
            await using var session = new SqlSession(connection, transaction, file.Translate);
            await KeyFingerprints.CheckAsync(session, keys, purposes, file.Path, cancellationToken);
            await session.CommitAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
