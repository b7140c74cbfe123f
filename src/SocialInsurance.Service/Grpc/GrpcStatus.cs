namespace SocialInsurance.Service.Grpc;

/// <summary>Status codes of the gRPC protocol; the values go over the wire.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>How a call ended.</summary>
/// <param name="Message">English, for developers; names no person and quotes nothing of the request</param>
/// <param name="Reason">stable, UPPER_SNAKE_CASE, for machines: goes into the status details; null: no details</param>
/// <param name="RetryAfter">not before so much time has passed; null: nothing is promised</param>
internal readonly record struct GrpcOutcome(GrpcStatus Status, string Message, string? Reason = null, TimeSpan? RetryAfter = null)
{
    internal static GrpcOutcome Ok => new(GrpcStatus.Ok, string.Empty);

    internal bool IsOk => Status == GrpcStatus.Ok;
}

/// <summary>The one answer of a call, or why there is none.</summary>
internal readonly record struct GrpcReply<T>(GrpcOutcome Outcome, T? Message)
    where T : class
{
    internal static GrpcReply<T> Of(T message) => new(GrpcOutcome.Ok, message);

    internal static GrpcReply<T> Refuse(GrpcStatus status, string message, string? reason = null) => new(new GrpcOutcome(status, message, reason), null);

    internal static GrpcReply<T> Refuse(GrpcOutcome outcome) => new(outcome, null);
}
