using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Accounts of staff as they stand, what happened to them (audited), and meetings with people (audited).</summary>
internal sealed class StaffTable(SqlSession session, AuditAppender? audit, FieldSealer? sealer) : IStaffRecords
{
    private const string Columns = "SELECT id, password_hash, roles, must_change, failed_count, locked_until, closed, division, team, resides_in, session_round, "
        + "(SELECT confirmed_at FROM staff_factor WHERE account_id = staff_account.id) FROM staff_account";

    private const string Upsert =
        """
        INSERT INTO staff_account (id, password_hash, roles, must_change, failed_count, locked_until, closed, division, team, resides_in, session_round)
        VALUES (@id, @hash, @roles, @must_change, @failed, @locked_until, @closed, @division, @team, @resides_in, @session_round)
        ON CONFLICT (id) DO UPDATE SET password_hash = excluded.password_hash, roles = excluded.roles, must_change = excluded.must_change,
          failed_count = excluded.failed_count, locked_until = excluded.locked_until, closed = excluded.closed,
          division = excluded.division, team = excluded.team, resides_in = excluded.resides_in,
          session_round = excluded.session_round
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Staff: opened for reading only.");

    public async Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        await session.FindAsync("SELECT 1 FROM staff_account LIMIT 1", static _ => true, cancellationToken);

    public Task<StaffAccount?> FindAsync(CaseworkerId id, CancellationToken cancellationToken) =>
        session.FindAsync($"{Columns} WHERE id = @id", Map, cancellationToken, id.Value);

    public Task<List<StaffAccount>> ListAsync(CancellationToken cancellationToken) =>
        session.ListAsync($"{Columns} ORDER BY id", Map, cancellationToken);

    public async Task PutAsync(StaffAccount account, StaffAccountEvent? happened, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            Upsert,
            cancellationToken,
            account.Id.Value,
            account.PasswordHash,
            (long)account.Roles,
            account.MustChange ? 1L : 0L,
            (long)account.FailedCount,
            account.LockedUntil?.ToColumn(),
            account.Closed ? 1L : 0L,
            account.Division,
            account.Team,
            account.ResidesIn,
            (long)account.SessionRound);
        if (happened is not null)
        {
            var sequence = await Audit.AppendAsync(happened, cancellationToken);
            await session.ExecuteAsync(
                """
                INSERT INTO staff_account_event (audit_sequence, account_id, change, roles, changed_by, scope, recorded_at)
                VALUES (@sequence, @account, @change, @roles, @changed_by, @scope, @recorded_at)
                """,
                cancellationToken,
                sequence,
                happened.Account.Value,
                (long)happened.Change,
                (long)happened.Roles,
                happened.By.Value,
                happened.Scope,
                happened.RecordedAt.ToColumn());
        }
    }

    public Task AddReadAsync(StaffRead read, CancellationToken cancellationToken) =>
        new StaffReadTable(session, Audit, sealer ?? throw new InvalidOperationException("Staff: opened without keys.")).AddAsync(read, cancellationToken);

    public async Task<IReadOnlySet<BeneficiaryId>> ReadDeclaredRelativesAsync(CaseworkerId account, CancellationToken cancellationToken) =>
        (await Relatives.ListAsync(account, cancellationToken)).Select(static relative => relative.Beneficiary).ToHashSet();

    public Task<bool> ChangeRelativeAsync(StaffRelativeEvent happened, CancellationToken cancellationToken) => Relatives.ChangeAsync(happened, cancellationToken);

    private StaffRelativeTable Relatives => new(session, audit);

    public async Task AddMeetingAsync(AssistedMeeting meeting, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(meeting, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO assisted_meeting (audit_sequence, meeting_id, beneficiary_id, caseworker, kind, place, met_on, recorded_at)
            VALUES (@sequence, @meeting, @beneficiary, @caseworker, @kind, @place, @met_on, @recorded_at)
            """,
            cancellationToken,
            sequence,
            meeting.Meeting.Value,
            meeting.Beneficiary.Value,
            meeting.By.Value,
            (long)meeting.Place.Kind,
            meeting.Place.Where,
            meeting.MetOn.ToColumn(),
            meeting.RecordedAt.ToColumn());
    }

    internal static string AuditedEvents =>
        """
        SELECT audit_sequence, account_id, change, roles, changed_by, recorded_at, scope FROM staff_account_event
        WHERE audit_sequence >= @from AND audit_sequence < @until
        """;

    internal static string AuditedMeetings =>
        """
        SELECT audit_sequence, meeting_id, beneficiary_id, caseworker, kind, place, met_on, recorded_at FROM assisted_meeting
        WHERE audit_sequence >= @from AND audit_sequence < @until
        """;

    internal static StaffAccountEvent MapEvent(DbDataReader row) => new(
        new CaseworkerId(row.GetString(1)),
        (StaffChange)row.GetInt64(2),
        (StaffRoles)row.GetInt64(3),
        new CaseworkerId(row.GetString(4)),
        row.GetInstant(5),
        row.FindString(6));

    internal static AssistedMeeting MapMeeting(DbDataReader row) => new(
        new SessionId(row.GetString(1)),
        new BeneficiaryId(row.GetString(2)),
        new CaseworkerId(row.GetString(3)),
        new MeetingPlace((MeetingKind)row.GetInt64(4), row.GetString(5)),
        row.GetDate(6),
        row.GetInstant(7));

    private static StaffAccount Map(DbDataReader row) => new(
        new CaseworkerId(row.GetString(0)),
        row.GetString(1),
        (StaffRoles)row.GetInt64(2),
        row.GetInt64(3) != 0,
        row.GetInt32(4),
        row.IsDBNull(5) ? null : row.GetInstant(5),
        row.GetInt64(6) != 0)
    {
        Division = row.GetString(7),
        Team = row.GetString(8),
        ResidesIn = row.GetString(9),
        SessionRound = row.GetInt32(10),
        FactorSince = row.IsDBNull(11) ? null : row.GetInstant(11),
    };
}
