namespace SocialInsurance.Contracts.Staff;

/// <summary>Body of <c>POST /api/v1/staff/sign-in</c>. Answer 200 with <see cref="StaffAccountDto"/> and a cookie; 401 in the same words whatever is wrong.</summary>
public sealed record SignInRequest(string Account, string Password);

/// <summary>Body of <c>POST /api/v1/staff/password</c>: the owner of the session chooses another one. Other sessions end.</summary>
public sealed record ChangePasswordRequest(string Current, string Next);

/// <param name="Roles"><c>administrator</c>, <c>caseworker</c>, <c>approver</c>, <c>auditor</c>, <c>supervisor</c>, <c>operator</c></param>
/// <param name="MustChange">nothing else is allowed before the password is changed</param>
/// <param name="Division">prefix of the division codes whose people the account may see; empty: all</param>
/// <param name="Team">for workload and agreement; empty: none</param>
/// <param name="Step">of the asking session: <c>done</c>, <c>code</c> (a code of the second factor is awaited) or <c>setUp</c> (a second factor must be set up); in lists <c>done</c></param>
/// <param name="HasFactor">a second factor was set up</param>
public sealed record StaffAccountDto(
    string Account,
    IReadOnlyList<string> Roles,
    bool MustChange,
    bool Closed,
    string Division = "",
    string Team = "",
    string Step = "done",
    bool HasFactor = false);

/// <summary>Body of <c>POST /api/v1/staff/accounts</c>, for administrators.</summary>
/// <param name="Account">1..64 of [a-z0-9-]; not a name</param>
/// <param name="Division">0..12 digits; empty: the whole register</param>
/// <param name="Team">0..64 of [A-Za-z0-9-]</param>
/// <param name="ResidesIn">division in which the owner lives: cases there are a conflict of interest where the rules say so; 0..12 digits</param>
public sealed record CreateStaffAccountRequest(string Account, IReadOnlyList<string> Roles, string Division = "", string Team = "", string ResidesIn = "");

/// <summary>Answer 201: the password is shown once and nowhere else. Also of <c>POST /api/v1/staff/accounts/{account}/reset</c>.</summary>
public sealed record StaffAccountCreatedDto(string Account, string OneTimePassword);

/// <summary>Answer of <c>GET /api/v1/staff/accounts</c>.</summary>
public sealed record StaffAccountListDto(IReadOnlyList<StaffAccountDto> Accounts);

/// <summary>Body of <c>POST /api/v1/staff/people/search</c>: never a URL, because a URL is logged by whoever carries it.</summary>
public sealed record FindPeopleRequest(string DocumentNumber);

/// <summary>Everybody registered under the document; more than one is a double registration.</summary>
public sealed record FoundPeopleDto(IReadOnlyList<FoundPersonDto> People);

/// <param name="CertifiedUntil">first day no longer covered; null when never certified here</param>
public sealed record FoundPersonDto(
    string BeneficiaryId, string MaskedName, string MaskedDocument, DateOnly DueOn, DateOnly? LastCertifiedOn, DateOnly? CertifiedUntil);

/// <summary>
/// Body of <c>POST /api/v1/staff/confirmations</c>: the caseworker met the person, who is alive. Needs an <c>Idempotency-Key</c>, which
/// names the meeting.
/// </summary>
/// <param name="Kind"><c>window</c>, <c>homeVisit</c> or <c>video</c></param>
/// <param name="Place">office, village or community, 1..64 characters; never a home address</param>
/// <param name="MetOn">at most 30 days ago; null: today</param>
public sealed record ConfirmAliveRequest(string BeneficiaryId, string Kind, string Place, DateOnly? MetOn = null);

/// <param name="CasesRefuted">review cases that the person's being alive closed</param>
/// <param name="ReceiptId">null when no receipts are issued here</param>
public sealed record ConfirmedAliveDto(string BeneficiaryId, DateOnly CertifiedOn, DateOnly ValidUntil, int CasesRefuted, string? ReceiptId);

/// <summary>Answer of <c>GET /api/v1/staff/appointments</c>: open ones, oldest first, at most 200.</summary>
public sealed record StaffAppointmentListDto(IReadOnlyList<StaffAppointmentDto> Appointments);

public sealed record StaffAppointmentDto(string AppointmentId, string BeneficiaryId, string MaskedName, string Kind, DateOnly? PreferredOn, DateTimeOffset RequestedAt);
