namespace SocialInsurance.Eligibility.Staff;

/// <summary>Where an account belongs: whose people it may see, with whom its owner works, where the owner lives.</summary>
/// <param name="Division">prefix of division codes, 0..12 digits; empty: the whole register</param>
/// <param name="Team">0..64 of [A-Za-z0-9-]</param>
/// <param name="ResidesIn">0..12 digits; empty: not stated</param>
public sealed record StaffPlace
{
    private const int DivisionMaxLength = 12;
    private const int TeamMaxLength = 64;

    private StaffPlace(string division, string team, string residesIn) => (Division, Team, ResidesIn) = (division, team, residesIn);

    /// <summary>The whole register, no team.</summary>
    public static StaffPlace Everywhere { get; } = new(string.Empty, string.Empty, string.Empty);

    public string Division { get; }

    public string Team { get; }

    public string ResidesIn { get; }

    /// <summary>False when a text is too long or holds other characters; null counts as empty.</summary>
    public static bool TryCreate(string? division, string? team, string? residesIn, out StaffPlace place)
    {
        var (of, with, at) = (division ?? string.Empty, team ?? string.Empty, residesIn ?? string.Empty);
        var fits = IsDivision(of) && IsDivision(at) && with.Length <= TeamMaxLength && with.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        place = fits ? new StaffPlace(of, with, at) : Everywhere;
        return fits;
    }

    private static bool IsDivision(string text) => text.Length <= DivisionMaxLength && text.All(char.IsAsciiDigit);
}
