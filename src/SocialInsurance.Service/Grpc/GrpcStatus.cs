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
internal readonly record struct GrpcOutcome(GrpcStatus Status, string Message)
{
    internal static GrpcOutcome Ok => new(GrpcStatus.Ok, string.Empty);
}

/// <summary>The one answer of a unary call, or why there is none.</summary>
internal readonly record struct GrpcReply<T>(GrpcOutcome Outcome, T? Message)
    where T : class
{
    internal static GrpcReply<T> Of(T message) => new(GrpcOutcome.Ok, message);

    internal static GrpcReply<T> Refuse(GrpcStatus status, string message) => new(new GrpcOutcome(status, message), null);
}
