namespace SocialInsurance.Contracts.Health;

/// <summary>Answer of <c>/healthz</c>; HTTP 200 when serving, 503 when not.</summary>
/// <param name="Status">the same state that <c>grpc.health.v1.Health</c> reports</param>
/// <param name="Version">product version</param>
/// <param name="Jobs">null where no jobs are run</param>
/// <param name="Store">null while nothing was refused since the last write that worked</param>
/// <param name="Faces">whether people may certify by face here; every other way stays open without it; null where no people are served</param>
/// <param name="Replica">null where lists and counts come from the store itself</param>
public sealed record HealthDto(ServingState Status, string Version, JobsHealthDto? Jobs = null, StoreHealthDto? Store = null, FacesHealth? Faces = null, ReplicaHealthDto? Replica = null);

/// <summary>The copy that lists and counts are read from.</summary>
/// <param name="Used">no: it is away or too old, and the store itself answers</param>
/// <param name="LagSeconds">what it shows is at most so old; null while that is not known</param>
public sealed record ReplicaHealthDto(bool Used, double? LagSeconds, long ReadsFromCopy, long ReadsFromPrimary);

/// <summary>What the store refused last. Reading may go on meanwhile.</summary>
/// <param name="Fault"><c>diskFull</c>, <c>damaged</c>, <c>unavailable</c>, <c>locked</c>, <c>notWritable</c> ...</param>
/// <param name="Since">of the first refusal after the last write that worked</param>
public sealed record StoreHealthDto(string Fault, DateTimeOffset Since);

/// <summary>How the jobs of the platform stand. A job that fails is no reason not to serve.</summary>
/// <param name="Leader">whether this instance runs them</param>
/// <param name="Failing">codes of jobs whose last run did not work, on any instance</param>
public sealed record JobsHealthDto(bool Leader, IReadOnlyList<string> Failing);

/// <summary>The way by face; written in camelCase.</summary>
public enum FacesHealth
{
    /// <summary>Models are loaded.</summary>
    Open = 1,

    /// <summary>Models are missing or damaged: appointments, windows and home visits go on.</summary>
    Closed = 2,
}

/// <summary>Whether the platform serves; written in camelCase.</summary>
public enum ServingState
{
    /// <summary>The stores answer.</summary>
    Serving = 1,

    /// <summary>The stores do not answer, or the host is shutting down.</summary>
    NotServing = 2,
}
