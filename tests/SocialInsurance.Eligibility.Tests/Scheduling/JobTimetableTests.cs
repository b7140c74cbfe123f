using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Eligibility.Tests.Scheduling;

public sealed class JobTimetableTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 1, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Offset = JobScheduleTests.Beijing;
    private static readonly JobSchedule Nightly = new JobSchedule.Daily(new TimeOnly(2, 0));

    // minutes by which the clock goes on between two looks: usual ones, a day of standing still, an hour back, ten days forward
    private static readonly Arbitrary<int[]> Steps = Gen.Frequency(
        (20, Gen.Choose(1, 200)), (2, Gen.Constant(24 * 60)), (2, Gen.Constant(-60)), (1, Gen.Constant(-24 * 60)), (1, Gen.Constant(10 * 24 * 60))).ArrayOf(25).ToArbitrary();

    private static readonly Arbitrary<JobSchedule> Schedules = Gen.Elements<JobSchedule>(
        Nightly, new JobSchedule.Daily(new TimeOnly(23, 59)), new JobSchedule.Every(60), new JobSchedule.Every(1440), new JobSchedule.Monthly(1, new TimeOnly(3, 0))).ToArbitrary();

    [Fact]
    public void Whatever_the_clock_does_each_slot_that_it_passed_is_run_once_where_each_matters() => Prop.ForAll(Schedules, Steps, (schedule, steps) =>
    {
        var book = new Book(new JobPlan("job", schedule, CatchUp.Each));
        var furthest = Begin;
        book.RunAllDue(Begin);
        var now = Begin;
        foreach (var step in steps)
        {
            now = now.AddMinutes(step);
            furthest = now > furthest ? now : furthest;
            book.RunAllDue(now);
        }

        book.RunAllDue(furthest);
        var expected = new List<DateTimeOffset>();
        for (var slot = book.Done.Min(); slot <= furthest; slot = schedule.After(slot, Offset))
        {
            expected.Add(slot);
        }

        return book.Done.SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_clock_does_the_newest_slot_is_run_once() => Prop.ForAll(Schedules, Steps, (schedule, steps) =>
    {
        var book = new Book(new JobPlan("job", schedule, CatchUp.NewestOnly));
        var now = Begin;
        return steps.All(step =>
        {
            now = now.AddMinutes(step);
            return book.RunAllDue(now) <= 1 && book.Done.Contains(schedule.AtOrBefore(now, Offset));
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Slot_done_before_the_clock_went_back_is_not_done_again_when_it_comes_once_more()
    {
        var book = new Book(new JobPlan("job", Nightly, CatchUp.NewestOnly));
        Assert.Equal(1, book.RunAllDue(Begin));
        Assert.Equal(1, book.RunAllDue(Begin.AddDays(1)));
        Assert.Equal(0, book.RunAllDue(Begin));
        Assert.Equal(0, book.RunAllDue(Begin.AddHours(23.9)));
        Assert.Equal(0, book.RunAllDue(Begin.AddDays(1)));
        Assert.Equal(1, book.RunAllDue(Begin.AddDays(2)));
    }

    [Fact]
    public void Week_in_which_nothing_ran_is_one_run_for_the_newest_and_seven_where_each_matters()
    {
        foreach (var (catchUp, runs) in new[] { (CatchUp.NewestOnly, 1), (CatchUp.Each, 7) })
        {
            var book = new Book(new JobPlan("job", Nightly, catchUp));
            book.RunAllDue(Begin);
            Assert.Equal(runs, book.RunAllDue(Begin.AddDays(7)));
        }
    }

    [Fact]
    public void Job_that_fails_is_tried_again_with_growing_waits_and_then_left_to_a_person()
    {
        var plan = new JobPlan("job", Nightly, CatchUp.NewestOnly, MaximumTries: 4);
        var book = new Book(plan) { Fails = true };
        List<int> minutes = [];
        for (var minute = 0; minute < 120; minute++)
        {
            if (book.RunAllDue(Begin.AddMinutes(minute)) > 0)
            {
                minutes.Add(minute);
            }
        }

        Assert.Equal([0, 1, 3, 7], minutes);
        Assert.Equal(JobState.GivenUp, book.Runs[^1].State);
        book.Fails = false;
        Assert.Equal(1, book.RunAllDue(Begin.AddDays(1)));
    }

    [Fact]
    public void Slot_that_fails_holds_the_later_ones_back_where_each_matters()
    {
        var book = new Book(new JobPlan("job", Nightly, CatchUp.Each));
        book.RunAllDue(Begin);
        book.Fails = true;
        Assert.Equal(1, book.RunAllDue(Begin.AddDays(3)));
        Assert.Equal(0, book.RunAllDue(Begin.AddDays(3).AddSeconds(59)));
        book.Fails = false;
        Assert.Equal(3, book.RunAllDue(Begin.AddDays(3).AddMinutes(1)));
    }

    [Fact]
    public void Clock_put_back_does_not_lengthen_the_wait_of_a_job_that_failed()
    {
        var book = new Book(new JobPlan("job", Nightly, CatchUp.NewestOnly)) { Fails = true };
        book.RunAllDue(Begin);
        book.Fails = false;
        Assert.Equal(1, book.RunAllDue(Begin.AddMinutes(-10)));
    }

    [Fact]
    public void Run_left_behind_is_taken_up()
    {
        var slot = Nightly.AtOrBefore(Begin, Offset);
        var left = new JobRun("job", slot, JobState.Running, 7, 1, slot, null, null, JobRun.NoCounts, null);
        Assert.Equal(slot, JobTimetable.Choose(new JobPlan("job", Nightly, CatchUp.NewestOnly), [left], Begin, Offset));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(70, 60)]
    public void Wait_doubles_up_to_an_hour(int tries, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), JobTimetable.WaitAfter(tries));

    /// <summary>The book as the rules see it, with a job that works or fails as told.</summary>
    private sealed class Book(JobPlan plan)
    {
        private readonly SortedDictionary<DateTimeOffset, JobRun> runs = [];

        public bool Fails { get; set; }

        public IReadOnlyList<JobRun> Runs => [.. runs.Values];

        public IEnumerable<DateTimeOffset> Done => runs.Values.Where(run => run.State == JobState.Done).Select(run => run.Slot);

        /// <returns>how often the job was begun</returns>
        public int RunAllDue(DateTimeOffset now)
        {
            var from = JobTimetable.HorizonOf(plan, now, Offset);
            var begun = 0;
            while (JobTimetable.Choose(plan, [.. runs.Values.Where(run => run.Slot >= from)], now, Offset) is { } slot)
            {
                Assert.False(runs.GetValueOrDefault(slot) is { State: JobState.Done });
                Assert.True(slot <= now);
                Assert.True(++begun < 1000);
                runs[slot] = Run(slot, (runs.GetValueOrDefault(slot)?.Tries ?? 0) + 1, now);
            }

            return begun;
        }

        private JobRun Run(DateTimeOffset slot, int tries, DateTimeOffset now)
        {
            var done = new JobRun(plan.Code, slot, JobState.Done, 1, tries, now, now, null, JobRun.NoCounts, null);
            return !Fails ? done
                : tries >= plan.MaximumTries ? done with { State = JobState.GivenUp }
                : done with { State = JobState.Failed, NextTryAt = now + JobTimetable.WaitAfter(tries) };
        }
    }
}
