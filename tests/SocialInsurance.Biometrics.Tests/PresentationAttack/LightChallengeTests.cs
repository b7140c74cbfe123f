using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.PresentationAttack;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

/// <summary>A model of light: what the face shows is the room's light and the screen's, each times the skin.</summary>
public sealed class LightChallengeTests
{
    private static readonly LightChallengeSettings Settings = LightChallengeSettings.Unmeasured;

    [Fact]
    public void No_colour_follows_itself_and_none_is_red_or_off() => Prop.ForAll<byte[]>(bytes =>
    {
        var colours = LightChallenge.Create(Settings, [.. bytes, .. new byte[Settings.Steps]]).Colours;
        return colours.Length == Settings.Steps
            && colours.All(c => c != LightColour.Off)
            && colours.Zip(colours.Skip(1)).All(pair => pair.First != pair.Second);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_than_three_changes_a_second_are_refused() =>
        Assert.Contains("334", Assert.Throws<ArgumentException>(() => LightChallenge.Create(Settings with { StepMs = 333 }, new byte[32])).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_little_chance_is_refused() =>
        Assert.Throws<ArgumentException>(() => LightChallenge.Create(Settings, new byte[Settings.Steps - 1]));

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(175, 1.0)]
    [InlineData(400, 0.25)]
    public void Face_before_the_screen_reflects_the_sequence_late_and_in_any_skin(int lagMs, double skin)
    {
        var challenge = Sequence(3);
        var result = challenge.Judge(Frames(challenge, lagMs, skin, screen: 25));
        Assert.Equal(LightVerdict.Reflected, result.Verdict);
        Assert.InRange(result.LagMs, lagMs - 75, lagMs + 75);
    }

    [Fact]
    public void Recording_of_another_sequence_passes_once_in_a_hundred_at_most()
    {
        const int trials = 2000;
        var passed = Enumerable.Range(0, trials).Count(seed =>
            Sequence(2 * seed).Judge(Frames(Sequence((2 * seed) + 1), 100, 1, screen: 25)).Verdict == LightVerdict.Reflected);
        Assert.InRange(passed, 0, trials / 100);
    }

    [Fact]
    public void Recording_that_changes_in_its_own_time_speaks_against_the_light()
    {
        var challenge = Sequence(3);
        var frames = Frames(challenge, 0, 1, 0).Select((f, i) => f with { Blue = f.Blue + (i % 2 == 0 ? 8 : -8) });
        Assert.Equal(LightVerdict.NotReflected, challenge.Judge([.. frames]).Verdict);
    }

    [Fact]
    public void Sunlight_drowns_the_screen_and_is_held_against_nobody()
    {
        var challenge = Sequence(3);
        Assert.Equal(LightVerdict.Inconclusive, challenge.Judge(Frames(challenge, 100, 1, screen: 0.2)).Verdict);
    }

    [Fact]
    public void Automatic_exposure_changes_nothing()
    {
        var challenge = Sequence(3);
        var frames = Frames(challenge, 100, 1, screen: 25).Select((f, i) => f with { Red = f.Red * Gain(i), Green = f.Green * Gain(i), Blue = f.Blue * Gain(i) });
        Assert.Equal(LightVerdict.Reflected, challenge.Judge([.. frames]).Verdict);

        static float Gain(int frame) => 0.7f + (0.3f * (frame % 4));
    }

    [Fact]
    public void Too_few_frames_say_nothing()
    {
        var challenge = Sequence(3);
        Assert.Equal(LightVerdict.Inconclusive, challenge.Judge([.. Frames(challenge, 0, 1, 25).Take(Settings.Steps)]).Verdict);
        Assert.Equal(LightVerdict.Inconclusive, challenge.Judge([]).Verdict);
    }

    [Fact]
    public void Who_is_shown_no_light_is_not_judged_by_it()
    {
        Assert.False(LightChallenge.WithoutLight.AsksForLight);
        Assert.Equal(LightVerdict.NotAsked, LightChallenge.WithoutLight.Judge(Frames(Sequence(3), 0, 1, 25)).Verdict);
    }

    private static LightChallenge Sequence(int seed)
    {
        var digest = SHA256.HashData(BitConverter.GetBytes(seed));
        return LightChallenge.Create(Settings, digest);
    }

    /// <summary>Eight frames a second of a face in a warm room.</summary>
    private static FaceColour[] Frames(LightChallenge challenge, int lagMs, double skin, double screen) =>
        [.. Enumerable.Range(0, (challenge.DurationMs + lagMs) / 125).Select(i =>
        {
            var step = ((i * 125) - lagMs) / Settings.StepMs;
            var (red, green, blue) = step < 0 || (i * 125) < lagMs || step >= challenge.Colours.Length ? (0.0, 0.0, 0.0) : Emitted(challenge.Colours[step]);
            return new FaceColour(
                i * 125,
                (float)(skin * 0.9 * (130 + (screen * red))),
                (float)(skin * 0.7 * (120 + (screen * green))),
                (float)(skin * 0.6 * (105 + (screen * blue))));
        })];

    private static (double Red, double Green, double Blue) Emitted(LightColour colour) => colour switch
    {
        LightColour.Off => (0, 0, 0),
        LightColour.Blue => (0.05, 0.25, 1),
        LightColour.Green => (0.1, 1, 0.2),
        LightColour.Yellow => (1, 0.9, 0.1),
        LightColour.White => (1, 1, 1),
    };
}
