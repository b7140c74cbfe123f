using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Contracts.Cases;

/// <summary>
/// Answer of <c>GET /api/v1/staff/cases/{caseId}</c>: everything about a case on one page. Reading it is written to the audit log.
/// Names and numbers are masked; <c>POST .../identity</c> reveals them.
/// </summary>
/// <param name="Allowed">commands that this account may give now, as the last part of their addresses: <c>assignment</c>, <c>approval</c> ...</param>
/// <param name="Reasons">why a command that one might expect is not allowed, in words</param>
/// <param name="HasLetter">a wrong finding was put right, and this account may read the correction letter</param>
public sealed record CaseFileDto(
    CaseRowDto Case,
    CasePersonDto Person,
    BenefitDto Benefit,
    IReadOnlyList<CaseEvidenceDto> Evidence,
    ExplanationDto? Explanation,
    FaceEvidenceDto? Face,
    IReadOnlyList<CaseEventDto> Events,
    ProposalDto? Proposal,
    IReadOnlyList<CaseNoticeDto> Notices,
    IReadOnlyList<RelatedCaseDto> Related,
    IReadOnlyList<string> Allowed,
    IReadOnlyList<NotAllowedDto> Reasons,
    bool HasLetter = false);

/// <param name="Age">whole years today</param>
public sealed record CasePersonDto(
    string BeneficiaryId, string MaskedName, string MaskedDocument, int Age, string DivisionCode, DateOnly DueOn, DateOnly? LastCertifiedOn, DateOnly? CertifiedUntil);

/// <summary>How the payment of the person's benefit stands.</summary>
/// <param name="SinceMonth">first day of the first month of this state; null while nothing ever happened</param>
public sealed record BenefitDto(BenefitState State, DateOnly? SinceMonth, IReadOnlyList<BenefitEventDto> History);

public enum BenefitState
{
    InPayment,
    Suspended,
    Terminated,
}

/// <param name="BackPay">of a resumption; null otherwise</param>
public sealed record BenefitEventDto(
    BenefitMeasure Measure, TextDto Ground, string LegalBasis, DateOnly EffectiveMonth, string ProposedBy, string? ApprovedBy, DateTimeOffset RecordedAt, BackPaymentDto? BackPay);

/// <summary>What is paid after the event (补发), within the same payment cycle.</summary>
/// <param name="AmountFen">null when the monthly amount is not known here; the payment system computes it then</param>
public sealed record BackPaymentDto(DateOnly FromMonth, DateOnly UntilMonth, int Months, long? AmountFen);

/// <summary>One piece of evidence on the timeline, for or against life.</summary>
/// <param name="Direction"><c>life</c>, <c>loss</c> or <c>neutral</c></param>
/// <param name="Strength">percent, as the policy weighs the source; null when entered by hand</param>
/// <param name="RecordPlace">file and line; null when entered by hand</param>
/// <param name="AddedBy">account; null when a comparison run found it</param>
public sealed record CaseEvidenceDto(
    string Source, TextDto SourceText, DateOnly OccurredOn, string Direction, int? Strength, string? RecordPlace, string? Summary, string? AddedBy, DateTimeOffset RecordedAt);

/// <summary>Why the comparison decided as it did, in lines for people.</summary>
public sealed record ExplanationDto(TextDto Outcome, string Rule, string PolicyVersion, IReadOnlyList<TextDto> Lines);

/// <summary>The face session that sent the person to a caseworker; frames are kept for at most 30 days and only for the review.</summary>
/// <param name="MatchScore">raw similarity; shown to the caseworker, never logged</param>
/// <param name="Frames">addresses under <c>/api/v1/staff/cases/{caseId}/frames/</c></param>
public sealed record FaceEvidenceDto(
    DateTimeOffset EndedAt, double? MatchScore, double? MatchThreshold, double? PadScore, double? PadThreshold, IReadOnlyList<TextDto> Reasons, IReadOnlyList<CaseFrameDto> Frames);

