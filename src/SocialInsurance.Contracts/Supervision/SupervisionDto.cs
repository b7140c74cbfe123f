using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Contracts.Supervision;

/// <summary>
/// Answer of <c>GET /api/v1/staff/supervision?from=DATE&amp;until=DATE</c> (local days, until exclusive; default: the last 30 days), inside
/// the region of the account. Every number can be counted again from the audit log: <c>GET .../supervision/recount</c> does it.
/// <c>GET .../supervision.csv</c> gives the same as rows <c>section,name,value,low,high,n</c>.
/// </summary>
/// <param name="Unreadable">parts that are missing because their files were damaged: <c>releases</c>, <c>policies</c>; null: none</param>
public sealed record SupervisionDto(
    DateOnly From,
    DateOnly Until,
    DateTimeOffset MadeAt,
    FunnelDto Funnel,
    IReadOnlyList<SlaRowDto> Sla,
    CompositeScoreDto Composite,
    IReadOnlyList<FreshnessDto> Freshness,
    IReadOnlyList<HeldFeedDto> HeldFeeds,
    IReadOnlyList<PolicyVersionDto> Policies,
    AgreementDto Agreement,
    IReadOnlyList<WorkloadDto> Workload,
    IReadOnlyList<RateDto> Errors,
    IReadOnlyList<MonthLoadDto> Load,
    AppealFiguresDto Appeals,
    IReadOnlyList<string>? Unreadable = null,
    StoredFacesDto? StoredFaces = null);

/// <summary>The counter of stored faces against the filing duty of 人脸识别技术应用安全管理办法; of the whole platform, whatever the region of the account.</summary>
/// <param name="Notice"><c>none</c>, <c>prepareFiling</c> or <c>filingDue</c></param>
/// <param name="Text">what is to be done, with the number of the law and its time</param>
public sealed record StoredFacesDto(long Count, string Notice, TextDto Text);

/// <summary>From all beneficiaries to what was decided.</summary>
public sealed record FunnelDto(long Beneficiaries, long CertifiedSilently, long CertifiedByFace, long CertifiedInPerson, long Asked, long InReview, long Suspended, long Terminated, long Resumed);

/// <summary>Cases of one kind and colour that ended in the time, and those still open.</summary>
/// <param name="MedianHours">from opening to closing, office time and pauses aside; null without closed cases</param>
public sealed record SlaRowDto(string Kind, TextDto KindText, RiskColour Colour, long Closed, long ClosedInTime, long Open, long Overdue, double? MedianHours);

/// <summary>SC = 0.35 efficiency + 0.25 automation + 0.20 satisfaction + 0.10 online + 0.10 feedback resolved, each 0..100.</summary>
/// <param name="Score">null while a part has no data: nothing is made up</param>
public sealed record CompositeScoreDto(double? Score, IReadOnlyList<ScorePartDto> Parts);

/// <param name="Value">0..100; null without data</param>
/// <param name="N">of how many observations</param>
public sealed record ScorePartDto(string Name, TextDto Text, double Weight, double? Value, long N);

/// <param name="Days">since the newest record of the source; null when it never delivered</param>
/// <param name="Freshness">exp(-days/TTL), 0..1</param>
public sealed record FreshnessDto(string Source, TextDto SourceText, DateOnly? NewestOn, int? Days, double? Freshness, int TtlDays);

/// <summary>A delivery that the brake holds, or one that is gone; released, or let go, by <c>POST /api/v1/staff/feeds/release</c>.</summary>
/// <param name="HeldOn">day of the run that held or missed it</param>
/// <param name="IsGone">an earlier run applied it, and it is no longer there</param>
public sealed record HeldFeedDto(string Run, string Feed, string Delivery, TextDto Reason, DateOnly HeldOn, bool IsReleased, bool IsReadable, bool IsGone = false);

