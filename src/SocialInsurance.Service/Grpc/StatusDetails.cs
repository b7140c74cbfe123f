using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocialInsurance.Contracts.Grpc.Rpc;

namespace SocialInsurance.Service.Grpc;

/// <summary>The trailer <c>grpc-status-details-bin</c>: google.rpc.Status with ErrorInfo and, where it helps, RetryInfo.</summary>
internal static class StatusDetails
{
    internal const string Name = "grpc-status-details-bin";
    internal const string Domain = "socialinsurance";

    /// <returns>base64 without padding, as the protocol asks of binary metadata; null when the outcome carries no details</returns>
    internal static string? Of(GrpcOutcome outcome)
    {
        if (outcome.Reason is null)
        {
            return null;
        }

        var status = new Contracts.Grpc.Rpc.Status { Code = (int)outcome.Status, Message = outcome.Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = outcome.Reason, Domain = Domain }));
        if (outcome.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }
}
