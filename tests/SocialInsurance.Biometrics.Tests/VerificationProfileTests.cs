using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests;

public sealed class VerificationProfileTests
{
    private static readonly string Standard = File.ReadAllText(Path.Combine(Pictures.RepoRoot, "src/SocialInsurance.Biometrics/Profiles/standard.json"));

    [Fact]
    public void Shipped_profiles_carry_name_and_version() =>
        Assert.All(VerificationProfile.Shipped, p => Assert.Matches(@"^\d{4}\.\d+$", p.Value.Version));

    [Fact]
    public void Elderly_profile_asks_less_and_is_as_strict_about_who_it_is()
    {
        var (elderly, standard) = (VerificationProfile.Elderly, VerificationProfile.Standard);
        Assert.DoesNotContain(Sessions.ChallengeAction.Blink, elderly.Session.Challenge.Actions);
        Assert.True(elderly.Session.Challenge.MaximumActions < standard.Session.Challenge.MaximumActions);
        Assert.True(elderly.Session.Challenge.TurnDegrees < standard.Session.Challenge.TurnDegrees);
        Assert.InRange(elderly.Quality.MaximumRollDegrees, 45, 90);
        var calibrated = VerificationProfile.Calibrated;
        Assert.Equal((calibrated.MatchThreshold, calibrated.UnsureThreshold), (elderly.MatchThreshold, elderly.UnsureThreshold));
        Assert.Equal(calibrated.Calibration, elderly.Calibration);
        Assert.Equivalent(standard.Pad, elderly.Pad, strict: true);
    }

    [Fact]
    public void All_faults_of_a_profile_are_told_at_once()
    {
        var broken = Standard
            .Replace("\"unsureThreshold\": 0.315", "\"unsureThreshold\": 0.5", StringComparison.Ordinal)
            .Replace("\"passThreshold\": 0.30", "\"passThreshold\": 0.05", StringComparison.Ordinal)
            .Replace("\"minimumFrames\": 15", "\"minimumFrames\": 0", StringComparison.Ordinal);
        var fault = Assert.Throws<InvalidProfileException>(() => VerificationProfile.Parse(broken));
        Assert.Equal(3, fault.Faults.Count);
        Assert.Contains(fault.Faults, f => f.Contains("pad.minimumFrames: expected at least 1, found 0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"padding\": 1, \"name\"", "padding")]
    public void Unknown_member_is_refused(string replacement, string named)
    {
        var broken = Standard.Replace("\"name\"", replacement, StringComparison.Ordinal);
        Assert.Contains(named, Assert.Throws<InvalidProfileException>(() => VerificationProfile.Parse(broken)).Message);
    }
}
