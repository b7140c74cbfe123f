using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Storage.Sql;

/// <summary>Appointments as events.</summary>
internal sealed class AppointmentTable(SqlSession session, AuditAppender? audit) : IAppointmentRecords
{
    private const string Select =
        """
        SELECT audit_sequence, appointment_id, beneficiary_id, kind, preferred_on, origin, helper_id, requested_at, change, caseworker, recorded_at
        FROM appointment_event
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Appointments: opened for reading only.");

    public Task<Appointment?> FindOpenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => session.FindAsync(
        $"""
        {Select} WHERE beneficiary_id = @beneficiary AND change = 1
          AND NOT EXISTS (SELECT 1 FROM appointment_event e WHERE e.appointment_id = appointment_event.appointment_id AND e.change > 1)
        ORDER BY audit_sequence DESC LIMIT 1
        """,
        static row => Map(row).Appointment,
        cancellationToken,
        beneficiary.Value);

    /// <summary>Neither kept nor given up, oldest first, of people of a division.</summary>
    public Task<List<Appointment>> ListOpenAsync(string division, int limit, CancellationToken cancellationToken) => session.ListAsync(
        $"""
        {Select} WHERE change = 1
          AND NOT EXISTS (SELECT 1 FROM appointment_event e WHERE e.appointment_id = appointment_event.appointment_id AND e.change > 1)
          AND EXISTS (SELECT 1 FROM beneficiary b WHERE b.id = appointment_event.beneficiary_id AND b.division_code >= @division AND b.division_code < @after)
        ORDER BY audit_sequence LIMIT @limit
        """,
        static row => Map(row).Appointment,
        cancellationToken,
        division,
        CaseQuery.After(division),
        (long)limit);

    public async Task AddAsync(AppointmentEvent happened, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(happened, cancellationToken);
        var appointment = happened.Appointment;
        await session.ExecuteAsync(
            """
            INSERT INTO appointment_event
              (audit_sequence, appointment_id, beneficiary_id, kind, preferred_on, origin, helper_id, requested_at, change, caseworker, recorded_at)
            VALUES (@sequence, @appointment, @beneficiary, @kind, @preferred_on, @origin, @helper, @requested_at, @change, @caseworker, @recorded_at)
            """,
            cancellationToken,
            sequence,
            appointment.Id.Value.ToColumn(),
            appointment.Beneficiary.Value,
            (long)appointment.Kind,
            appointment.PreferredOn.ToColumn(),
            (long)appointment.Origin,
            appointment.Helper?.Value,
            appointment.RequestedAt.ToColumn(),
            (long)happened.Change,
            happened.By?.Value,
            happened.RecordedAt.ToColumn());
    }

    internal static string Audited => $"{Select} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static AppointmentEvent Map(DbDataReader row) => new(
        new Appointment(
            new AppointmentId(row.GetId(1)),
            new BeneficiaryId(row.GetString(2)),
            (AppointmentKind)row.GetInt64(3),
            row.FindDate(4),
            (AppointmentOrigin)row.GetInt64(5),
            row.FindString(6) is { } helper ? new HelperId(helper) : null,
            row.GetInstant(7)),
        (AppointmentChange)row.GetInt64(8),
        row.FindString(9) is { } caseworker ? new CaseworkerId(caseworker) : null,
        row.GetInstant(10));
}