/// <param name="Kind"><c>reference</c>, <c>best</c> or <c>challenge</c></param>
/// <param name="Action">of a challenge frame: <c>turnLeft</c> ...</param>
public sealed record CaseFrameDto(string FrameId, string Kind, string? Action, DateTimeOffset TakenAt);

/// <summary>Something that happened to the case.</summary>
/// <param name="Type"><c>opened</c>, <c>assigned</c>, <c>evidenceAdded</c>, <c>contacted</c>, <c>investigated</c>, <c>noted</c>, <c>paused</c>,
/// <c>continued</c>, <c>escalated</c>, <c>joined</c>, <c>proposed</c>, <c>withdrawn</c>, <c>approved</c>, <c>returned</c>, <c>closed</c>, <c>reopened</c></param>
/// <param name="By">account; null: the machine</param>
/// <param name="Text">one line in words</param>
/// <param name="Detail">what was written down; null when nothing was</param>
public sealed record CaseEventDto(int Ordinal, string Type, string? By, DateTimeOffset RecordedAt, TextDto Text, string? Detail);

/// <summary>A proposal and what the law asks of it, for four eyes.</summary>
/// <param name="Requirements">each demand of the law with whether it is met now</param>
/// <param name="Before">lines of the state before</param>
/// <param name="After">lines of the state that an approval makes</param>
public sealed record ProposalDto(
    BenefitMeasure Measure,
    string Ground,
    TextDto GroundText,
    string LegalBasis,
    string Reason,
    DateOnly EffectiveMonth,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    IReadOnlyList<LegalRequirementDto> Requirements,
    IReadOnlyList<TextDto> Before,
    IReadOnlyList<TextDto> After);

/// <param name="Code">stable name: <c>investigation</c>, <c>twoSourcesOrMet</c>, <c>noticesSent</c>, <c>noticeWaited</c>, <c>noSignOfLife</c>, <c>visitOffered</c>, <c>otherApprover</c>, <c>legalBasis</c>, <c>reason</c>, <c>confirmedLoss</c></param>
/// <param name="MetOn">day from which a waiting time is over; null when it is not about time</param>
public sealed record LegalRequirementDto(string Code, TextDto Text, bool IsMet, DateOnly? MetOn = null);

public sealed record CaseNoticeDto(string Kind, TextDto KindText, string Channel, string State, DateTimeOffset QueuedAt, DateTimeOffset? SentAt);

/// <param name="Relation"><c>samePerson</c>, <c>joined</c>, <c>appealOf</c>, <c>appealedBy</c></param>
public sealed record RelatedCaseDto(string CaseId, string Relation, TextDto KindText, RiskColour Colour, CaseState State, DateTimeOffset OpenedAt);

public sealed record NotAllowedDto(string Command, string Code, TextDto Text);

/// <summary>Body of <c>POST /api/v1/staff/cases/{caseId}/identity</c>; the reason goes to the audit log and to the person's own page.</summary>
/// <param name="Reason">1..200 characters</param>
public sealed record RevealIdentityRequest(string Reason);

public sealed record RevealedIdentityDto(string Name, string DocumentNumber, DateOnly BornOn, string? Phone);

/// <summary>Answer of <c>GET /api/v1/staff/cases/{caseId}/letter</c>: the correction letter (更正告知书) of a person wrongly reported; 409 <c>nothingCorrected</c> while no wrong finding was put right.</summary>
/// <param name="Receivers">who was told that the fact was wrong, with when</param>
public sealed record CorrectionLetterDto(
    string Authority, string LetterNumber, string Name, string MaskedDocument, DateOnly CorrectedOn, IReadOnlyList<TextDto> Paragraphs, BackPaymentDto? BackPay, IReadOnlyList<CorrectionReceiverDto> Receivers);

/// <param name="Receiver">its code</param>
/// <param name="State"><c>queued</c>, <c>sent</c> or <c>givenUp</c></param>
/// <param name="ReceiverText">its name for people</param>
public sealed record CorrectionReceiverDto(string Receiver, string State, DateTimeOffset? SentAt, TextDto? ReceiverText = null);
