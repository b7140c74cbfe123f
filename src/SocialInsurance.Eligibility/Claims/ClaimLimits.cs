namespace SocialInsurance.Eligibility.Claims;

/// <summary>How long and how often, for claims. Limits by network address are not here: they come before.</summary>
public sealed record ClaimLimits
{
    /// <summary>A code, and the claim that waits for it. Default 5 min.</summary>
    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wrong proofs until a claim is dead. Default 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Between two codes for one document or telephone. Default 60 s.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Codes in an hour for one document, person or telephone. Default 3.</summary>
    public int CodesAnHour { get; init; } = 3;

    /// <summary>Claims opened in an hour for one document, with and without a code. Default 20.</summary>
    public int OpeningsAnHour { get; init; } = 20;

    /// <summary>People whom one helper may try to name in an hour. Default 16: twice the eight for whom a helper may act.</summary>
    public int NamingsAnHour { get; init; } = 16;

    /// <summary>A proven claim acts for so long. Default 60 min.</summary>
    public TimeSpan ActingLifetime { get; init; } = TimeSpan.FromMinutes(60);
}
