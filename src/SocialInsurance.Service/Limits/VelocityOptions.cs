namespace SocialInsurance.Service.Limits;

/// <summary>
/// How many face sessions, and claims before them, may be opened within <see cref="Window"/>. A limit never closes the human ways: window, home visit and
/// appointment know no limit.
/// </summary>
public sealed record VelocityOptions
{
    /// <summary>Counts begin anew with each window, at full multiples of it (UTC). Default 10 min, range 1 s to 24 h.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For one person, whoever asks. Default 10: three tries and some broken connections. Range 1 to 1,000,000.</summary>
    public int SessionsPerPerson { get; init; } = 10;

    /// <summary>For one browser, by its cookie. Default 60: a kiosk with a queue in front of it. Range 1 to 1,000,000.</summary>
    public int SessionsPerDevice { get; init; } = 60;

    /// <summary>For one address (IPv6: /64). Default 300: a hall or a village behind one address. Range 1 to 1,000,000.</summary>
    public int SessionsPerAddress { get; init; } = 300;

    /// <summary>Claims opened from one address (IPv6: /64), whoever they are about. Default 600: as many people, each with a slip. Range 1 to 1,000,000.</summary>
    public int ClaimsPerAddress { get; init; } = 600;

    /// <summary>
    /// Request header in which the gateway in front states the client's address, for example <c>X-Real-IP</c>; null: the
    /// connection's own. Set it only when the gateway overwrites what clients send.
    /// </summary>
    public string? AddressHeader { get; init; }

    internal IEnumerable<string> Errors()
    {
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromHours(24))
        {
            yield return $"{nameof(Window)}: expected 1 s to 24 h, found {Window}";
        }

        foreach (var (name, found) in new[]
        {
            (nameof(SessionsPerPerson), SessionsPerPerson), (nameof(SessionsPerDevice), SessionsPerDevice), (nameof(SessionsPerAddress), SessionsPerAddress),
            (nameof(ClaimsPerAddress), ClaimsPerAddress),
        })
        {
            if (found is < 1 or > 1_000_000)
            {
                yield return $"{name}: expected 1 to 1000000, found {found}";
            }
        }
    }
}
