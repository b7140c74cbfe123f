using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Storage.Sql;

/// <summary>What is over, as SQL over one instant (<c>@cutoff</c>); what a person may erase, over one person.</summary>
internal static class ErasureDue
{
    /// <summary>Records of a person: kind as the audit log has it.</summary>
    public const string OfPerson =
        """
        SELECT audit_sequence, kind FROM (
          SELECT audit_sequence, 11 AS kind FROM contact_change WHERE beneficiary_id = @beneficiary
          UNION ALL SELECT audit_sequence, 22 FROM device_change WHERE beneficiary_id = @beneficiary
          UNION ALL SELECT audit_sequence, 30 FROM feedback WHERE beneficiary_id = @beneficiary
          UNION ALL SELECT r.audit_sequence, 30 FROM feedback_resolution r JOIN feedback f ON f.id = r.feedback_id WHERE f.beneficiary_id = @beneficiary
        ) records
        """;

    /// <summary>Null for kinds that are not erased by term here.</summary>
    public static string? Of(RetainedKind kind) => kind switch
    {
        // a number counts from when a newer one took its place; the newest stays
        RetainedKind.Contacts =>
            """
            SELECT c.audit_sequence AS audit_sequence FROM contact_change c
            WHERE EXISTS (SELECT 1 FROM contact_change n WHERE n.beneficiary_id = c.beneficiary_id AND n.audit_sequence > c.audit_sequence AND n.recorded_at < @cutoff)
            """,

        // registration and end go together
        RetainedKind.Devices =>
            """
            SELECT d.audit_sequence AS audit_sequence FROM device_change d
            WHERE EXISTS (SELECT 1 FROM device_change r WHERE r.device_id = d.device_id AND r.change = 2 AND r.recorded_at < @cutoff)
            """,

        // a complaint goes with its answer; one that nobody answered stays until somebody does
        RetainedKind.Feedback =>
            """
            SELECT audit_sequence FROM (
              SELECT f.audit_sequence AS audit_sequence, f.id AS id, f.recorded_at AS at, f.complaint AS complaint FROM feedback f
              UNION ALL SELECT r.audit_sequence, f.id, f.recorded_at, f.complaint FROM feedback_resolution r JOIN feedback f ON f.id = r.feedback_id
            ) given WHERE at < @cutoff AND (complaint = 0 OR EXISTS (SELECT 1 FROM feedback_resolution s WHERE s.feedback_id = given.id))
            """,
        RetainedKind.FeedEvents => "SELECT audit_sequence FROM feed_event WHERE recorded_at < @cutoff",
        RetainedKind.NoticeTexts => "SELECT notice_id FROM notice_outbox WHERE state = 3 AND ended_at < @cutoff AND length(text_sealed) > 0",
        RetainedKind.RejectedEvents => "SELECT id FROM feed_event_rejected WHERE recorded_at < @cutoff",
        _ => null,
    };

    /// <summary>As what the log records a kind; null for kinds that it does not hold.</summary>
    public static AuditKind? AuditedAs(RetainedKind kind) => kind switch
    {
        RetainedKind.Contacts => AuditKind.ContactChanged,
        RetainedKind.Devices => AuditKind.DeviceChanged,
        RetainedKind.Feedback => AuditKind.FeedbackGiven,
        RetainedKind.FeedEvents => AuditKind.FeedEventAccepted,
        _ => null,
    };
}
