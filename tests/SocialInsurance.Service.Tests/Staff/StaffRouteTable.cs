using System.Net;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Tests.Staff;

/// <summary>What an address of staff must answer, written down by hand: the one truth that the routes are held to.</summary>
/// <param name="Roles">that are let in; None with <paramref name="Door"/> says who else</param>
/// <param name="Body">null: none is sent</param>
/// <param name="Own">null: whatever the address answers to somebody whom it let in, but never 401, 403, 404 or 5xx</param>
/// <param name="Other">the same for somebody of another region; null: as <paramref name="Own"/>, because no person is named</param>
internal sealed record StaffRoute(string Method, string Pattern, StaffRoles Roles, string? Body = null, HttpStatusCode? Own = null, HttpStatusCode? Other = null, Door Door = Door.Roles)
{
    public string Name => $"{Method} {Pattern}";
}

internal enum Door
{
    Roles,
    SignedIn,
    Password,
    Anybody,
}

internal static class StaffRouteTable
{
    private const StaffRoles Administrator = StaffRoles.Administrator;
    private const StaffRoles Caseworker = StaffRoles.Caseworker;
    private const StaffRoles Approver = StaffRoles.Approver;
    private const StaffRoles Supervisor = StaffRoles.Supervisor;
    private const StaffRoles Auditor = StaffRoles.Auditor;
    private const StaffRoles Operator = StaffRoles.Operator;
    private const StaffRoles Readers = Caseworker | Approver | Supervisor | Auditor;
    private const HttpStatusCode NotFound = HttpStatusCode.NotFound;
    private const string Case = "/api/v1/staff/cases/{caseId}";

