using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>The reading ports over snapshots. Safe on any thread: each call has its own connection.</summary>
/// <param name="counts">for the overview</param>
internal sealed class EligibilityReader(SqlDatabase database, ISqlReads counts, ITemplateVault vault, IKeyRing keys, StoredFaceLimits limits)
    : IEligibilityReader, IIdentityReader, IEnrolledReferenceReader, IReversalReader, IAuditLog
{
    private readonly AuditSealer auditSealer = new(keys.Current(KeyPurpose.AuditSalt).Bytes);
    private readonly AuditTiles auditTiles = new(new AuditTileBook(database));

    public async Task<EligibilityOverview> ReadOverviewAsync(CancellationToken cancellationToken)
    {
        var faces = await ReadStoredFacesAsync(cancellationToken);
        return await counts.ReadAsync(session => new OverviewQuery(session, auditSealer).ReadAsync(faces, cancellationToken), cancellationToken);
    }

    public async Task<StoredFaces> ReadStoredFacesAsync(CancellationToken cancellationToken) =>
        StoredFaces.Of(await vault.CountAsync(cancellationToken), limits);

    public Task<IReadOnlyDictionary<CertificationMethod, long>> CountCertifiedAsync(CancellationToken cancellationToken) =>
        counts.ReadAsync(session => new OverviewQuery(session, auditSealer).CountCertifiedAsync(cancellationToken), cancellationToken);

    public Task<RecordedRun?> FindLastRunAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await new DecisionTable(session, null).FindLastRunAsync(cancellationToken))?.Run, cancellationToken);

    public Task<IReadOnlyList<AuditedDecision>> ReadDecisionsAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditedDecision>>(
            async session => await new DecisionTable(session, null).ReadOfAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<CertificationPeriod?> FindPeriodAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.FindAsync(
                """
                SELECT p.valid_from, p.valid_until, d.id FROM certification_period p JOIN decision d ON d.audit_sequence = p.opened_by
                WHERE p.beneficiary_id = @beneficiary ORDER BY p.valid_until DESC, p.opened_by DESC LIMIT 1
                """,
                row => new CertificationPeriod(beneficiary, row.GetDate(0), row.GetDate(1), new DecisionId(row.GetId(2))),
                cancellationToken,
                beneficiary.Value),
            cancellationToken);

    public Task<IReadOnlyList<ReviewCase>> ReadOpenCasesAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                return await new CaseTable(session, null, sealer).ReadOpenAsync(limit, cancellationToken);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<ReversedDeath>> ReadReversalsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new CaseTable(session, null, null).ReadReversalsAsync(cancellationToken), cancellationToken);

    public Task<ReferenceEnrolment?> FindReferenceAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new EnrolmentTable(session, null).FindCurrentAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<EnrolledReference>> SampleAsync(Sha256Digest model, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.ReadAsync(session => new EnrolmentTable(session, null).SampleAsync(model, limit, cancellationToken), cancellationToken);
    }

    public Task<Beneficiary?> FindAsync(BeneficiaryId id, CancellationToken cancellationToken) =>
        ReadIdentitiesAsync(table => table.FindAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<BeneficiaryId, Beneficiary>> FindManyAsync(IReadOnlyCollection<BeneficiaryId> ids, CancellationToken cancellationToken) =>
        ReadIdentitiesAsync(table => table.FindManyAsync(ids, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Beneficiary>> FindByDocumentAsync(DocumentNumber document, CancellationToken cancellationToken) =>
        ReadIdentitiesAsync<IReadOnlyList<Beneficiary>>(
            async table => await table.FindByDocumentAsync(document, cancellationToken), cancellationToken);

    public Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AuditLogReader(session, auditSealer).ReadHeadAsync(cancellationToken), cancellationToken);

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => VerifyAsync(new MerkleFrontier(), cancellationToken);

    public Task<AuditVerification> VerifyAsync(MerkleFrontier whole, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AuditLogReader(session, auditSealer).VerifyAsync(whole, null, cancellationToken), cancellationToken);

    public Task<AuditInclusion?> ProveInclusionAsync(long sequence, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AuditLogReader(session, auditSealer, auditTiles).ProveInclusionAsync(sequence, cancellationToken), cancellationToken);

    public Task<AuditConsistency?> ProveConsistencyAsync(long oldSize, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AuditLogReader(session, auditSealer, auditTiles).ProveConsistencyAsync(oldSize, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(long from, int count, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AuditLogReader(session, auditSealer).ReadEntriesAsync(from, count, cancellationToken), cancellationToken);

    private Task<T> ReadIdentitiesAsync<T>(Func<BeneficiaryTable, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                using var sealer = new FieldSealer(keys, KeyPurpose.Field);
                return await read(new BeneficiaryTable(session, null, sealer, keys));
            },
            cancellationToken);
}
