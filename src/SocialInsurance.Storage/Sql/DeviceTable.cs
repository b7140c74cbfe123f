using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;

namespace SocialInsurance.Storage.Sql;

/// <summary>Keys of devices that prove claims.</summary>
internal sealed class DeviceTable(SqlSession session, AuditAppender? audit) : IDeviceRecords
{
    private const string Select = "SELECT audit_sequence, device_id, beneficiary_id, change, public_key, recorded_at FROM device_change";

    private const string NotRevoked =
        "change = 1 AND NOT EXISTS (SELECT 1 FROM device_change r WHERE r.device_id = device_change.device_id AND r.change = 2)";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Devices: opened for reading only.");

    public async Task<IReadOnlyList<RegisteredDevice>> ListAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"{Select} WHERE beneficiary_id = @beneficiary AND {NotRevoked} ORDER BY audit_sequence", MapDevice, cancellationToken, beneficiary.Value);

    public Task<RegisteredDevice?> FindAsync(DeviceId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{Select} WHERE device_id = @device AND {NotRevoked}", MapDevice, cancellationToken, id.Value.ToColumn());

    public async Task AddAsync(DeviceChange change, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(change, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO device_change (audit_sequence, device_id, beneficiary_id, change, public_key, recorded_at)
            VALUES (@sequence, @device, @beneficiary, @change, @public_key, @recorded_at)
            """,
            cancellationToken,
            sequence,
            change.Device.Value.ToColumn(),
            change.Beneficiary.Value,
            (long)change.Kind,
            change.PublicKey,
            change.RecordedAt.ToColumn());
    }

    internal static string Audited => $"{Select} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static DeviceChange Map(DbDataReader row) => new(
        new DeviceId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        (DeviceChangeKind)row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetDigestBytes(4),
        row.GetInstant(5));

    private static RegisteredDevice MapDevice(DbDataReader row) =>
        new(new DeviceId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), row.GetDigestBytes(4), row.GetInstant(5));
}
