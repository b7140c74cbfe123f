using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Review;

public sealed class SlaClockTests
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly ReviewRules Rules = ReviewRulesFile.Default.Rules;
    private static readonly BeneficiaryId Person = new("B1");
    private static readonly CaseworkerId Wang = new("wang");

    [Theory]
    [InlineData("2026-10-08T10:00", "2026-10-08T17:30")]
    [InlineData("2026-10-08T17:30", "2026-10-08T17:30")]
    [InlineData("2026-10-08T17:31", "2026-10-09T17:30")]
    [InlineData("2026-10-03T18:00", "2026-10-08T17:30")]
    [InlineData("2026-10-10T23:00", "2026-10-12T17:30")]
    [InlineData("2026-10-11T01:00", "2026-10-12T17:30")]
    public void Claim_to_be_alive_is_due_on_the_same_working_day(string opened, string due) =>
        Assert.Equal(At(due), SlaClock.DueAt(Opened("AliveClaim", RiskColour.Red, opened), Rules, China));

    [Theory]
    [InlineData("DeathSuspected", RiskColour.Red, "2026-09-30T23:59", "2026-10-10T17:30")]
    [InlineData("Appeal", RiskColour.Yellow, "2026-10-09T08:00", "2026-10-15T17:30")]
    [InlineData("AuditSample", RiskColour.Blue, "2026-10-31T08:00", "2026-11-27T17:30")]
    public void Case_is_due_at_the_end_of_its_working_day(string kind, RiskColour colour, string opened, string due) =>
        Assert.Equal(At(due), SlaClock.DueAt(Opened(kind, colour, opened), Rules, China));

    [Fact]
    public void Clock_stands_still_while_waiting_and_after_the_closing()
    {
        var file = Opened("DeathSuspected", RiskColour.Red, "2026-10-12T10:00");
        Assert.Null(SlaClock.DueAt(Paused(file, "2026-10-13T10:00", "2026-10-20"), Rules, China));
        Assert.Null(SlaClock.DueAt(file.Apply(new CaseClosed(file.Id, Person, 2, Wang, CaseConclusion.FindingRefuted, At("2026-10-12T11:00"))), Rules, China));
        Assert.Null(SlaClock.DueAt(file, Rules with { Deadlines = [] }, China));
    }

    [Theory]
    // two hours on Tuesday morning
    [InlineData("2026-10-13T10:00", "2026-10-20", "2026-10-13T12:00", "2026-10-16T11:00")]
    // from Tuesday's end to Wednesday's begin: no working time
    [InlineData("2026-10-13T17:30", "2026-10-20", "2026-10-14T09:00", "2026-10-15T17:30")]
    // one whole working day
    [InlineData("2026-10-13T12:00", "2026-10-20", "2026-10-14T12:00", "2026-10-16T17:30")]
    // over a weekend
    [InlineData("2026-10-16T17:00", "2026-10-30", "2026-10-19T09:30", "2026-10-16T10:00")]
    // nobody continued on the day that was named: it went on by itself
    [InlineData("2026-10-13T12:00", "2026-10-14", "2026-10-30T12:00", "2026-10-16T14:30")]
    public void Due_instant_moves_by_the_working_time_waited(string from, string until, string went, string due)
    {
        var file = Paused(Opened("DeathSuspected", RiskColour.Red, "2026-10-12T10:00"), from, until);
        file = file.Apply(new CaseContinued(file.Id, Person, file.Version + 1, Wang, At(went)));
        Assert.Equal(At(due), SlaClock.DueAt(file, Rules, China));
    }

    [Fact]
    public void Case_opened_again_has_a_new_clock()
    {
        var file = Opened("DeathSuspected", RiskColour.Red, "2026-03-02T10:00");
        file = file.Apply(new CaseClosed(file.Id, Person, 2, Wang, CaseConclusion.HandedToInvestigation, At("2026-03-03T10:00")));
        file = file.Apply(new CaseReopened(file.Id, Person, 3, Wang, "again", At("2026-10-12T10:00")));
        Assert.Equal(At("2026-10-15T17:30"), SlaClock.DueAt(file, Rules, China));
    }

    [Theory]
    [InlineData(CaseState.Assigned, "2026-10-15T08:00", "2026-10-12T10:00", SlaStanding.OnTime)]
    [InlineData(CaseState.Assigned, "2026-10-15T08:00", "2026-10-14T23:00", SlaStanding.Near)]
    [InlineData(CaseState.Assigned, "2026-10-15T08:00", "2026-10-15T08:00", SlaStanding.Near)]
    [InlineData(CaseState.Opened, "2026-10-15T08:00", "2026-10-15T08:01", SlaStanding.Overdue)]
    [InlineData(CaseState.Waiting, null, "2026-10-15T08:01", SlaStanding.Paused)]
    [InlineData(CaseState.Opened, null, "2026-10-15T08:01", SlaStanding.None)]
    [InlineData(CaseState.Closed, "2026-10-15T08:00", "2026-10-15T08:01", SlaStanding.None)]
    public void Deadline_stands_as_the_time_left_says(CaseState state, string? due, string now, SlaStanding expected) =>
        Assert.Equal(expected, SlaClock.StandingOf(state, At("2026-10-12T08:00"), due is null ? null : At(due), At(now)));

    [Fact]
    public void Working_time_added_is_the_working_time_that_passed() => Prop.ForAll(
        Gen.Choose(0, 400 * 24 * 60).Zip(Gen.Choose(0, 20 * 510)).ToArbitrary(),
        drawn =>
        {
            var from = new DateTime(2025, 12, 1).AddMinutes(drawn.Item1);
            var time = TimeSpan.FromMinutes(drawn.Item2);
            var reached = SlaClock.AddWorkingTime(from, time, Rules.Calendar);
            return SlaClock.WorkingTime(from, reached, Rules.Calendar) == time && reached >= from
                && (time == TimeSpan.Zero ? reached == from : SlaClock.WorkingTime(from, reached.AddMinutes(-1), Rules.Calendar) < time);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static ReviewCase Opened(string kind, RiskColour colour, string at) => ReviewCase.From(
        [new CaseOpened(new CaseId(Guid.CreateVersion7(At(at))), Person, new FindingKind(kind), colour, "d.csv:7", null, At(at))]);

    private static ReviewCase Paused(ReviewCase file, string at, string until) => file.Apply(
        new CasePaused(file.Id, Person, file.Version + 1, Wang, DateOnly.ParseExact(until, "yyyy-MM-dd", null), "other office", At(at)));

    private static DateTimeOffset At(string local) => new DateTimeOffset(DateTime.ParseExact(local, "yyyy-MM-dd'T'HH:mm", null), China).ToUniversalTime();
}
