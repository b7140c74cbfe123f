using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Telephone numbers, sealed; the newest of a person counts.</summary>
internal sealed class ContactTable(SqlSession session, AuditAppender? audit, FieldSealer sealer) : IContactRecords
{
    private const string Select = "SELECT audit_sequence, beneficiary_id, phone_sealed, source, caseworker, recorded_at FROM contact_change";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Contacts: opened for reading only.");

    public async Task<PhoneNumber?> FindPhoneAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        var found = await session.FindAsync(
            "SELECT phone_sealed FROM contact_change WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence DESC LIMIT 1",
            static row => row.GetDigestBytes(0),
            cancellationToken,
            beneficiary.Value);
        return found is null ? null : PhoneNumber.From(sealer.OpenText(found, PlaceOf(beneficiary)));
    }

    public async Task AddAsync(NewContact contact, CancellationToken cancellationToken)
    {
        var sealedPhone = sealer.Seal(contact.Phone.Reveal(), PlaceOf(contact.Beneficiary));
        var change = new ContactChange(contact.Beneficiary, Sha256Digest.Of(sealedPhone), contact.Source, contact.By, contact.RecordedAt);
        var sequence = await Audit.AppendAsync(change, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO contact_change (audit_sequence, beneficiary_id, phone_sealed, source, caseworker, recorded_at)
            VALUES (@sequence, @beneficiary, @phone, @source, @caseworker, @recorded_at)
            """,
            cancellationToken,
            sequence,
            contact.Beneficiary.Value,
            sealedPhone,
            (long)contact.Source,
            contact.By?.Value,
            contact.RecordedAt.ToColumn());
    }

    internal static string Audited => $"{Select} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static ContactChange Map(DbDataReader row) => new(
        new BeneficiaryId(row.GetString(1)),
        Sha256Digest.Of(row.GetDigestBytes(2)),
        (ContactSource)row.GetInt64(3),
        row.FindString(4) is { } caseworker ? new CaseworkerId(caseworker) : null,
        row.GetInstant(5));

    private static string PlaceOf(BeneficiaryId beneficiary) => $"contact/phone/{beneficiary.Value}";
}
