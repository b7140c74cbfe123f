using Microsoft.Extensions.Logging;

namespace SocialInsurance.Service.Hosting;

/// <summary>
/// Every message this project logs. No personal data: no path, no query, no message of an exception,
/// because each of these may carry a citizen number or a name.
/// </summary>
internal static partial class ServiceLog
{
    /// <param name="route">pattern of the route, never the path</param>
    /// <param name="stack">frames only, without the messages of the exceptions</param>
    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Request failed: {ExceptionType} at {Route}, trace {TraceId}: {Stack}")]
    internal static partial void RequestFailed(ILogger logger, string exceptionType, string route, string traceId, string? stack);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "gRPC call failed: {ExceptionType} at {Method}, trace {TraceId}: {Stack}")]
    internal static partial void GrpcCallFailed(ILogger logger, string exceptionType, string method, string traceId, string? stack);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Error, Message = "Overview could not be read: {ExceptionType}: {Stack}")]
    internal static partial void OverviewFailed(ILogger logger, string exceptionType, string? stack);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Information, Message = "Overview is readable again")]
    internal static partial void OverviewRecovered(ILogger logger);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Critical, Message = "The audit log is damaged after {Size} whole entries; run audit verify")]
    internal static partial void AuditDamaged(ILogger logger, long size);

    /// <param name="fault">kind of the refusal, never its message</param>
    [LoggerMessage(EventId = 5005, Level = LogLevel.Error, Message = "The store refused: {Fault} at {Route}, trace {TraceId}; nothing was written")]
    internal static partial void StoreRefused(ILogger logger, string fault, string route, string traceId);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Information, Message = "Asked to end: not ready, goes on for {Seconds} s, then hands over what runs")]
    internal static partial void Draining(ILogger logger, int seconds);

    [LoggerMessage(EventId = 5010, Level = LogLevel.Error, Message = "A claim's code could not be sent: {ExceptionType}: {Stack}")]
    internal static partial void ClaimCodeFailed(ILogger logger, string exceptionType, string? stack);

    [LoggerMessage(EventId = 5011, Level = LogLevel.Warning, Message = "The message channel did not take a claim's code")]
    internal static partial void ClaimCodeNotTaken(ILogger logger);
    [LoggerMessage(EventId = 5040, Level = LogLevel.Warning, Message = "Notice not sent by {Channel}: {Fault}; tried again later")]
    internal static partial void NoticeNotSent(ILogger logger, string channel, string fault);

    [LoggerMessage(EventId = 5041, Level = LogLevel.Error, Message = "Notices could not be dispatched: {ExceptionType}: {Stack}")]
    internal static partial void DispatchFailed(ILogger logger, string exceptionType, string? stack);

    [LoggerMessage(EventId = 5042, Level = LogLevel.Error, Message = "Counts for the metrics could not be read: {ExceptionType}: {Stack}")]
    internal static partial void GaugeFailed(ILogger logger, string exceptionType, string? stack);

    [LoggerMessage(EventId = 5043, Level = LogLevel.Warning, Message = "Minutes of service could not be marked: {ExceptionType}; tried again in a minute")]
    internal static partial void UptimeNotMarked(ILogger logger, string exceptionType);

    [LoggerMessage(EventId = 5050, Level = LogLevel.Information, Message = "Job {Job} done at try {Try}")]
    internal static partial void JobDone(ILogger logger, string job, int @try);

    /// <param name="fault">type of an exception, never its message</param>
    [LoggerMessage(EventId = 5051, Level = LogLevel.Error, Message = "Job {Job} did not work at try {Try}: {Fault}; now {State}")]
    internal static partial void JobFailed(ILogger logger, string job, int @try, string fault, string state);

    [LoggerMessage(EventId = 5052, Level = LogLevel.Error, Message = "The book of jobs could not be used: {ExceptionType}: {Stack}")]
    internal static partial void JobBookFailed(ILogger logger, string exceptionType, string? stack);

    [LoggerMessage(EventId = 5053, Level = LogLevel.Error, Message = "Frames of a referred session could not be kept for its review: {Fault}")]
    internal static partial void ReviewFramesLost(ILogger logger, string fault);

    /// <param name="reason">stable code</param>
    /// <param name="decision">name of the outcome, or none</param>
    [LoggerMessage(EventId = 5054, Level = LogLevel.Information, Message = "Faces are compared beside {Members} enrolled people in {Groups} groups")]
    internal static partial void CohortsMade(ILogger logger, int members, int groups);

    [LoggerMessage(EventId = 5055, Level = LogLevel.Warning, Message = "Enrolled references could not be read again: {ExceptionType}; those of before stay in use, tried again in five minutes")]
    internal static partial void CohortsNotMade(ILogger logger, string exceptionType);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Live session ended: {Reason}, decision {Decision}, {Frames} frames, {ElapsedMs} ms")]
    internal static partial void SessionEnded(ILogger logger, string reason, string decision, int frames, long elapsedMs);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "Live session failed: {ExceptionType}: {Stack}")]
    internal static partial void SessionFailed(ILogger logger, string exceptionType, string? stack);
}
