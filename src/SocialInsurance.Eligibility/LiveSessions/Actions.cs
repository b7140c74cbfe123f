using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>Names of challenge actions as clients see them: <c>turnLeft</c>, <c>turnRight</c>, <c>nod</c>, <c>openMouth</c>, <c>blink</c>.</summary>
public static class Actions
{
    private static readonly ImmutableDictionary<string, ChallengeAction> ByName =
        Enum.GetValues<ChallengeAction>().ToImmutableDictionary(NameOf, StringComparer.Ordinal);

    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>Actions of a profile in an order that nobody can foresee; drawn anew for every session.</summary>
    /// <param name="profile">name of a profile that ships</param>
    public static IReadOnlyList<string> Draw(string profile)
    {
        var challenge = VerificationProfile.Shipped[profile].Session.Challenge;
        var actions = challenge.Actions.ToArray();
        RandomNumberGenerator.Shuffle(actions.AsSpan());
        return [.. actions.Take(challenge.MaximumActions).Select(NameOf)];
    }

    /// <summary>Frames of rest before each of so many actions is asked for, which nobody can foresee either.</summary>
    /// <param name="profile">name of a profile that ships</param>
    internal static IReadOnlyList<int> DrawRests(string profile, int actions)
    {
        var prompt = VerificationProfile.Shipped[profile].Session.Prompt;
        return [.. Enumerable.Range(0, actions).Select(_ => RandomNumberGenerator.GetInt32(prompt.LeastRestFrames, prompt.MostRestFrames + 1))];
    }

    internal static string NameOf(ChallengeAction action) => JsonNamingPolicy.CamelCase.ConvertName(action.ToString());

    internal static IReadOnlyList<ChallengeAction> Parse(IEnumerable<string> names) => [.. names.Select(name => ByName[name])];
}
