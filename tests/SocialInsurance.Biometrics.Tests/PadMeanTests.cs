using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>How many frames attack detection looks at, by what it has seen: few where more could change nothing, more where they could.</summary>
public sealed class PadMeanTests
{
    private const int SessionFrames = 120;

    private static readonly PadSettings Pad = VerificationProfile.Standard.Pad;
    private static readonly SessionSchedule Schedule = VerificationProfile.Standard.Session.Schedule;

    [Fact]
    public void Clear_attack_is_looked_at_as_seldom_as_a_clear_person_once_there_are_enough_frames()
    {
        var (attack, person) = (Of(_ => 0.01f), Of(_ => 0.98f));
        Assert.InRange(attack.Frames, Pad.MinimumFrames, 30);
        Assert.InRange(person.Frames, Pad.MinimumFrames, attack.Frames);
        Assert.False(attack.IsUnclear);
    }

    [Fact]
    public void Mean_beside_a_threshold_keeps_being_looked_at()
    {
        var doubtful = Of(frame => 0.1f + (0.18f * (frame % 3)));
        Assert.True(doubtful.IsUnclear);
        Assert.InRange(doubtful.Frames, SessionFrames / 2, SessionFrames);
    }

    /// <summary>Whoever is a picture first and a person later is looked at closely again, and the mean follows.</summary>
    [Fact]
    public void Scores_that_change_after_a_clear_beginning_bring_the_doubt_back()
    {
        var mean = new PadMean(Pad, Schedule);
        Feed(mean, 40, _ => 0);
        Assert.False(mean.IsUnclear);
        Feed(mean, 24, _ => 1);
        Assert.True(mean.IsUnclear);
    }

    [Fact]
    public void Spread_scores_settle_later_than_even_ones_of_the_same_mean() =>
        Assert.True(Of(frame => frame % 10 == 0 ? 0.2f : 0).Frames >= Of(_ => 0.02f).Frames);

    /// <summary>A living person who scores low at first and higher later: passing over frames must not give the first ones more weight.</summary>
    [Fact]
    public void Frames_passed_over_in_doubt_are_stood_for_by_the_next()
    {
        static float Score(int frame) => (frame < 20 ? 0.05f : 0.2f) + (frame % 3 * 0.1f);
        var (mean, all) = (Of(Score), (float)Enumerable.Range(0, SessionFrames).Average(Score));
        Assert.InRange(mean.Frames, Pad.MinimumFrames, SessionFrames - 1);
        Assert.Equal(all, mean.Mean, 0.02f);
    }

    /// <summary>Where the mean is clear few frames are looked at; none of them may weigh as many as it stands between.</summary>
    [Fact]
    public void One_good_frame_in_a_clear_attack_decides_nothing()
    {
        for (var good = Pad.MinimumFrames; good < SessionFrames; good++)
        {
            Assert.True(Of(frame => frame == good ? 1 : 0).Mean < Pad.ReviewThreshold);
        }
    }

    [Fact]
    public void Session_with_nothing_saved_looks_at_every_frame()
    {
        var mean = new PadMean(Pad, Schedule.WithEveryStage());
        Feed(mean, SessionFrames, _ => 0);
        Assert.Equal(SessionFrames, mean.Frames);
    }

    private static PadMean Of(Func<int, float> score)
    {
        var mean = new PadMean(Pad, Schedule);
        Feed(mean, SessionFrames, score);
        return mean;
    }

    private static void Feed(PadMean mean, int frames, Func<int, float> score)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            if (mean.IsDue())
            {
                mean.Add(score(frame));
            }
        }
    }
}
