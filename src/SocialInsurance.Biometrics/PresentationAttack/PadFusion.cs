using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>A point of a vote's scale.</summary>
/// <param name="Measured">In the unit of the vote.</param>
/// <param name="Score">What it is worth on the profile's scale, 0..1; 1 is bona fide.</param>
public readonly record struct PadKnot(float Measured, float Score);

/// <summary>How one vote counts.</summary>
/// <param name="Weight">Share in the mean, 0..100; 0 measures the vote without counting it.</param>
/// <param name="Knots">At least two, measured ascending; linear between them and level outside.</param>
public sealed record PadVoteSettings(PadVote Vote, float Weight, ImmutableArray<PadKnot> Knots)
{
    internal float ScoreOf(float measured)
    {
        var knots = Knots.AsSpan();
        if (measured <= knots[0].Measured)
        {
            return knots[0].Score;
        }

        for (var i = 1; i < knots.Length; i++)
        {
            if (measured < knots[i].Measured)
            {
                var share = (measured - knots[i - 1].Measured) / (knots[i].Measured - knots[i - 1].Measured);
                return knots[i - 1].Score + (share * (knots[i].Score - knots[i - 1].Score));
            }
        }

        return knots[^1].Score;
    }
}

/// <summary>
/// The weighted mean of all votes that ran, each first brought onto the profile's one scale, so that a threshold means
/// the same whichever votes a deployment has. A vote that is not listed is not computed. Data of the profile. Immutable.
/// </summary>
/// <param name="Version">Goes into every result beside the profile's.</param>
public sealed record PadFusion(string Version, ImmutableArray<PadVoteSettings> Votes)
{
    /// <summary>Fused score of a frame, 0..1; 0 when no vote that counts ran: nothing seen is nothing shown.</summary>
    public float Fuse(in PadVotes votes)
    {
        float sum = 0, weight = 0;
        foreach (var vote in Votes)
        {
            var measured = votes.Of(vote.Vote);
            if (!float.IsNaN(measured))
            {
                sum += vote.Weight * vote.ScoreOf(measured);
                weight += vote.Weight;
            }
        }

        return weight > 0 ? sum / weight : 0;
    }

    internal bool Measures(PadVote vote) => Votes.Any(v => v.Vote == vote);

    /// <summary>The same fusion, measuring every vote: those not listed are added without weight.</summary>
    public PadFusion MeasuringAll() => this with
    {
        Votes = [.. Votes, .. Enum.GetValues<PadVote>().Where(v => !Measures(v)).Select(v => new PadVoteSettings(v, 0, [new PadKnot(0, 0), new PadKnot(1, 1)]))],
    };

    /// <summary>What contradicts itself, as (member, expected, found); empty when nothing does.</summary>
    internal IEnumerable<(string Member, string Expected, double Found)> Faults()
    {
        if (Votes.IsDefaultOrEmpty || !Votes.Any(v => v.Vote == PadVote.Classifier && v.Weight > 0))
        {
            yield return ("pad.fusion.votes", "the shipped classifier with a weight above 0", 0);
            yield break;
        }

        foreach (var vote in Votes)
        {
            var member = $"pad.fusion.votes.{vote.Vote}";
            if (vote.Weight is not (>= 0 and <= 100))
            {
                yield return ($"{member}.weight", "between 0 and 100", vote.Weight);
            }

            if (Votes.Count(v => v.Vote == vote.Vote) > 1)
            {
                yield return (member, "named once", Votes.Count(v => v.Vote == vote.Vote));
            }

            if (vote.Knots.IsDefault || vote.Knots.Length < 2)
            {
                yield return ($"{member}.knots", "at least 2", vote.Knots.IsDefault ? 0 : vote.Knots.Length);
            }
            else if (vote.Knots.Zip(vote.Knots.Skip(1)).Any(pair => !(pair.First.Measured < pair.Second.Measured)))
            {
                yield return ($"{member}.knots", "measured ascending", vote.Knots[0].Measured);
            }
            else if (vote.Knots.Any(k => k.Score is not (>= 0 and <= 1)))
            {
                yield return ($"{member}.knots.score", "between 0 and 1", vote.Knots.First(k => k.Score is not (>= 0 and <= 1)).Score);
            }
        }
    }
}