/// <summary>Body of <c>POST /api/v1/staff/feeds/release</c>, for operators and supervisors.</summary>
/// <param name="Reason">1..500 characters</param>
/// <param name="Delivery">needed only where the run holds several files of the feed, or where one is let go</param>
/// <param name="IsGone">the file had to go, and nobody is asked for it any more</param>
public sealed record ReleaseFeedRequest(string Run, string Feed, string Reason, string? Delivery = null, bool IsGone = false);

/// <param name="Changed">people whose outcome the replay changed, by outcome "from>to"; null when it was never replayed</param>
public sealed record PolicyVersionDto(string Version, string Digest, DateOnly EffectiveOn, string PublishedBy, IReadOnlyDictionary<string, long>? Changed);

/// <summary>Blind double review.</summary>
/// <param name="Kappa">Cohen's kappa; null with fewer than two pairs or without variation</param>
public sealed record AgreementDto(long Drawn, long Reviewed, IReadOnlyList<TeamAgreementDto> Teams);

/// <param name="Low">lower end of the 95 % interval; null with kappa</param>
public sealed record TeamAgreementDto(string Team, long Pairs, double? ObservedAgreement, double? Kappa, double? Low, double? High);

/// <param name="RefutedShare">of the closed ones: drift between colleagues shows here</param>
public sealed record WorkloadDto(string Account, string Team, long Open, long Closed, long Overdue, double? RefutedShare, double? MedianHours);

/// <summary>An error rate with its 95 % interval (Wilson; rule of three at zero errors).</summary>
/// <param name="Name"><c>wrongSuspension</c>, <c>wrongSilent</c>, <c>wrongDeathFinding</c></param>
public sealed record RateDto(string Name, TextDto Text, long Errors, long N, double? Rate, double? Low, double? High);

/// <param name="Due">people whose certification is due in the month</param>
public sealed record MonthLoadDto(DateOnly Month, long Due, long Certified);

public sealed record AppealFiguresDto(long Opened, long Decided, long Granted, long InTime, double? ReversalRate);

/// <summary>Answer of <c>GET .../supervision/recount</c>: the numbers counted again from the audit log's records.</summary>
/// <param name="Equal">also false when a record is not the one that the log commits to: then the line <c>log</c> says how many were</param>
/// <param name="NotRecounted">numbers of the page that the log does not carry, each with the reason</param>
public sealed record RecountDto(bool Equal, IReadOnlyList<RecountLineDto> Lines, IReadOnlyList<NotRecountedDto> NotRecounted);

/// <param name="Name">stable: <c>sla.DeathSuspected.Red.closedInTime</c>; <c>...Seconds</c> and <c>...tenThousandths</c> say the unit, others are counts</param>
public sealed record RecountLineDto(string Name, long Shown, long Recounted);

public sealed record NotRecountedDto(string Name, TextDto Reason);

/// <summary>Answer of <c>GET /api/v1/staff/reads</c> for auditors: who looked at whose data and why, newest first.</summary>
public sealed record StaffReadListDto(IReadOnlyList<StaffReadDto> Reads);

public sealed record StaffReadDto(string Account, string What, string Subject, string? Reason, DateTimeOffset RecordedAt);

/// <summary>Answer of <c>GET /api/v1/staff/visits</c>: home visits to make, in the order of a short route.</summary>
/// <param name="Kilometres">straight lines from the office through all stops and back</param>
public sealed record VisitListDto(GeoPointDto? Office, IReadOnlyList<VisitDto> Visits, double? Kilometres);

/// <param name="Latitude">degrees WGS 84, negative south</param>
public sealed record GeoPointDto(double Latitude, double Longitude);

/// <param name="Order">from 1; null when the division's place is not known</param>
public sealed record VisitDto(
    int? Order, string BeneficiaryId, string MaskedName, string DivisionCode, TextDto? DivisionText, GeoPointDto? Place, DateOnly? PreferredOn, string? CaseId, string? AppointmentId, RiskColour? Colour, CaseState? State);
