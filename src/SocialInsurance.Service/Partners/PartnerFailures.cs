using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Partners;

/// <summary>Every refusal that a partner can meet, with the reason that its program reads.</summary>
internal static class PartnerFailures
{
    internal static GrpcOutcome KeyMissing => new(GrpcStatus.Unauthenticated, "metadata authorization: Bearer KEY is missing", "KEY_MISSING");

    /// <summary>Wrong, revoked or never given: the same answer.</summary>
    internal static GrpcOutcome KeyUnknown => new(GrpcStatus.Unauthenticated, "the key is not valid", "KEY_UNKNOWN");

    internal static GrpcOutcome CertificateMissing =>
        new(GrpcStatus.Unauthenticated, "the partner's client certificate is missing, over, or another one", "CERTIFICATE_MISSING");

    internal static GrpcOutcome ScopeMissing => new(GrpcStatus.PermissionDenied, "the partner was not granted this service", "SCOPE_MISSING");

    internal static GrpcOutcome SessionUnknown => new(GrpcStatus.NotFound, "no such session, or its nonce was used", "SESSION_UNKNOWN");

    internal static GrpcOutcome SessionRunning => new(GrpcStatus.FailedPrecondition, "the session has not ended", "SESSION_RUNNING");

    internal static GrpcOutcome SessionNotPossible =>
        new(GrpcStatus.FailedPrecondition, "no face session is possible for this person; other ways are open at every window", "SESSION_NOT_POSSIBLE");

    internal static GrpcOutcome HelloExpected => new(GrpcStatus.InvalidArgument, "the first message is hello, and the only one", "HELLO_EXPECTED");

    internal static GrpcOutcome ContentMissing => new(GrpcStatus.InvalidArgument, "the message has no content", "CONTENT_MISSING");

    /// <param name="wait">until the next local day</param>
    internal static GrpcOutcome QuotaExhausted(TimeSpan wait) =>
        new(GrpcStatus.ResourceExhausted, "the quota of the day is used up", "QUOTA_EXHAUSTED", wait);

    internal static GrpcOutcome PlacesTaken(TimeSpan wait) =>
        new(GrpcStatus.ResourceExhausted, "all places are taken; try again later", "PLACES_TAKEN", wait);

    internal static GrpcOutcome Of(QuestionProblem problem, TimeSpan untilTomorrow) => problem switch
    {
        QuestionProblem.PurposeInvalid => Invalid("purpose: expected 1 to 200 characters without control characters", "PURPOSE_INVALID"),
        QuestionProblem.ConsentReferenceInvalid => Invalid("consent_reference: expected 1 to 128 visible ASCII characters", "CONSENT_REFERENCE_INVALID"),
        QuestionProblem.DocumentInvalid => Invalid("document_number: expected 1 to 32 visible ASCII characters", "DOCUMENT_INVALID"),
        QuestionProblem.NameInvalid => Invalid("name: expected 1 to 64 characters", "NAME_INVALID"),
        QuestionProblem.QuotaExhausted => QuotaExhausted(untilTomorrow),
        QuestionProblem.None => throw new InvalidOperationException("an answered question is no failure"),
    };

    private static GrpcOutcome Invalid(string message, string reason) => new(GrpcStatus.InvalidArgument, message, reason);
}
