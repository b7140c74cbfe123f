namespace SocialInsurance.Contracts.Health;

/// <summary>Answer of <c>/healthz</c>; HTTP 200 when serving, 503 when not.</summary>
/// <param name="Status">the same state that <c>grpc.health.v1.Health</c> reports</param>
/// <param name="Version">product version</param>
public sealed record HealthDto(ServingState Status, string Version);

/// <summary>Whether the platform serves; written in camelCase.</summary>
public enum ServingState
{
    /// <summary>The stores answer.</summary>
    Serving = 1,

    /// <summary>The stores do not answer, or the host is shutting down.</summary>
    NotServing = 2,
}
