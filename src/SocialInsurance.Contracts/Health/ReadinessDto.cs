namespace SocialInsurance.Contracts.Health;

/// <summary>Answer of <c>/readyz</c>; HTTP 200 when ready, 503 when a balancer shall turn elsewhere.</summary>
/// <param name="Sessions">whether the shared short-lived store answers; without it nobody can sign in or be seen, records and figures go on</param>
public sealed record ReadinessDto(ReadyState Status, SharedState Sessions);

/// <summary>Whether new requests belong here; written in camelCase.</summary>
public enum ReadyState
{
    /// <summary>They do.</summary>
    Ready = 1,

    /// <summary>The instance was asked to end: what runs goes on, nothing new begins.</summary>
    Draining = 2,

    /// <summary>The database does not answer this instance.</summary>
    StoreAway = 3,
}

/// <summary>The short-lived store behind several instances; written in camelCase.</summary>
public enum SharedState
{
    /// <summary>It answers.</summary>
    Reached = 1,

    /// <summary>It does not. No reason to turn people away: every instance has the same one.</summary>
    Away = 2,
}
