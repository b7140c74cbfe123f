namespace SocialInsurance.Storage.Tests;

/// <summary>
/// What the log does not answer for, by name and with the reason. Everything else that the schema has is tampered with by
/// <see cref="AuditSchemaTests"/>: a table or column added later is audited, or it is written down here.
/// </summary>
internal static class AuditedSchema
{
    public const string Key = "audit_sequence";

    /// <summary>Tables without an entry of their own whose columns an entry covers, and the SQL that finds that entry for a row.</summary>
    public static readonly (string Table, string Sequence, string Row)[] CoveredByAnother =
    [
        ("certification_period", "SELECT MIN(opened_by) FROM certification_period", "opened_by = (SELECT MIN(opened_by) FROM certification_period)"),
        (
            "review_case",
            "SELECT MIN(audit_sequence) FROM review_case_event",
            "id = (SELECT case_id FROM review_case_event ORDER BY audit_sequence LIMIT 1)"),
    ];

    private const string Projection = "follows from the events of the case, which are audited one by one";

    private const string Delivery = "how far the delivery has come; what is delivered is audited in notice or fact_message";

    private const string FactorState = "sign-in state; every change of a factor is audited in staff_security_event";

    /// <summary>A table, or a column as <c>table.column</c>.</summary>
    public static readonly Dictionary<string, string> NotCovered = new(StringComparer.Ordinal)
    {
        ["audit_entry"] = "the log itself: its rows are tampered with in AuditTamperTests",
        ["audit_tile"] = "a cache over the log's entries: held to the checkpoint whenever it is read",
        ["audit_checkpoint"] = "the log itself: its rows are tampered with in AuditTamperTests",
        ["beneficiary"] = "the register as it is now: its imports are audited by digest, what was decided of a person in decision and certification_period; the sealed fields are bound to their row by the encryption",
        ["fact_message_outbox"] = Delivery,
        ["notice_outbox"] = Delivery,
        ["feed_event_rejected"] = "what a partner sent and nobody applied: kept to be looked at, decides nothing",
        ["job_lease"] = "which instance works at this moment",
        ["job_run"] = "when background work ran; what it did is audited where it was done",
        ["key_fingerprint"] = "which key the file was sealed under: another one opens nothing",
        ["partner_usage"] = "a quota's counter of a day",
        ["schema_compatibility"] = "which older programs may start; says nothing about a person",
        ["schema_migration"] = "which scripts the file has seen: the product refuses one of another digest when it opens",
        ["staff_account"] = "sign-in state; every change of roles, scope and password is audited in staff_account_event",
        ["erased_record"] = "lets a trigger know what may be deleted; verification believes record_erasure, which is audited, and not this",
        ["staff_factor"] = FactorState,
        ["staff_recovery_code"] = FactorState,
        ["staff_relative"] = "what stands now; each declaration and withdrawal is audited in staff_relative_event",
        ["uptime_minute"] = "minutes in which the service answered",
        ["review_case.division_code"] = "copied from the register for the queue",
        ["review_case.state"] = Projection,
        ["review_case.version"] = Projection,
        ["review_case.assigned_to"] = Projection,
        ["review_case.opened_at"] = Projection,
        ["review_case.updated_at"] = Projection,
        ["review_case.due_at"] = Projection,
        ["review_case.waits_until"] = Projection,
        ["review_case.escalated"] = Projection,
        ["review_case.lead_case"] = Projection,
        ["review_case.proposed_measure"] = Projection,
        ["review_case.proposed_by"] = Projection,
        ["review_case.conclusion"] = Projection,
        ["review_case.closed_at"] = Projection,
        ["review_case.closed_by"] = Projection,
        ["review_case.drawn_at"] = "when the case was drawn for a blind second look; the look is audited in blind_review",
    };

    /// <summary>An expression for another value of a column.</summary>
    /// <param name="type">INTEGER, TEXT or BLOB</param>
    public static string Other(string column, string type) => column switch
    {
        "sequence" => "700",
        "ordinal" => "ordinal + 700",
        "kind" when type == "INTEGER" => "kind % 3 + 1",
        _ when type == "TEXT" => $"COALESCE({column} || 'x', 'x')",
        _ when type == "BLOB" || column is "subject_commitment" or "payload_digest" or "seal" => "zeroblob(32)",
        _ => $"COALESCE({column} + 7, 7)",
    };
}
