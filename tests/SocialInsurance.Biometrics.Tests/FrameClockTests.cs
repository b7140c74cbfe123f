using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Whoever uses the page is never taken for a script, on whatever line and machine; stamps that were made up are.</summary>
public sealed class FrameClockTests
{
    private static readonly InjectionSettings Settings = VerificationProfile.Standard.Session.Injection;

    [Fact]
    public void Page_on_any_line_and_machine_is_never_taken_for_a_script()
    {
        // ms between pictures of the device, mean delay of the line, stalls of the server, seed
        var pages = from picture in Gen.Choose(34, 900)
                    from delay in Gen.Choose(1, 1500)
                    from stall in Gen.Choose(0, 4000)
                    from seed in Gen.Choose(0, int.MaxValue - 1)
                    select (picture, delay, stall, seed);
        Prop.ForAll(pages.ToArbitrary(), page => !Page(page.picture, page.delay, page.stall, new Random(page.seed)).IsUnlikely)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData(125, 125)] // even to the millisecond
    [InlineData(125, 20)] // a recording sent as fast as it is answered
    [InlineData(1, 125)] // a counter instead of a clock
    [InlineData(0, 125)] // no clock at all
    [InlineData(-3, 125)] // one that runs back
    public void Stamps_made_up_are_seen(int stampMs, int arrivalMs)
    {
        var clock = new FrameClock(Settings);
        var random = new Random(7);
        var arrived = 0L;
        for (var i = 0; i < 60; i++)
        {
            clock.Add(1_700_000_000_000 + (i * stampMs), arrived += arrivalMs + random.Next(5));
        }

        Assert.True(clock.IsUnlikely);
    }

    [Fact]
    public void Any_stamps_at_all_are_judged_without_a_fault()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<long[]>(), stamps =>
        {
            var clock = new FrameClock(Settings);
            for (var i = 0; i < stamps.Length; i++)
            {
                clock.Add(i % 5 == 0 ? long.MinValue + stamps[i] : stamps[i] * 1_000_003, i * 40);
            }

            return clock.IsUnlikely || !clock.IsUnlikely;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData(-3_600_000)]
    [InlineData(3_600_000)]
    public void Clock_that_is_set_in_the_middle_is_no_script(int byMs)
    {
        var clock = new FrameClock(Settings);
        var random = new Random(3);
        var now = 0L;
        for (var i = 0; i < 60; i++)
        {
            now += 125 + random.Next(-20, 40);
            clock.Add(now + (i < 30 ? 0 : byMs), now);
        }

        Assert.False(clock.IsUnlikely);
    }

    /// <summary>
    /// A page as frameSocket.ts has it: a picture when the timer fires, one is being taken at a time, at most four are unanswered; each
    /// way of the line takes its time and delivers in order; the server stands still now and then.
    /// </summary>
    private static FrameClock Page(int pictureMs, int delayMs, int stallMs, Random random)
    {
        var clock = new FrameClock(Settings);
        var answered = new Queue<double>();
        double now = 0, lastArrival = 0, lastAnswer = 0;
        for (var frame = 0; frame < 80; frame++)
        {
            now += pictureMs * (0.8 + (0.5 * random.NextDouble()));
            if (answered.Count >= 4)
            {
                now = Math.Max(now, answered.Dequeue());
            }

            lastArrival = Math.Max(lastArrival, now + Way());
            if (random.Next(20) == 0)
            {
                lastArrival += stallMs * random.NextDouble();
            }

            clock.Add(1_700_000_000_000 + (long)now, (long)lastArrival);
            lastAnswer = Math.Max(lastAnswer, lastArrival + 30) + Way();
            answered.Enqueue(lastAnswer);
        }

        return clock;

        double Way() => delayMs * -Math.Log(1 - random.NextDouble());
    }
}
