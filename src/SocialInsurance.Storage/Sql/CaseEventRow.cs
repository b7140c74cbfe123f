using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>An event of a case and its row; an opening lies half in the row of its case.</summary>
internal static class CaseEventRow
{
    public const long OpenedKind = 1;
    public const long AssignedKind = 2;
    public const long ClosedKind = 3;

    public const string Select =
        """
        SELECT e.audit_sequence, e.case_id, e.ordinal, e.kind, e.caseworker, e.conclusion, e.actor, e.detail_sealed, e.recorded_at,
          c.beneficiary_id, c.finding_kind, c.colour, c.record_place, c.opened_by, c.source, c.about_case
        FROM review_case_event e LEFT JOIN review_case c ON c.id = e.case_id
        """;

    public static readonly string[] Columns =
        ["audit_sequence", "case_id", "ordinal", "kind", "caseworker", "conclusion", "actor", "detail_sealed", "recorded_at"];

    /// <summary>Needs no key: what was sealed is judged by its digest.</summary>
    public static CaseEntry MapEntry(DbDataReader row)
    {
        var detail = row.IsDBNull(7) ? null : row.GetDigestBytes(7);
        return new CaseEntry(Map(row, _ => CaseParticulars.Sealed), detail is null ? null : Sha256Digest.Of(detail));
    }

    public static CaseEvent Open(DbDataReader row, FieldSealer sealer) => Map(
        row, detail => CaseParticulars.Parse(sealer.Open(detail, PlaceOf(row.GetString(1), row.GetInt64(2)))));

    /// <returns>the event's columns after the audit sequence, and its audited form</returns>
    public static (object?[] Columns, CaseEntry Entry) Write(CaseEvent happened, FieldSealer sealer)
    {
        var (kind, caseworker, conclusion, actor) = (OpenedKind, default(CaseworkerId?), default(CaseConclusion?), happened.Actor);
        byte[]? detail = null;
        switch (happened)
        {
            case CaseOpened:
                break;
            case CaseAssigned assigned:
                (kind, caseworker, actor) = (AssignedKind, assigned.To, assigned.By);
                break;
            case CaseClosed closed:
                (kind, caseworker, conclusion, actor) = (ClosedKind, closed.By, closed.Conclusion, null);
                break;
            case DetailedCaseEvent detailed:
                (kind, var particulars) = CaseParticulars.Of(detailed);
                detail = sealer.Seal(particulars.ToBytes(), PlaceOf(happened.Case.Value.ToColumn(), happened.Ordinal));
                break;
            default:
                throw new ArgumentException($"Case event {happened.GetType().Name} is not known.", nameof(happened));
        }

        return (
            [happened.Case.Value.ToColumn(), (long)happened.Ordinal, kind, caseworker?.Value, (long?)conclusion, actor?.Value, detail, happened.RecordedAt.ToColumn()],
            new CaseEntry(happened, detail is null ? null : Sha256Digest.Of(detail)));
    }

    private static string PlaceOf(string caseId, long ordinal) => $"review_case_event/detail/{caseId}/{ordinal}";

    private static CaseEvent Map(DbDataReader row, Func<byte[], CaseParticulars> open)
    {
        var (id, ordinal, kind, at) = (new CaseId(row.GetId(1)), row.GetInt32(2), row.GetInt64(3), row.GetInstant(8));
        var beneficiary = new BeneficiaryId(row.GetString(9));
        var isDetailed = kind is >= CaseParticulars.FirstKind and <= CaseParticulars.LastKind;
        CaseEvent happened = kind switch
        {
            OpenedKind => MapOpened(row, id, beneficiary, at),
            AssignedKind => new CaseAssigned(id, beneficiary, ordinal, new CaseworkerId(row.GetString(4)), at) { By = FindCaseworker(row, 6) },
            ClosedKind => new CaseClosed(id, beneficiary, ordinal, new CaseworkerId(row.GetString(4)), (CaseConclusion)row.GetInt64(5), at),
            _ when isDetailed => open(row.GetDigestBytes(7)).ToEvent(kind, id, beneficiary, ordinal, new CaseworkerId(row.GetString(6)), at),
            _ => throw new FormatException($"review_case_event {row.GetInt64(0)}: expected kind 1..16, found {kind}."),
        };

        // a row that says more than its kind holds was not written here
        var fits = happened.Ordinal == ordinal
            && row.IsDBNull(4) == (kind is not (AssignedKind or ClosedKind))
            && row.IsDBNull(5) == (kind != ClosedKind)
            && (kind != ClosedKind || row.IsDBNull(6))
            && row.IsDBNull(7) != isDetailed;
        return fits ? happened : throw new FormatException($"review_case_event {row.GetInt64(0)}: columns do not fit kind {kind}.");
    }

    private static CaseOpened MapOpened(DbDataReader row, CaseId id, BeneficiaryId beneficiary, DateTimeOffset at) => new(
        id,
        beneficiary,
        new FindingKind(row.GetString(10)),
        (RiskColour)row.GetInt64(11),
        row.GetString(12),
        row.IsDBNull(13) ? null : new DecisionId(row.GetId(13)),
        at)
    {
        Source = (CaseSource)row.GetInt64(14),
        About = row.IsDBNull(15) ? null : new CaseId(row.GetId(15)),
        EnteredBy = FindCaseworker(row, 6),
    };

    private static CaseworkerId? FindCaseworker(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : new CaseworkerId(row.GetString(ordinal));
}
