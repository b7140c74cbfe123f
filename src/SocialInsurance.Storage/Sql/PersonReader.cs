using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>The person's side over snapshots. Safe on any thread: each call has its own connection.</summary>
internal sealed class PersonReader(SqlDatabase database, IKeyRing keys) : IPersonReader
{
    public Task<PhoneNumber?> FindPhoneAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        ReadSealedAsync((session, sealer) => new ContactTable(session, null, sealer).FindPhoneAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<RegisteredDevice?> FindDeviceAsync(DeviceId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new DeviceTable(session, null).FindAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RelativeLink>> ReadLinksAsync(HelperId helper, CancellationToken cancellationToken) =>
        ReadSealedAsync((session, sealer) => new RelativeTable(session, null, sealer).ListOfHelperAsync(helper, cancellationToken), cancellationToken);

    public Task<Appointment?> FindOpenAppointmentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new AppointmentTable(session, null).FindOpenAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<FaceConsent?> FindFaceConsentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new EnrolmentTable(session, null).FindConsentInForceAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReviewCase>> ReadOpenCasesOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        ReadSealedAsync((session, sealer) => new CaseTable(session, null, sealer).FindOpenAsync(beneficiary, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PersonAccess>> ReadAccessesAsync(BeneficiaryId beneficiary, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return ReadSealedAsync((session, sealer) => new AccessQuery(session, sealer).ReadAsync(beneficiary, limit, cancellationToken), cancellationToken);
    }

    private Task<T> ReadSealedAsync<T>(Func<SqlSession, FieldSealer, Task<T>> read, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            using var sealer = new FieldSealer(keys, KeyPurpose.Field);
            return await read(session, sealer);
        },
        cancellationToken);
}
