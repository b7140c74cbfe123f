using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Storage.Sql;

/// <summary>Reads back, for a window of the log, the records that its entries claim.</summary>
internal static class AuditedRecords
{
    private const string Imports =
        "SELECT audit_sequence, digest, source, recorded_at FROM register_import WHERE audit_sequence >= @from AND audit_sequence < @until";

    /// <summary>
    /// Every table whose rows are keyed by an audit entry. What a row needs from another table is joined so that the row stays when the
    /// other is missing: a row that was planted leans on nothing and must be seen all the same.
    /// </summary>
    private static readonly AuditedTable[] Tables =
    [
        new(AuditKind.RegisterImported, "register_import", Imports, MapImport),
        new(AuditKind.RunRecorded, "comparison_run", DecisionTable.AuditedRuns, static row => DecisionTable.MapRun(row).Run),
        new(AuditKind.DecisionRecorded, "decision", DecisionTable.AuditedDecisions, static row => DecisionTable.Map(row).Decision),
        new(AuditKind.CaseEventRecorded, "review_case_event", CaseTable.AuditedEvents, CaseEventRow.MapEntry),
        new(AuditKind.ConsentRecorded, "face_consent", EnrolmentTable.AuditedConsents, static row => EnrolmentTable.MapConsent(row).Consent),
        new(AuditKind.ReferenceEnrolled, "reference_enrolment", EnrolmentTable.AuditedEnrolments, static row => EnrolmentTable.MapEnrolment(row).Enrolment),
        new(AuditKind.ReferenceWithdrawn, "reference_withdrawal", EnrolmentTable.AuditedWithdrawals, static row => EnrolmentTable.MapWithdrawal(row).Withdrawal),
        new(AuditKind.TemplateKeyChanged, "template_key_event", EnrolmentTable.AuditedKeyEvents, EnrolmentTable.MapKeyEvent),
        new(AuditKind.ReferenceRefreshed, "reference_refresh", EnrolmentTable.AuditedRefreshes, EnrolmentTable.MapRefresh),
        new(AuditKind.RetainedReferenceErased, "reference_erasure", EnrolmentTable.AuditedErasures, EnrolmentTable.MapErasure),
        new(AuditKind.ContactChanged, "contact_change", ContactTable.Audited, ContactTable.Map),
        new(AuditKind.RelativeLinked, "relative_link", RelativeTable.AuditedLinks, RelativeTable.MapLink),
        new(AuditKind.RelativeUnlinked, "relative_unlinking", RelativeTable.AuditedUnlinkings, RelativeTable.MapUnlinking),
        new(AuditKind.AppointmentRecorded, "appointment_event", AppointmentTable.Audited, AppointmentTable.Map),
        new(AuditKind.FaceConsentWithdrawn, "face_consent_withdrawal", EnrolmentTable.AuditedConsentWithdrawals, EnrolmentTable.MapConsentWithdrawal),
        new(AuditKind.DeviceChanged, "device_change", DeviceTable.Audited, DeviceTable.Map),
        new(AuditKind.RelativeActed, "relative_act", RelativeTable.AuditedActs, RelativeTable.MapAct),
        new(AuditKind.PartnerChanged, "partner", PartnerTable.AuditedPartners, PartnerTable.MapAdded),
        new(AuditKind.PartnerChanged, "partner_revocation", PartnerTable.AuditedRevocations, PartnerTable.MapRevoked),
        new(AuditKind.PartnerQueried, "partner_query", PartnerTable.AuditedQueries, PartnerTable.MapQuery),
        new(AuditKind.FeedEventAccepted, "feed_event", FeedEventTable.AuditedEvents, FeedEventTable.MapEntry),
        new(AuditKind.ReceiptIssued, "receipt", ReceiptTable.AuditedReceipts, ReceiptTable.MapReceipt),
        new(AuditKind.ReceiptRevoked, "receipt_revocation", ReceiptTable.AuditedRevocations, ReceiptTable.MapRevocation),
        new(AuditKind.StaffAccountChanged, "staff_account_event", StaffTable.AuditedEvents, StaffTable.MapEvent),
        new(AuditKind.StaffRelativeChanged, "staff_relative_event", StaffRelativeTable.AuditedEvents, StaffRelativeTable.MapEvent),
        new(AuditKind.NoticeQueued, "notice", NoticeTable.AuditedNotices, NoticeTable.MapNotice),
        new(AuditKind.AssistedMeetingRecorded, "assisted_meeting", StaffTable.AuditedMeetings, StaffTable.MapMeeting),
        new(AuditKind.BenefitChanged, "benefit_change", BenefitTable.AuditedChanges, BenefitTable.MapChange),
        new(AuditKind.BlindReviewJudged, "blind_review", BlindReviewTable.AuditedReviews, BlindReviewTable.MapReview),
        new(AuditKind.StaffRead, "staff_read", StaffReadTable.AuditedReads, StaffReadTable.MapEntry),
        new(AuditKind.FactMessageQueued, "fact_message", FactMessageTable.AuditedMessages, FactMessageTable.MapMessage),
        new(AuditKind.FeedbackGiven, "feedback", FeedbackTable.AuditedFeedback, FeedbackTable.MapGiven),
        new(AuditKind.FeedbackGiven, "feedback_resolution", FeedbackTable.AuditedResolutions, FeedbackTable.MapResolved),
        new(AuditKind.ReviewFramesKept, "review_frames_kept", ReviewFrameTable.AuditedKept, ReviewFrameTable.MapKept),
        new(AuditKind.ReviewFramesErased, "review_frames_erased", ReviewFrameTable.AuditedErased, ReviewFrameTable.MapErased),
        new(AuditKind.PartnerKeyRotated, "partner_key", PartnerTable.AuditedKeys, PartnerTable.MapRotated),
        new(AuditKind.PartnerCertificateBound, "partner_certificate", PartnerTable.AuditedCertificates, PartnerTable.MapBound),
        new(AuditKind.StaffSecurityChanged, "staff_security_event", StaffFactorTable.AuditedEvents, StaffFactorTable.MapEvent),
        new(AuditKind.KeyChanged, "key_change", KeyChangeTable.Audited, KeyChangeTable.Map),
        new(AuditKind.RecordsErased, "record_erasure", ErasureTable.AuditedErasures, ErasureTable.MapErasure),
        new(AuditKind.RetentionApplied, "retention_run", ErasureTable.AuditedRuns, ErasureTable.MapRun),
        new(AuditKind.PersonDataTaken, "person_data_taken", ErasureTable.AuditedCopies, ErasureTable.MapCopy),
    ];

