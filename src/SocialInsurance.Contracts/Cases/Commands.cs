using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Contracts.Cases;

// Every command is POST /api/v1/staff/cases/{caseId}/NAME with one of these bodies. Version is the number of the last event that the
// page has seen. Answers: 200 with CaseFileDto; 409 with a problem whose "code" names the refusal; a stale version is code "caseMoved"
// with the extension "caseFile", the file as it stands now, so that the page can show what happened meanwhile and ask again.
// The same command given twice (double click) answers 200 with the file as it stands.

/// <summary>The problem of a command that met a case which had moved on: code <c>caseMoved</c>, with the file as it stands.</summary>
public sealed record CaseProblemDto(string Type, string Title, int Status, string Code, string TraceId, TextDto Text, CaseFileDto? CaseFile = null);

/// <summary><c>assignment</c>. To null: the account itself.</summary>
public sealed record AssignCaseRequest(int Version, string? To);

/// <summary><c>evidence</c>.</summary>
/// <param name="Source">code of a source of the policy, or <c>document</c>, <c>testimony</c></param>
/// <param name="Direction"><c>life</c>, <c>loss</c> or <c>neutral</c></param>
/// <param name="Summary">1..1000 characters; sealed at rest</param>
public sealed record AddCaseEvidenceRequest(int Version, string Source, DateOnly OccurredOn, string Direction, string Summary);

/// <summary><c>contacts</c>.</summary>
/// <param name="Channel"><c>phone</c>, <c>video</c>, <c>visit</c>, <c>window</c>, <c>letter</c>, <c>villageOfficer</c></param>
/// <param name="Result"><c>personReached</c>, <c>familyConfirmsLoss</c>, <c>familyConfirmsLife</c>, <c>notReached</c>, <c>offered</c>, <c>declined</c></param>
/// <param name="Summary">0..1000 characters; sealed at rest</param>
public sealed record RecordContactRequest(int Version, string Channel, string Result, DateOnly On, string Summary);

/// <summary><c>investigation</c>: the record without which nothing can be proposed.</summary>
/// <param name="Established"><c>lossConfirmed</c>, <c>alive</c> or <c>undetermined</c></param>
/// <param name="Summary">10..2000 characters: what was looked at, who was asked, what follows; sealed at rest</param>
public sealed record RecordInvestigationRequest(int Version, string Established, string Summary);

/// <summary><c>pause</c>: the clock stands still until the answer or the day.</summary>
/// <param name="Until">at most 30 days ahead</param>
public sealed record PauseCaseRequest(int Version, DateOnly Until, string Reason);

/// <summary><c>continuation</c>, <c>withdrawal</c> (of the own proposal), <c>approval</c>.</summary>
public sealed record CaseStepRequest(int Version);

/// <summary><c>notes</c>.</summary>
public sealed record NoteCaseRequest(int Version, string Text);

/// <summary><c>proposal</c>.</summary>
/// <param name="Ground"><c>death</c>, <c>custody</c>, <c>duplicateBenefit</c>, <c>otherLoss</c>, <c>silenceOfData</c></param>
/// <param name="LegalBasis">code of a legal basis that the review rules list</param>
/// <param name="Reason">10..500 characters; sealed at rest</param>
/// <param name="EffectiveMonth">first day of the first month that is not paid; not before the next month</param>
/// <param name="MonthlyAmountFen">as the payment system states it; null when not known</param>
public sealed record ProposeMeasureRequest(
    int Version, BenefitMeasure Measure, string Ground, string LegalBasis, string Reason, DateOnly EffectiveMonth, long? MonthlyAmountFen = null);

/// <summary><c>return</c>, <c>reopening</c>.</summary>
public sealed record ReasonedStepRequest(int Version, string Reason);

/// <summary><c>resumption</c>: the payment goes on in one step, with what was not paid; needs no approval.</summary>
/// <param name="Ground"><c>alive</c> (what was not paid is paid after) or <c>reasonOver</c></param>
/// <param name="LegalBasis">code of a legal basis that the review rules list</param>
/// <param name="Reason">1..1000 characters; sealed at rest</param>
public sealed record ResumeBenefitRequest(int Version, string Ground, string LegalBasis, string Reason);

/// <summary><c>notices</c>: tells the person that there is a doubt; the law counts what the channels took.</summary>
/// <param name="Channel"><c>sms</c>, <c>weChat</c>, <c>letter</c> or <c>villageOfficer</c></param>
public sealed record SendDoubtNoticeRequest(int Version, string Channel);

