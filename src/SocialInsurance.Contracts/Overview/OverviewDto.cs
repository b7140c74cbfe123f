namespace SocialInsurance.Contracts.Overview;

/// <summary>
/// All that the public first page shows: counts of one comparison run and of the channels beside it.
/// Holds no personal data; the one explained decision names a pseudonym.
/// </summary>
/// <param name="GeneratedAt">instant of reading, UTC</param>
/// <param name="Beneficiaries">people in the register of the last run; 0 before the first run</param>
/// <param name="AsOf">date for which the last run decided; null before the first run</param>
/// <param name="PolicyVersion">version of the policy that decided; null before the first run</param>
/// <param name="Explained">one sample decision with its evidence; null when there is none to show</param>
public sealed record OverviewDto(
    DateTimeOffset GeneratedAt,
    long Beneficiaries,
    DateOnly? AsOf,
    string? PolicyVersion,
    SilentCertificationDto Silent,
    FaceChannelDto Face,
    ReviewCasesDto Review,
    AuditDto Audit,
    ExplainedDecisionDto? Explained);

/// <summary>Outcomes of the last comparison run; the four counts add up to the beneficiaries of that run.</summary>
/// <param name="CertifiedShareOfDue">0..1: certified / (beneficiaries - not due); null when nobody was due</param>
public sealed record SilentCertificationDto(
    long Certified,
    long NotDue,
    long FaceRequired,
    long Review,
    double? CertifiedShareOfDue,
    RecordCountsDto Records,
    IReadOnlyList<FeedDto> Feeds);

/// <summary>Rows of all feeds; <c>Read = Accepted + Rejected</c>.</summary>
public sealed record RecordCountsDto(long Read, long Accepted, long Rejected);

/// <summary>Rows of one feed; <c>Read = Accepted + Rejected</c>.</summary>
/// <param name="Name">name in the feed's descriptor</param>
/// <param name="Authority">the department that answers for the feed, in Chinese</param>
/// <param name="SourceText">what the policy calls the source; null where it does not know it</param>
public sealed record FeedDto(string Name, string Authority, long Read, long Accepted, long Rejected, TextDto? SourceText = null);

/// <summary>Face sessions that ended, by decision.</summary>
/// <param name="Refused">ended without certification, another try allowed</param>
/// <param name="Referred">handed to a caseworker</param>
public sealed record FaceChannelDto(long Certified, long Refused, long Referred);

/// <summary>Review cases opened by the machine. No case suspends a payment.</summary>
public sealed record ReviewCasesDto(long Opened, IReadOnlyList<ReviewKindDto> ByKind);

/// <param name="Kind">finding code, for example <c>DeathSuspected</c></param>
public sealed record ReviewKindDto(string Kind, RiskColour Colour, long Count);

/// <summary>State of the append-only log as last verified.</summary>
/// <param name="Ok">false when damage was found</param>
/// <param name="Size">entries that the verdict speaks of; 0 while there is none</param>
/// <param name="RootHash">Merkle root, lower-case hexadecimal, 64 characters; empty while nothing was verified</param>
public sealed record AuditDto(bool Ok, long Size, string RootHash, AuditState State);
