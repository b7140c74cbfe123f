namespace SocialInsurance.Contracts.Person;

/// <summary>How a person stands today; written in camelCase.</summary>
public enum StandingState
{
    /// <summary>Certified for this period; nothing to do.</summary>
    Certified = 1,

    /// <summary>The day is near or past: certify now.</summary>
    Due = 2,

    /// <summary>The day is far: one may certify, nobody must.</summary>
    NotDue = 3,

    /// <summary>A caseworker has it; payment goes on.</summary>
    WithCaseworker = 4,
}

/// <summary>
/// Answer of <c>GET /api/v1/me</c>: all that the person's own page shows. Number and name masked.
/// A helper sees standing, ways and consent of the person selected, never the evidence.
/// </summary>
/// <param name="MaskedName">first character kept, for example <c>张*</c></param>
/// <param name="Headline">one sentence: what is so, and what to do</param>
/// <param name="DueOn">the first day that is no longer covered</param>
/// <param name="CertifiedBy"><c>silent</c>, <c>selfFace</c> or <c>assisted</c>; null when never certified here</param>
/// <param name="Evidence">what a silent certification rests on, strongest first; empty otherwise</param>
/// <param name="FaceConsent">the consent in force; null when none was given or it was withdrawn</param>
/// <param name="HasReference">a reference photograph is enrolled: without one the face way ends at a caseworker</param>
/// <param name="AttemptsLeft">face tries left before a person takes over; 0: with a caseworker</param>
/// <param name="Receipt">of the certification in force; null when there is none</param>
/// <param name="HelperName">masked name of the relative who acts; null when the person acts in person</param>
public sealed record PersonStatusDto(
    string MaskedName,
    string MaskedDocument,
    StandingState State,
    TextDto Headline,
    DateOnly DueOn,
    DateOnly? LastCertifiedOn,
    string? CertifiedBy,
    IReadOnlyList<PersonEvidenceDto> Evidence,
    GivenConsentDto? FaceConsent,
    bool HasReference,
    int AttemptsLeft,
    AppointmentDto? Appointment,
    ReceiptLinkDto? Receipt,
    string? HelperName);

/// <summary>One piece of evidence, in words the person understands.</summary>
public sealed record PersonEvidenceDto(TextDto Source, DateOnly OccurredOn, TextDto Strength);

/// <param name="TextVersion">the words that were agreed to</param>
public sealed record GivenConsentDto(string TextVersion, DateTimeOffset GivenAt);

/// <param name="Url">path of the receipt's page</param>
public sealed record ReceiptLinkDto(string ReceiptId, string Url);

/// <summary>Answer of <c>GET /api/v1/consent-texts/face</c>: prominent notice and separate consent, with the equal other way.</summary>
/// <param name="OtherWays">ways without a face, of the same weight on the same screen</param>
public sealed record ConsentTextDto(string Version, TextDto Title, IReadOnlyList<TextDto> Paragraphs, IReadOnlyList<OtherWayDto> OtherWays);

/// <param name="Kind"><c>window</c>, <c>homeVisit</c> or <c>video</c></param>
public sealed record OtherWayDto(string Kind, TextDto Title, TextDto Description);

/// <summary>Body of <c>PUT /api/v1/me/consents/face</c>. <c>DELETE</c> withdraws and erases the reference.</summary>
public sealed record GiveConsentRequest(string TextVersion);

/// <summary>Body of <c>POST /api/v1/me/appointments</c>; needs an <c>Idempotency-Key</c>.</summary>
/// <param name="Kind"><c>window</c>, <c>homeVisit</c> or <c>video</c></param>
/// <param name="PreferredOn">a day from tomorrow on, at most 60 days ahead; null: any</param>
public sealed record RequestAppointmentRequest(string Kind, DateOnly? PreferredOn);

/// <summary>An appointment with a person; asking twice while one is open answers the open one.</summary>
public sealed record AppointmentDto(string AppointmentId, string Kind, DateOnly? PreferredOn, DateTimeOffset RequestedAt);

/// <summary>Body of <c>POST /api/v1/me/represented</c>: a helper names a beneficiary. Refused in the same words whatever is wrong.</summary>
/// <param name="Kinship"><c>spouse</c>, <c>child</c>, <c>parent</c>, <c>sibling</c>, <c>grandchild</c>, <c>guardian</c> or <c>villageOfficer</c></param>
public sealed record AddRepresentedRequest(string DocumentNumber, string Name, string Kinship);

/// <summary>Those for whom a helper acts, at most eight. <c>POST /api/v1/me/represented/{linkId}/select</c> chooses one.</summary>
public sealed record RepresentedListDto(string HelperName, IReadOnlyList<RepresentedDto> People);

public sealed record RepresentedDto(string LinkId, string MaskedName, string Kinship, StandingState State, DateOnly DueOn);

/// <summary>Answer of <c>GET /api/v1/me/accesses</c>: who asked about the person, when and why, newest first.</summary>
public sealed record AccessListDto(IReadOnlyList<AccessDto> Accesses);

/// <param name="LinkId">while the one who acts may still act: <c>DELETE /api/v1/me/represented/{linkId}</c> ends it; null otherwise</param>
/// <param name="WhoText"><c>who</c> in the reader's language; null where it is a name</param>
/// <param name="PurposeText"><c>purpose</c> in the reader's language; null where it is a partner's own words</param>
public sealed record AccessDto(string Who, string Purpose, DateTimeOffset At, string? LinkId = null, TextDto? WhoText = null, TextDto? PurposeText = null);