/// <summary><c>closing</c>: for conclusions that touch no payment.</summary>
/// <param name="Conclusion"><c>findingRefuted</c>, <c>recordOfAnotherPerson</c>, <c>certifiedInPerson</c>, <c>inspectionPassed</c>, <c>inspectionFailed</c>, <c>appealUpheld</c>, <c>appealGranted</c></param>
public sealed record CloseCaseRequest(int Version, string Conclusion, string Reason);

/// <summary><c>joining</c>: this case goes on with the other, of the same person.</summary>
public sealed record JoinCaseRequest(int Version, string LeadCaseId);

/// <summary><c>confirmation</c>: the person was met and is alive; undoes everything in one step. Needs an <c>Idempotency-Key</c>, which names the meeting.</summary>
/// <param name="Kind"><c>window</c>, <c>homeVisit</c> or <c>video</c></param>
public sealed record ConfirmCaseAliveRequest(int Version, string Kind, string Place, DateOnly? MetOn = null);

/// <summary><c>appeals</c>: entered at a window for the person or a relative. Also the body of <c>POST /api/v1/me/appeals</c>, without version.</summary>
/// <param name="Reason">1..1000 characters; sealed at rest</param>
public sealed record AppealRequest(string Reason, string? CaseId = null, int? Version = null);

/// <param name="DueAt">by when somebody else has decided</param>
public sealed record AppealOpenedDto(string CaseId, DateTimeOffset DueAt);

/// <summary>Body of <c>POST /api/v1/me/alive</c> ("我还健在") and <c>POST /api/v1/staff/people/alive</c>.</summary>
/// <param name="BeneficiaryId">only for staff</param>
public sealed record AliveClaimRequest(string? BeneficiaryId = null);

/// <param name="DueAt">end of the same working day</param>
public sealed record AliveClaimOpenedDto(string CaseId, DateTimeOffset DueAt, TextDto Text);

/// <summary>Answer of <c>GET /api/v1/staff/blind-reviews</c>: cases to judge without seeing how they ended, oldest first.</summary>
public sealed record BlindReviewListDto(IReadOnlyList<BlindReviewDto> Reviews);

/// <param name="File">the file without conclusion, proposal and names of colleagues</param>
public sealed record BlindReviewDto(string CaseId, CaseFileDto File);

/// <summary>Body of <c>POST /api/v1/staff/blind-reviews/{caseId}</c>.</summary>
/// <param name="Conclusion"><c>loss</c>, <c>noLoss</c> or <c>undetermined</c></param>
public sealed record JudgeBlindRequest(string Conclusion, string Reason);

/// <summary>Answer of <c>GET /api/v1/staff/review-rules</c>: what the forms offer and what the law asks.</summary>
/// <param name="LegalBases">for proposals and resumptions</param>
/// <param name="Loss">before a suspension for a suspected loss, and before a termination</param>
/// <param name="Silence">before a suspension because no data speaks of the person</param>
/// <param name="Sources">for evidence that a caseworker adds</param>
/// <param name="CalendarUntil">last day for which the public holidays are known here; beyond it only weekends count as free</param>
public sealed record ReviewRulesDto(
    string Version,
    IReadOnlyList<LegalBasisDto> LegalBases,
    NoticeDemandDto Loss,
    NoticeDemandDto Silence,
    IReadOnlyList<ReviewDeadlineDto> Deadlines,
    int PauseMaxDays,
    DateOnly CalendarUntil,
    IReadOnlyList<EvidenceSourceDto> Sources);

/// <param name="Grounds">words of <c>proposal</c> and <c>resumption</c></param>
public sealed record LegalBasisDto(string Code, TextDto Text, IReadOnlyList<BenefitMeasure> Measures, IReadOnlyList<string> Grounds);

/// <param name="Channels">different ones among the notices</param>
/// <param name="WaitDays">since the first of them</param>
/// <param name="LastWaitDays">since the last of them</param>
public sealed record NoticeDemandDto(int Notices, int Channels, int WaitDays, int LastWaitDays, bool VisitOffered);

/// <param name="Kind">null: any</param>
/// <param name="Colour">null: any</param>
/// <param name="WorkingDays">0: the same day</param>
public sealed record ReviewDeadlineDto(string? Kind, TextDto? KindText, RiskColour? Colour, int WorkingDays);

public sealed record EvidenceSourceDto(string Source, TextDto Text);
