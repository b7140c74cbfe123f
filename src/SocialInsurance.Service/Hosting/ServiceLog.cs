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

    /// <param name="reason">stable code</param>
    /// <param name="decision">name of the outcome, or none</param>
    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Live session ended: {Reason}, decision {Decision}, {Frames} frames, {ElapsedMs} ms")]
    internal static partial void SessionEnded(ILogger logger, string reason, string decision, int frames, long elapsedMs);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "Live session failed: {ExceptionType}: {Stack}")]
    internal static partial void SessionFailed(ILogger logger, string exceptionType, string? stack);
}
