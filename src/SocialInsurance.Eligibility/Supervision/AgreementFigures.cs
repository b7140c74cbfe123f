using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>How far the colleagues of a team and their blind reviewers agree.</summary>
/// <param name="Observed">share of equal conclusions, 0..1; null without pairs</param>
/// <param name="Kappa">Cohen's kappa; null with fewer than two pairs or without variation</param>
/// <param name="Interval">95 %; null with <paramref name="Kappa"/></param>
public sealed record TeamAgreement(string Team, long Pairs, double? Observed, double? Kappa, RateInterval? Interval)
{
    private const double Z = 1.959963984540054;

    /// <summary>Teams by name.</summary>
    public static IReadOnlyList<TeamAgreement> Of(IReadOnlyList<BlindReview> judged) =>
        [.. judged.GroupBy(review => review.Team, StringComparer.Ordinal).OrderBy(team => team.Key, StringComparer.Ordinal).Select(team => Of(team.Key, [.. team]))];

    /// <summary>Cohen, A coefficient of agreement for nominal scales (1960), with its large-sample standard error.</summary>
    private static TeamAgreement Of(string team, BlindReview[] pairs)
    {
        double n = pairs.Length;
        var observed = pairs.Count(pair => pair.Conclusion == pair.First) / n;
        var chance = Enum.GetValues<BlindConclusion>().Sum(one => pairs.Count(pair => pair.First == one) / n * (pairs.Count(pair => pair.Conclusion == one) / n));
        if (pairs.Length < 2 || chance >= 1)
        {
            return new TeamAgreement(team, pairs.Length, observed, null, null);
        }

        var kappa = (observed - chance) / (1 - chance);
        var half = Z * Math.Sqrt(observed * (1 - observed) / (n * (1 - chance) * (1 - chance)));
        return new TeamAgreement(team, pairs.Length, observed, kappa, new RateInterval(Math.Max(-1, kappa - half), Math.Min(1, kappa + half)));
    }
}
