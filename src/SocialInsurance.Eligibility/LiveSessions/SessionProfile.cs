using SocialInsurance.Eligibility.Rules;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>Which verification profile a session runs under, and the face rules that judge it.</summary>
public static class SessionProfile
{
    /// <summary>What a client may ask for: the policy's own profile, or the one for elderly people.</summary>
    public const string Standard = "standard", Elderly = "elderly";

    /// <summary>
    /// The face rules for what was asked. Elderly people get their profile only where it compares and detects attacks exactly as the
    /// policy's own does: it may be slower and ask less, never be laxer.
    /// </summary>
    public static FacePolicy RulesFor(string asked, FacePolicy policy)
    {
        var elderly = Profile.Elderly;
        return asked == Elderly && Profile.Shipped.TryGetValue(policy.Profile.Name, out var own) && IsAsStrict(elderly, own)
            ? policy with { Profile = new VerificationProfile(elderly.Name, elderly.Version) }
            : policy;
    }

    private static bool IsAsStrict(Profile elderly, Profile own) =>
        elderly.MatchThreshold >= own.MatchThreshold
        && elderly.UnsureThreshold >= own.UnsureThreshold
        && elderly.Pad.PassThreshold >= own.Pad.PassThreshold
        && elderly.Pad.ReviewThreshold >= own.Pad.ReviewThreshold
        && elderly.Pad.MinimumFrames >= own.Pad.MinimumFrames
        && (own.Calibration is null || elderly.Calibration is not null)
        && (elderly.Calibration?.MatchThreshold ?? elderly.MatchThreshold) >= (own.Calibration?.MatchThreshold ?? own.MatchThreshold)
        && (elderly.Calibration?.UnsureThreshold ?? elderly.UnsureThreshold) >= (own.Calibration?.UnsureThreshold ?? own.UnsureThreshold);
}