    public static IReadOnlyList<StaffRoute> Routes { get; } =
    [
        new("POST", "/api/v1/staff/sign-in", StaffRoles.None, "[", Door: Door.Anybody),
        new("POST", "/api/v1/staff/sign-out", StaffRoles.None, Door: Door.Anybody),
        new("GET", "/api/v1/staff/session", StaffRoles.None, Door: Door.Password),
        new("POST", "/api/v1/staff/sign-in/code", StaffRoles.None, "[", Door: Door.Password),
        new("GET", "/api/v1/staff/security", StaffRoles.None, Door: Door.SignedIn),
        new("POST", "/api/v1/staff/factor", StaffRoles.None, "[", Door: Door.SignedIn),
        new("POST", "/api/v1/staff/factor/confirmation", StaffRoles.None, "[", Door: Door.SignedIn),
        new("POST", "/api/v1/staff/factor/recovery-codes", StaffRoles.None, "[", Door: Door.SignedIn),
        new("POST", "/api/v1/staff/password", StaffRoles.None, "[", Door: Door.SignedIn),
        new("POST", "/api/v1/staff/accounts/{account}/factor-reset", Administrator, Own: NotFound, Other: NotFound),
        new("GET", "/api/v1/staff/accounts", Administrator | Auditor),
        new("POST", "/api/v1/staff/accounts", Administrator, "[]"),
        new("POST", "/api/v1/staff/accounts/{account}/reset", Administrator, Own: NotFound, Other: NotFound),
        new("DELETE", "/api/v1/staff/accounts/{account}", Administrator, Own: NotFound, Other: NotFound),
        new("GET", "/api/v1/staff/accounts/{account}/relatives", Administrator | Supervisor | Auditor, Own: NotFound, Other: NotFound),
        new("POST", "/api/v1/staff/accounts/{account}/relatives", Administrator | Supervisor, """{"documentNumber":"H00000001"}""", Own: NotFound, Other: NotFound),
        new("DELETE", "/api/v1/staff/accounts/{account}/relatives", Administrator | Supervisor, """{"beneficiaryId":"P000001"}""", Own: NotFound, Other: NotFound),
        new("GET", "/api/v1/staff/colleagues", Caseworker | Supervisor),
        new("POST", "/api/v1/staff/people/search", Caseworker | Auditor, """{"documentNumber":"H00000001"}"""),
        new("POST", "/api/v1/staff/people/alive", Caseworker, """{"beneficiaryId":"P000002"}""", Other: NotFound),
        new("POST", "/api/v1/staff/people/counter-code", Caseworker, """{"beneficiaryId":"P000002"}""", Other: NotFound),
        new("POST", "/api/v1/staff/confirmations", Caseworker, """{"beneficiaryId":"P000003","kind":"window","place":"窗口"}""", Other: NotFound),
        new("GET", "/api/v1/staff/appointments", Caseworker | Supervisor | Auditor),
        new("POST", "/api/v1/staff/receipts/{receiptId}/revocation", Approver, """{"reason":"issuedInError"}""", Other: NotFound),
        new("GET", "/api/v1/staff/review-rules", Readers),
        new("GET", "/api/v1/staff/blind-reviews", Caseworker | Approver),
        new("POST", "/api/v1/staff/blind-reviews/{caseId}", Caseworker | Approver, """{"conclusion":"loss","reason":"不看结论，独立判断。"}""", Other: NotFound),
        new("GET", "/api/v1/staff/cases", Readers),
        new("GET", "/api/v1/staff/cases/counts", Readers),
        new("POST", "/api/v1/staff/cases/assignments", Caseworker | Supervisor, """{"cases":[{"caseId":"{caseId}","version":1}]}"""),
        new("GET", Case, Readers, Other: NotFound),
        new("POST", $"{Case}/assignment", Caseworker | Supervisor, """{"version":1}""", Other: NotFound),
        new("POST", $"{Case}/evidence", Caseworker, """{"version":1,"source":"document","occurredOn":"2026-11-01","direction":"loss","summary":"殡仪馆证明"}""", Other: NotFound),
        new("POST", $"{Case}/contacts", Caseworker, """{"version":1,"channel":"phone","result":"notReached","on":"2026-11-01","summary":""}""", Other: NotFound),
        new("POST", $"{Case}/investigation", Caseworker, """{"version":1,"established":"undetermined","summary":"走访邻居，尚未查明情况。"}""", Other: NotFound),
        new("POST", $"{Case}/pause", Caseworker, """{"version":1,"until":"2026-11-10","reason":"等村里回话"}""", Other: NotFound),
        new("POST", $"{Case}/continuation", Caseworker, """{"version":1}""", Other: NotFound),
        new("POST", $"{Case}/notes", Caseworker | Approver | Supervisor, """{"version":1,"text":"记事"}""", Other: NotFound),
        new("POST", $"{Case}/notices", Caseworker, """{"version":1,"channel":"sms"}""", Other: NotFound),
        new("POST", $"{Case}/proposal", Caseworker, """{"version":1,"measure":"suspend","ground":"death","legalBasis":"SBJB-2023-26","reason":"家属确认死亡，证明齐全。","effectiveMonth":"2026-12-01"}""", Other: NotFound),
        new("POST", $"{Case}/withdrawal", Caseworker, """{"version":1}""", Other: NotFound),
        new("POST", $"{Case}/approval", Approver, """{"version":1}""", Other: NotFound),
        new("POST", $"{Case}/return", Approver, """{"version":1,"reason":"材料不足"}""", Other: NotFound),
        new("POST", $"{Case}/resumption", Caseworker, """{"version":1,"ground":"alive","legalBasis":"SBF-16","reason":"本人健在"}""", Other: NotFound),
        new("POST", $"{Case}/closing", Caseworker, """{"version":1,"conclusion":"findingRefuted","reason":"记录有误"}""", Other: NotFound),
        new("POST", $"{Case}/reopening", Caseworker | Supervisor, """{"version":1,"reason":"有新情况"}""", Other: NotFound),
        new("POST", $"{Case}/joining", Caseworker, """{"version":1,"leadCaseId":"00000000-0000-7000-8000-000000000000"}""", Other: NotFound),
        new("POST", $"{Case}/confirmation", Caseworker, """{"version":1,"kind":"telepathy","place":"窗口"}""", Other: NotFound),
        new("POST", $"{Case}/appeals", Caseworker, """{"reason":"不同意处理"}""", Other: NotFound),
        new("POST", $"{Case}/identity", Caseworker | Approver | Auditor, """{"reason":"电话核实"}""", Other: NotFound),
        new("GET", $"{Case}/frames/{{frameId}}", Caseworker | Approver | Auditor, Own: NotFound, Other: NotFound),
        new("GET", "/api/v1/staff/supervision", Supervisor | Auditor | Operator),
        new("GET", "/api/v1/staff/supervision.csv", Supervisor | Auditor | Operator),
        new("GET", "/api/v1/staff/supervision/recount", Supervisor | Auditor),
        new("GET", "/api/v1/staff/reads", Auditor),
        new("GET", "/api/v1/staff/visits", Caseworker | Supervisor | Auditor),
        new("POST", "/api/v1/staff/feeds/release", Supervisor | Operator, """{"run":"none","feed":"none","reason":"已核对"}"""),
        new("GET", "/api/v1/staff/feedback", Caseworker | Supervisor | Auditor),
        new("POST", "/api/v1/staff/feedback/{feedbackId}/resolution", Caseworker | Supervisor, Other: NotFound),
        new("GET", $"{Case}/letter", Caseworker | Approver | Auditor, Own: HttpStatusCode.Conflict, Other: NotFound),
        // last: it ends the session of whoever asks
        new("POST", "/api/v1/staff/sessions/end", StaffRoles.None, Door: Door.SignedIn),
    ];
}