    /// <summary>Whether this program knows what an entry of the kind records.</summary>
    public static bool Knows(AuditKind kind) => Kinds.Contains(kind);

    /// <summary>Records by the entry they claim, for entries from..until-1. An unreadable row is a record of null.</summary>
    public static async Task<ILookup<long, ClaimedRecord>> ReadAsync(
        SqlSession session, long from, long until, CancellationToken cancellationToken)
    {
        var records = new List<ClaimedRecord>();
        foreach (var table in Tables)
        {
            records.AddRange(await session.ListAsync(table.Sql, table.Read, cancellationToken, from, until));
        }

        return records.ToLookup(record => record.AuditSequence);
    }

    /// <summary>The lowest sequence outside 0..size-1 that a record claims; null when none does.</summary>
    public static async Task<long?> FindOutsideAsync(SqlSession session, long size, CancellationToken cancellationToken)
    {
        long? lowest = null;
        foreach (var table in Tables)
        {
            var found = await session.FindAsync<long?>(
                $"SELECT MIN(audit_sequence) FROM {table.Name} WHERE audit_sequence < 0 OR audit_sequence >= @size",
                static row => row.IsDBNull(0) ? null : row.GetInt64(0),
                cancellationToken,
                size);
            lowest = found < (lowest ?? long.MaxValue) ? found : lowest;
        }

        return lowest;
    }

    private static HashSet<AuditKind> Kinds { get; } = [.. Tables.Select(table => table.Kind)];

    private static RegisterImport MapImport(DbDataReader row) => new(row.GetDigest(1), row.GetString(2), row.GetInstant(3));

    /// <param name="Record">null when the row does not read as a record</param>
    internal readonly record struct ClaimedRecord(long AuditSequence, AuditKind Kind, IAuditable? Record);

    private sealed record AuditedTable(AuditKind Kind, string Name, string Sql, Func<DbDataReader, IAuditable> Map)
    {
        // a row that was tampered with may not even parse; that is a verdict, not a fault of the program
        public ClaimedRecord Read(DbDataReader row)
        {
            try
            {
                return new ClaimedRecord(row.GetInt64(0), Kind, Map(row));
            }
            catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidOperationException or InvalidCastException or OverflowException)
            {
                return new ClaimedRecord(row.GetInt64(0), Kind, null);
            }
        }
    }
}
