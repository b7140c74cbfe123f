namespace SocialInsurance.Eligibility.Claims;

/// <summary>
/// How long and how often, for claims. What is counted for one network address and one document keeps a stranger from using up what the
/// person needs; what is counted for all addresses together keeps a telephone from being flooded and codes from being guessed. A browser in
/// which the person was let in before is counted by itself: nothing that strangers do holds it up.
/// </summary>
public sealed record ClaimLimits
{
    /// <summary>A code, and the claim that waits for it. Default 5 min.</summary>
    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wrong proofs until a claim is dead. Default 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Between two codes for one document and name, or one helper's telephone, asked for from one address. Default 60 s.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Codes in an hour for one document or telephone, asked for from one address or known browser. Default 3.</summary>
    public int CodesAnHour { get; init; } = 3;

    /// <summary>Codes in an hour for one document, person or telephone, asked for from all addresses together. Default 9.</summary>
    public int CodesAnHourOfAll { get; init; } = 9;

    /// <summary>Codes in 24 hours for one document or telephone, asked for from all addresses together. Default 20.</summary>
    public int CodesADayOfAll { get; init; } = 20;

    /// <summary>Claims opened in an hour for one document from one address, with and without a code. Default 20.</summary>
    public int OpeningsAnHour { get; init; } = 20;

    /// <summary>People whom one helper may try to name in an hour. Default 16: twice the eight for whom a helper may act.</summary>
    public int NamingsAnHour { get; init; } = 16;

    /// <summary>A code given at a counter. Default 10 min: from the window to the kiosk.</summary>
    public TimeSpan CounterCodeLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries of a code given at a counter, in all claims together; each claim has its own <see cref="Tries"/> besides. Default 10.</summary>
    public int CounterCodeTries { get; init; } = 10;

    /// <summary>Codes that one account of staff may give in an hour. Default 60.</summary>
    public int CounterCodesAnHour { get; init; } = 60;

    /// <summary>A proven claim acts for so long. Default 60 min.</summary>
    public TimeSpan ActingLifetime { get; init; } = TimeSpan.FromMinutes(60);
}
