using System.Text.Json;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Storage.Sql;

/// <summary>Receipts over snapshots. Safe on any thread: each call has its own connection.</summary>
internal sealed class ReceiptReader(SqlDatabase database) : IReceiptReader
{
    public Task<StoredReceipt?> FindAsync(ReceiptId id, CancellationToken cancellationToken) =>
        ReadAsync(table => table.FindAsync(id, cancellationToken), cancellationToken);

    public Task<StoredReceipt?> FindOfDecisionAsync(DecisionId decision, CancellationToken cancellationToken) =>
        ReadAsync(table => table.FindOfDecisionAsync(decision, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReceiptId>> ListRevokedAsync(DateOnly validAfter, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ReceiptId>>(
            async session => await new ReceiptTable(session, null).ListRevokedAsync(validAfter, cancellationToken), cancellationToken);

    private Task<StoredReceipt?> ReadAsync(Func<ReceiptTable, Task<IssuedReceipt?>> find, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var table = new ReceiptTable(session, null);
                var receipt = await find(table);
                return receipt is null ? null : new StoredReceipt(receipt, await table.FindRevocationAsync(receipt.Id, cancellationToken));
            },
            cancellationToken);
}

/// <summary>The outbox over snapshots. Safe on any thread.</summary>
internal sealed class NoticeReader(SqlDatabase database) : INoticeReader
{
    public Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new NoticeTable(session, null, null, TimeSpan.Zero).CountAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<NoticeStatus>> ListOfAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<NoticeStatus>>(
            async session => await new NoticeTable(session, null, null, TimeSpan.Zero).ListOfAsync(beneficiary, since, cancellationToken), cancellationToken);
}

/// <summary>Accounts over snapshots. Safe on any thread.</summary>
internal sealed class StaffReader(SqlDatabase database) : IStaffReader
{
    public Task<StaffAccount?> FindAsync(CaseworkerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new StaffTable(session, null, null).FindAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StaffAccount>>(
            async session => await new StaffTable(session, null, null).ListAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<DeclaredRelative>> ListRelativesAsync(CaseworkerId account, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DeclaredRelative>>(
            async session => await new StaffRelativeTable(session, null).ListAsync(account, cancellationToken), cancellationToken);

    public Task<FactorStanding> ReadFactorAsync(CaseworkerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new StaffFactorTable(session, null, null).ReadStandingAsync(id, cancellationToken), cancellationToken);
}

/// <summary>Open appointments for the caseworkers' list. Safe on any thread.</summary>
internal sealed class OpenAppointmentReader(SqlDatabase database) : IAppointmentReader
{
    public Task<IReadOnlyList<OpenAppointment>> ListOpenAsync(string division, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<OpenAppointment>>(
            async session => [.. (await new AppointmentTable(session, null).ListOpenAsync(division, limit, cancellationToken)).Select(a => new OpenAppointment(
                a.Id.ToString(), a.Beneficiary, JsonNamingPolicy.CamelCase.ConvertName(a.Kind.ToString()), a.PreferredOn, a.RequestedAt))],
            cancellationToken);
    }
}

/// <summary>Where people are reached: the telephone number on record for short messages; other channels have no addresses yet.</summary>
internal sealed class ContactAddresses(PersonReader people) : INoticeAddresses
{
    public async Task<NoticeAddress?> FindAsync(BeneficiaryId beneficiary, MessageChannelKind channel, CancellationToken cancellationToken) =>
        channel == MessageChannelKind.Sms && await people.FindPhoneAsync(beneficiary, cancellationToken) is { } phone
            ? new NoticeAddress(channel, phone.Reveal())
            : null;
}
