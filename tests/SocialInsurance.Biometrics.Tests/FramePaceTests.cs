using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Sending faster than a camera makes no more frames count; a slow camera and a bad line lose none by it.</summary>
public sealed class FramePaceTests(LoadedModels models)
{
    private const int Unanswered = 4;

    private static readonly PromptSettings Prompt = VerificationProfile.Standard.Session.Prompt;

    /// <summary>Frames in which a session learns the resting face; what a line holds back before is not had ahead.</summary>
    private const int First = 8;

    [Fact]
    public void No_more_frames_count_than_their_time_has_passed_however_they_arrive()
    {
        var steps = Gen.Choose(0, 150).ListOf(200).ToArbitrary();
        Prop.ForAll(steps, arrivals =>
        {
            var (pace, ms, counted) = (new FramePace(Prompt), 1_000_000L, 0);
            foreach (var step in arrivals)
            {
                pace.Arrive(ms += step);
                counted += pace.Counts ? 1 : 0;
            }

            return counted <= 1 + ((ms - 1_000_000) / Prompt.FrameMs);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>Pictures as fast as the page is asked for or slower; any line; a server that stands still at times.</summary>
    [Fact]
    public void Every_frame_of_a_page_counts_on_any_line_but_a_few_of_the_first()
    {
        var pages = from picture in Gen.Choose(125, 900)
                    from delay in Gen.Choose(1, 1500)
                    from stall in Gen.Choose(0, 4000)
                    from seed in Gen.Choose(0, int.MaxValue - 1)
                    select (picture, delay, stall, seed);
        Prop.ForAll(pages.ToArbitrary(), page => LastLost(page.picture, page.delay, page.stall, new Random(page.seed)) < First)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Without_a_clock_every_frame_counts() => Assert.True(new FramePace(Prompt).Counts);

    /// <summary>
    /// A whole session on real frames that turn after 27, asked after eight of rest: sent as a camera would, or a slow one, it passes at the very frame
    /// at which a file without a clock does; at four times the rate, whatever is stamped, there was no time to be asked.
    /// </summary>
    [Theory]
    [InlineData(200, 200, true)]
    [InlineData(100, 100, true)]
    [InlineData(25, 100, false)]
    [InlineData(25, 25, false)]
    public void Clip_passes_in_its_own_time_only(int arrivalMs, int stampMs, bool passes)
    {
        foreach (var profile in VerificationProfile.Shipped.Values)
        {
            var (file, timed) = (Run(profile, null, 0), Run(profile, at => at * arrivalMs, stampMs));
            Assert.True(file.Passed);
            Assert.Equal((passes, passes ? file.AtFrame : -1), (timed.Passed, timed.AtFrame));
        }
    }

    private ChallengeStep Run(VerificationProfile profile, Func<int, int>? arrivals, int stampMs)
    {
        using var pipeline = new FacePipeline(models.Prepared, profile);
        using var session = new FaceSession(pipeline, models.Prepared, [ChallengeAction.TurnLeft], rests: [8]);
        foreach (var (frame, at) in FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).Select((frame, at) => (frame, at)))
        {
            if (arrivals is not null)
            {
                session.Time(1_000_000 + (at * stampMs) + (at * at % 7), arrivals(at));
            }

            session.Add(frame.Span);
        }

        return Assert.Single(session.Finish(Pictures.Hopper).Challenge);
    }

    private static int LastLost(int pictureMs, int delayMs, int stallMs, Random random)
    {
        const int Frames = 120;
        var (pace, lost, taken, arrived) = (new FramePace(Prompt), -1, 0L, 0L);
        var answered = new long[Frames];
        for (var i = 0; i < Frames; i++)
        {
            taken = Math.Max(taken + pictureMs, i < Unanswered ? 0 : answered[i - Unanswered]);
            arrived = Math.Max(arrived, taken + random.Next(delayMs) + (random.Next(20) == 0 ? random.Next(stallMs + 1) : 0));
            pace.Arrive(arrived);
            answered[i] = Math.Max(arrived + random.Next(100), i == 0 ? 0 : answered[i - 1]) + random.Next(delayMs);
            lost = pace.Counts ? lost : i;
        }

        return lost;
    }
}
