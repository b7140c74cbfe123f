using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>How far the colleagues of a team and their blind reviewers agree.</summary>
public sealed record TeamAgreement(string Team, Agreement Agreement)
{
    private const int FewestPairs = 2;

    /// <summary>Teams by name; a single pair says nothing about chance, so its kappa is left out.</summary>
    public static IReadOnlyList<TeamAgreement> Of(IReadOnlyList<BlindReview> judged) =>
    [
        .. judged.GroupBy(review => review.Team, StringComparer.Ordinal).OrderBy(team => team.Key, StringComparer.Ordinal)
            .Select(team => (team.Key, Agreement: Agreement.Of([.. team])))
            .Select(team => new TeamAgreement(team.Key, team.Agreement.Cases >= FewestPairs ? team.Agreement : team.Agreement with { Kappa = null, Low = null, High = null })),
    ];
}
