using System.Data.Common;
using System.Text;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Beneficiaries with sealed identities. The blind index finds a document without opening any.</summary>
internal sealed class BeneficiaryTable(SqlSession session, AuditAppender? audit, FieldSealer sealer, IKeyRing keys) : IBeneficiaryRecords
{
    private const string Columns =
        "id, document_sealed, name_sealed, born_on, division_code, due_on, last_certified_on";

    private const string UpdateOnConflict =
        """
        ON CONFLICT (id) DO UPDATE SET document_sealed = excluded.document_sealed, document_index = excluded.document_index,
          name_sealed = excluded.name_sealed, born_on = excluded.born_on, division_code = excluded.division_code,
          due_on = excluded.due_on, last_certified_on = excluded.last_certified_on
        """;

    private static readonly string[] StoredColumns =
        ["id", "document_sealed", "document_index", "name_sealed", "born_on", "division_code", "due_on", "last_certified_on"];

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Beneficiaries: opened for reading only.");

    public async Task<bool> HasRegisterAsync(Sha256Digest registerDigest, CancellationToken cancellationToken) =>
        await session.FindAsync(
            "SELECT 1 FROM register_import WHERE digest = @digest", static _ => true, cancellationToken, registerDigest.ToArray());

    public async Task<IReadOnlyDictionary<BeneficiaryId, CertificationStanding>> FetchStandingsAsync(
        IReadOnlyList<BeneficiaryId> ids, CancellationToken cancellationToken)
    {
        var standings = await session.FindManyAsync<CertificationStanding?>(
            "SELECT id, due_on, last_certified_on FROM beneficiary WHERE id = @id",
            static row => new CertificationStanding(new BeneficiaryId(row.GetString(0)), row.GetDate(1), row.FindDate(2)),
            [.. ids.Distinct().Select(id => new object?[] { id.Value })],
            cancellationToken);
        return standings.OfType<CertificationStanding>().ToDictionary(standing => standing.Beneficiary);
    }

    public Task<string?> FindDivisionAsync(BeneficiaryId id, CancellationToken cancellationToken) =>
        session.FindAsync("SELECT division_code FROM beneficiary WHERE id = @id", static row => row.GetString(0), cancellationToken, id.Value);

    public async Task AddRegisterAsync(RegisterImport import, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(import, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO register_import (audit_sequence, digest, source, recorded_at) VALUES (@sequence, @digest, @source, @recorded_at)",
            cancellationToken,
            sequence,
            import.Digest.ToArray(),
            import.Source,
            import.RecordedAt.ToColumn());
    }

    /// <summary>A register comes again and again and says of nearly everybody what it said before: such a row is not sealed and written anew.</summary>
    public async Task PutAsync(IReadOnlyList<Beneficiary> beneficiaries, CancellationToken cancellationToken)
    {
        var stored = await session.FindManyAsync(
            $"SELECT {Columns} FROM beneficiary WHERE id = @id", FindReadable, [.. beneficiaries.Select(person => new object?[] { person.Id.Value })], cancellationToken);
        await WriteAsync([.. beneficiaries.Where((person, index) => person != stored[index])], cancellationToken);
    }

    private Task WriteAsync(IReadOnlyList<Beneficiary> beneficiaries, CancellationToken cancellationToken) =>
        session.InsertManyAsync(
            "beneficiary",
            StoredColumns,
            [
                .. beneficiaries.Select(person => new object?[]
                {
                    person.Id.Value,
                    sealer.Seal(person.Document.Reveal(), DocumentPlace(person.Id.Value)),
                    IndexOf(person.Document),
                    sealer.Seal(person.Name.Reveal(), NamePlace(person.Id.Value)),
                    person.BornOn.ToColumn(),
                    person.DivisionCode,
                    person.DueOn.ToColumn(),
                    person.LastCertifiedOn.ToColumn(),
                }),
            ],
            cancellationToken,
            UpdateOnConflict);

    public Task RenewAsync(
        IReadOnlyList<CertificationStanding> standings, CertificationMethod method, CancellationToken cancellationToken) =>
        session.ExecuteManyAsync(
            "UPDATE beneficiary SET due_on = @due_on, last_certified_on = @last, certified_by = @method WHERE id = @id",
            [
                .. standings.Select(standing => new object?[]
                {
                    standing.DueOn.ToColumn(), standing.LastCertifiedOn.ToColumn(), (long)method, standing.Beneficiary.Value,
                }),
            ],
            cancellationToken);

    public Task<Beneficiary?> FindAsync(BeneficiaryId id, CancellationToken cancellationToken) =>
        session.FindAsync($"SELECT {Columns} FROM beneficiary WHERE id = @id", Map, cancellationToken, id.Value);

    public async Task<IReadOnlyDictionary<BeneficiaryId, Beneficiary>> FindManyAsync(
        IReadOnlyCollection<BeneficiaryId> ids, CancellationToken cancellationToken)
    {
        var found = await session.FindManyAsync(
            $"SELECT {Columns} FROM beneficiary WHERE id = @id", Map, [.. ids.Distinct().Select(id => new object?[] { id.Value })], cancellationToken);
        return found.OfType<Beneficiary>().ToDictionary(person => person.Id);
    }

    public Task<List<Beneficiary>> FindByDocumentAsync(DocumentNumber document, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"SELECT {Columns} FROM beneficiary WHERE document_index = @document ORDER BY id", Map, cancellationToken, IndexOf(document));

    private static string DocumentPlace(string id) => $"beneficiary/document/{id}";

    private static string NamePlace(string id) => $"beneficiary/name/{id}";

    private byte[] IndexOf(DocumentNumber document) =>
        keys.Suite.Mac(keys.Current(KeyPurpose.BlindIndex).Bytes, Encoding.UTF8.GetBytes($"document/{document.LookupForm}"));

    /// <summary>Null where a seal does not open: the register puts it right.</summary>
    private Beneficiary? FindReadable(DbDataReader row)
    {
        try
        {
            return Map(row);
        }
        catch (StorageRefusedException)
        {
            return null;
        }
    }

    private Beneficiary Map(DbDataReader row)
    {
        var id = row.GetString(0);
        return new Beneficiary(
            new BeneficiaryId(id),
            DocumentNumber.From(sealer.OpenText(row.GetDigestBytes(1), DocumentPlace(id))),
            new PersonName(sealer.OpenText(row.GetDigestBytes(2), NamePlace(id))),
            row.GetDate(3),
            row.GetString(4),
            row.GetDate(5),
            row.FindDate(6));
    }
}
