using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

public sealed class PadFusionTests
{
    private static readonly PadFusion Shipped = VerificationProfile.Standard.Pad.Fusion;

    [Fact]
    public void Without_drop_ins_the_score_is_the_shipped_classifiers() => Prop.ForAll<byte>(level =>
        Shipped.Fuse(Votes(level / 255f, float.NaN)) == level / 255f).QuickCheckThrowOnFailure();

    [Fact]
    public void Thresholds_of_the_pair_fall_on_those_of_the_profile()
    {
        var pair = Shipped.Votes.Single(v => v.Vote == PadVote.SilentPair);
        var alone = new PadFusion("test", [pair]);
        Assert.Equal(VerificationProfile.Standard.Pad.ReviewThreshold, alone.Fuse(Votes(float.NaN, 0.35f)), 6);
        Assert.Equal(VerificationProfile.Standard.Pad.PassThreshold, alone.Fuse(Votes(float.NaN, 0.5f)), 6);
    }

    [Fact]
    public void Score_stays_a_share_and_never_falls_when_a_vote_rises() => Prop.ForAll<byte, byte, byte>((classifier, pair, more) =>
    {
        var before = Shipped.Fuse(Votes(classifier / 255f, pair / 255f));
        var after = Shipped.Fuse(Votes(classifier / 255f, Math.Min(255, pair + more) / 255f));
        return before is >= 0 and <= 1 && after >= before - 1e-6f;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_seen_is_nothing_shown() => Assert.Equal(0, Shipped.Fuse(PadVotes.None));

    [Fact]
    public void Measuring_every_vote_changes_no_score()
    {
        var votes = Votes(0.4f, 0.9f);
        foreach (var vote in Enum.GetValues<PadVote>().Where(v => v > PadVote.SilentPair))
        {
            votes.Set(vote, 0.5f);
        }

        Assert.Equal(Shipped.Fuse(votes), Shipped.MeasuringAll().Fuse(votes));
        Assert.Equal(PadVotes.Count, Shipped.MeasuringAll().Votes.Length);
    }

    [Fact]
    public void Faulty_fusion_is_refused_with_every_fault()
    {
        var json = File.ReadAllText(Path.Combine(Pictures.RepoRoot, "src", "SocialInsurance.Biometrics", "Profiles", "standard.json"))
            .Replace("\"vote\": \"silentPair\", \"weight\": 2", "\"vote\": \"silentPair\", \"weight\": 200", StringComparison.Ordinal)
            .Replace("{ \"measured\": 1, \"score\": 1 }] },\n", "{ \"measured\": 1, \"score\": 7 }] },\n", StringComparison.Ordinal);
        var faults = Assert.Throws<InvalidProfileException>(() => VerificationProfile.Parse(json)).Faults;
        Assert.Collection(
            faults,
            fault => Assert.Contains("Classifier.knots.score", fault, StringComparison.Ordinal),
            fault => Assert.Contains("SilentPair.weight", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Fusion_without_the_shipped_classifier_is_refused()
    {
        var json = File.ReadAllText(Path.Combine(Pictures.RepoRoot, "src", "SocialInsurance.Biometrics", "Profiles", "standard.json"))
            .Replace("\"vote\": \"classifier\"", "\"vote\": \"border\"", StringComparison.Ordinal);
        Assert.Contains("pad.fusion.votes", Assert.Throws<InvalidProfileException>(() => VerificationProfile.Parse(json)).Message, StringComparison.Ordinal);
    }

    private static PadVotes Votes(float classifier, float pair)
    {
        var votes = PadVotes.None;
        votes.Set(PadVote.Classifier, classifier);
        votes.Set(PadVote.SilentPair, pair);
        return votes;
    }
}
