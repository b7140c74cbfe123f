using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Tests.Staff;

public sealed class SignInRuleTests
{
    [Fact]
    public void Lock_comes_with_the_fifth_failure_grows_and_stays_within_a_quarter_of_an_hour()
    {
        Assert.All(Enumerable.Range(0, 5), failed => Assert.Null(SignInRules.LockAfter(failed)));
        Assert.Equal([1, 2, 4, 8, 15, 15, 15, 15], Enumerable.Range(5, 8).Select(failed => (int)SignInRules.LockAfter(failed)!.Value.TotalMinutes));
        Assert.Equal(TimeSpan.FromMinutes(15), SignInRules.LockAfter(int.MaxValue));
    }

    [Theory]
    [InlineData(MeetingKind.Window, "城关街道服务中心", true)]
    [InlineData(MeetingKind.HomeVisit, "  试验村 ", true)]
    [InlineData(MeetingKind.Video, "", false)]
    [InlineData(MeetingKind.Video, null, false)]
    [InlineData(MeetingKind.Window, "a\nb", false)]
    [InlineData((MeetingKind)9, "x", false)]
    public void Place_of_a_meeting_is_a_short_line(MeetingKind kind, string? where, bool fits) =>
        Assert.Equal(fits, MeetingPlace.TryCreate(kind, where, out _));
}
