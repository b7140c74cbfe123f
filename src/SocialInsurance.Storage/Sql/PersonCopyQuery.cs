using System.Data.Common;
using System.Globalization;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// All that the tables hold about one person, a section a table, each asked for by the person's id. Left out, and said in the file: templates and
/// frames themselves, notes of caseworkers, names of staff and of helpers.
/// </summary>
internal sealed class PersonCopyQuery(SqlSession session, FieldSealer sealer)
{
    /// <summary>Tables about people of which no row goes into a copy, with the reason.</summary>
    internal static readonly IReadOnlyDictionary<string, string> LeftOut = new Dictionary<string, string>
    {
        ["staff_relative"] = "declared by a member of staff about that member's own relatives",
        ["staff_relative_event"] = "declared by a member of staff about that member's own relatives",
    };

    /// <summary>A part of the copy; a test holds that every table with a person in it is here or left out by name.</summary>
    internal static readonly IReadOnlyList<CopyPart> Parts =
    [
        new("identity", "beneficiary", "SELECT id, document_sealed, name_sealed, born_on, division_code, due_on, last_certified_on FROM beneficiary WHERE id = @beneficiary",
            [Text("beneficiaryId"), Sealed("documentNumber", "beneficiary/document/"), Sealed("name", "beneficiary/name/"), Day("bornOn"), Text("divisionCode"), Day("dueOn"), Day("lastCertifiedOn")]),
        new("contacts", "contact_change", "SELECT phone_sealed, source, recorded_at, beneficiary_id FROM contact_change WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [SealedAt("phone", "contact/phone/", 3), Number("source"), Instant("recordedAt")]),
        new("devices", "device_change", "SELECT device_id, change, public_key, recorded_at FROM device_change WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Text("deviceId"), Word<DeviceChangeKind>("change"), Binary("publicKey"), Instant("recordedAt")]),
        new("consents", "face_consent", "SELECT text_version, recorded_at, helper_id FROM face_consent WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Text("textVersion"), Instant("recordedAt"), Given("byHelper")]),
        new("consentWithdrawals", "face_consent_withdrawal", "SELECT recorded_at, helper_id FROM face_consent_withdrawal WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Instant("recordedAt"), Given("byHelper")]),
        new("references", "reference_enrolment",
            """
            SELECT r.recorded_at, r.captured_on, r.source, r.quality_percent, w.recorded_at, x.recorded_at FROM reference_enrolment r
            LEFT JOIN reference_withdrawal w ON w.reference_id = r.id LEFT JOIN reference_erasure x ON x.reference_id = r.id
            WHERE r.beneficiary_id = @beneficiary ORDER BY r.audit_sequence
            """,
            [Instant("enrolledAt"), Day("capturedOn"), Word<ReferenceSource>("source"), Number("qualityPercent"), Instant("withdrawnAt"), Instant("erasedAt")]),
        new("reviewFrames", "review_frames_kept",
            """
            SELECT k.frames, k.recorded_at, k.erase_on, e.recorded_at, e.reason FROM review_frames_kept k
            LEFT JOIN review_frames_erased e ON e.set_id = k.set_id WHERE k.beneficiary_id = @beneficiary ORDER BY k.audit_sequence
            """,
            [Number("frames"), Instant("keptAt"), Day("eraseOn"), Instant("erasedAt"), Word<FrameErasure>("reason")]),
        new("decisions", "decision",
            "SELECT method, outcome, rule_code, policy_version, evidence_source, evidence_on, decided_at FROM decision WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Word<CertificationMethod>("method"), Word<DecisionOutcome>("outcome"), Text("rule"), Text("policyVersion"), Text("evidenceSource"), Day("evidenceOn"), Instant("decidedAt")]),
        new("periods", "certification_period", "SELECT valid_from, valid_until FROM certification_period WHERE beneficiary_id = @beneficiary ORDER BY opened_by",
            [Day("validFrom"), Day("validUntil")]),
        new("receipts", "receipt",
            """
            SELECT c.id, c.certified_on, c.valid_until, c.issued_at, c.authority, v.recorded_at FROM receipt c
            LEFT JOIN receipt_revocation v ON v.receipt_id = c.id WHERE c.beneficiary_id = @beneficiary ORDER BY c.audit_sequence
            """,
            [Text("receiptId"), Day("certifiedOn"), Day("validUntil"), Instant("issuedAt"), Text("authority"), Instant("revokedAt")]),
        new("cases", "review_case",
            "SELECT id, finding_kind, state, opened_at, closed_at, conclusion FROM review_case WHERE beneficiary_id = @beneficiary ORDER BY opened_at, id",
            [Text("caseId"), Text("finding"), Word<CaseState>("state"), Instant("openedAt"), Instant("closedAt"), Word<CaseConclusion>("conclusion")]),
        new("benefitChanges", "benefit_change",
            "SELECT measure, ground, legal_basis, effective_month, recorded_at FROM benefit_change WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Word<BenefitMeasure>("measure"), Word<MeasureGround>("ground"), Text("legalBasis"), Number("effectiveMonth"), Instant("recordedAt")]),
        new("factsForReceivers", "fact_message",
            "SELECT receiver, body_sealed, recorded_at, id FROM fact_message WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Text("receiver"), SealedAt("body", FactMessageTable.PlacePrefix, 3), Instant("recordedAt")]),
        new("notices", "notice", "SELECT kind, channel, recorded_at FROM notice WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Word<NoticeKind>("kind"), Word<MessageChannelKind>("channel"), Instant("recordedAt")]),
        new("appointments", "appointment_event",
            "SELECT kind, change, preferred_on, recorded_at FROM appointment_event WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Word<AppointmentKind>("kind"), Word<AppointmentChange>("change"), Day("preferredOn"), Instant("recordedAt")]),
        new("meetings", "assisted_meeting", "SELECT place, met_on, recorded_at FROM assisted_meeting WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Text("place"), Day("metOn"), Instant("recordedAt")]),
        new("helpers", "relative_link",
            """
            SELECT l.kinship, l.identity_sealed, l.recorded_at, u.recorded_at, l.id FROM relative_link l
            LEFT JOIN relative_unlinking u ON u.link_id = l.id WHERE l.beneficiary_id = @beneficiary ORDER BY l.audit_sequence
            """,
            [Word<Kinship>("kinship"), HelperName("helper", 4), Instant("since"), Instant("ended")]),
        new("feedback", "feedback", "SELECT rating, complaint, recorded_at FROM feedback WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Number("rating"), Number("complaint"), Instant("recordedAt")]),
        new("partnerQueries", "partner_query",
            "SELECT p.name, q.purpose, q.answer, q.recorded_at FROM partner_query q JOIN partner p ON p.id = q.partner_id WHERE q.beneficiary_id = @beneficiary ORDER BY q.audit_sequence",
            [Text("partner"), Text("purpose"), Word<PartnerAnswer>("answer"), Instant("recordedAt")]),
        new("staffReads", "staff_read", "SELECT kind, recorded_at FROM staff_read WHERE subject = @beneficiary ORDER BY audit_sequence",
            [Word<StaffReadKind>("kind"), Instant("recordedAt")]),
        new("erasures", "record_erasure", "SELECT records, recorded_at FROM record_erasure WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence",
            [Text("entries"), Instant("recordedAt")]),
        new("copiesTaken", "person_data_taken", "SELECT recorded_at FROM person_data_taken WHERE beneficiary_id = @beneficiary ORDER BY audit_sequence", [Instant("recordedAt")]),
    ];

    public async Task<IReadOnlyList<CopySection>> ReadAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken)
    {
        List<CopySection> sections = [];
        foreach (var part in Parts)
        {
            var rows = await session.ListAsync<IReadOnlyDictionary<string, object?>>(part.Sql, row => Map(row, part.Columns), cancellationToken, beneficiary.Value);
            sections.Add(new CopySection(part.Name, rows));
        }

        return sections;
    }

    private Dictionary<string, object?> Map(DbDataReader row, IReadOnlyList<CopyColumn> columns)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var at = 0; at < columns.Count; at++)
        {
            values[columns[at].Name] = columns[at].Read(row, at, sealer);
        }

        return values;
    }

    private static CopyColumn Text(string name) => new(name, static (row, at, _) => row.FindString(at));

    private static CopyColumn Number(string name) => new(name, static (row, at, _) => row.IsDBNull(at) ? null : row.GetInt64(at));

    private static CopyColumn Day(string name) => new(name, static (row, at, _) => row.FindDate(at));

    private static CopyColumn Instant(string name) => new(name, static (row, at, _) => row.IsDBNull(at) ? null : row.GetInstant(at));

    private static CopyColumn Binary(string name) => new(name, static (row, at, _) => row.IsDBNull(at) ? null : Convert.ToBase64String(row.GetDigestBytes(at)));

    /// <summary>Whether there was one, not who.</summary>
    private static CopyColumn Given(string name) => new(name, static (row, at, _) => !row.IsDBNull(at));

    private static CopyColumn Word<T>(string name)
        where T : struct, Enum =>
        new(name, static (row, at, _) => row.IsDBNull(at) ? null : Enum.GetName((T)Enum.ToObject(typeof(T), row.GetInt64(at))) is { } word ? char.ToLowerInvariant(word[0]) + word[1..] : null);

    /// <summary>Sealed at a place that ends with the person's id, which is the first column.</summary>
    private static CopyColumn Sealed(string name, string placePrefix) => SealedAt(name, placePrefix, 0);

    private static CopyColumn SealedAt(string name, string placePrefix, int idAt) =>
        new(name, (row, at, sealer) => row.IsDBNull(at) ? null : sealer.OpenText(row.GetDigestBytes(at), placePrefix + row.GetString(idAt)));

    private static CopyColumn HelperName(string name, int linkAt) => new(
        name,
        (row, at, sealer) => $"{StringInfo.GetNextTextElement(RelativeTable.NameIn(sealer.OpenText(row.GetDigestBytes(at), RelativeTable.PlaceOf(new LinkId(row.GetId(linkAt))))).Reveal())}*");

    /// <param name="Table">what the part is about</param>
    internal sealed record CopyPart(string Name, string Table, string Sql, IReadOnlyList<CopyColumn> Columns);

    internal sealed record CopyColumn(string Name, Func<DbDataReader, int, FieldSealer, object?> Read);
}
