using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Tests.Notices;

public sealed class NoticePolicyTests
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Fact]
    public void Words_carried_by_the_program_hold_no_link_and_say_what_staff_never_ask()
    {
        var policy = NoticePolicy.Default(China);
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var template = policy.TemplateOf(kind);
            Assert.Contains("没有链接", template.Text, StringComparison.Ordinal);
            Assert.Contains("不会索要密码、验证码或钱款", template.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"://|www|\.(com|cn)", template.Text);
        }

        Assert.False(policy.TemplateOf(NoticeKind.CertifiedSilently).Enabled, "a run of a province tells nobody unasked");
        Assert.False(policy.TemplateOf(NoticeKind.Reminder).Enabled);
    }

    [Theory]
    [InlineData("待遇照发", "待遇照发，详见 http://a.b")]
    [InlineData("待遇照发", "待遇照发 www点example.com")]
    [InlineData("待遇照发", "待遇照发 t.cn/abc")]
    [InlineData("待遇照发", "请点击查看")]
    [InlineData("不会索要密码、验证码或钱款", "请勿外传")]
    [InlineData("{until}", "{name}")]
    [InlineData("{until}", "{until")]
    [InlineData("\"21:00\"", "\"25:00\"")]
    [InlineData("notices-2026.3", "版本一")]
    [InlineData("enabled: true", "enabled: maybe")]
    [InlineData("channel: sms", "channel: pigeon")]
    [InlineData("maximumTries: 10", "maximumTries: 0")]
    [InlineData("  referred:", "  refered:")]
    [InlineData("quietHours: {", "quietHours: [")]
    public void Words_or_values_not_in_order_refuse_the_file_with_their_place(string from, string to)
    {
        var yaml = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "notices.yaml"));
        Assert.Contains(from, yaml, StringComparison.Ordinal);
        var refused = Assert.Throws<InputRefusedException>(() => NoticePolicy.Load(yaml.Replace(from, to, StringComparison.Ordinal), "n.yaml", China));
        Assert.Equal("n.yaml", refused.Error.File);
        Assert.True(refused.Error.Line > 0);
        Assert.False(string.IsNullOrEmpty(refused.Error.Expected));
        Assert.False(string.IsNullOrEmpty(refused.Error.Found));
    }

    [Theory]
    [InlineData("2026-11-01T20:59:59+08:00", "2026-11-01T20:59:59+08:00")]
    [InlineData("2026-11-01T21:00:00+08:00", "2026-11-02T08:00:00+08:00")]
    [InlineData("2026-11-02T00:00:00+08:00", "2026-11-02T08:00:00+08:00")]
    [InlineData("2026-11-02T07:59:59+08:00", "2026-11-02T08:00:00+08:00")]
    [InlineData("2026-11-02T08:00:00+08:00", "2026-11-02T08:00:00+08:00")]
    [InlineData("2026-12-31T23:30:00+08:00", "2027-01-01T08:00:00+08:00")]
    public void Quiet_hours_end_in_the_morning(string at, string allowed) => Assert.Equal(
        DateTimeOffset.ParseExact(allowed, "yyyy-MM-dd'T'HH:mm:sszzz", null),
        new QuietHours(new TimeOnly(21, 0), new TimeOnly(8, 0), China).NextAllowed(DateTimeOffset.ParseExact(at, "yyyy-MM-dd'T'HH:mm:sszzz", null)));

    [Fact]
    public void Next_allowed_instant_is_allowed_never_earlier_and_within_a_day() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Seconds, uint From, uint Until, int Zone)>(),
        drawn =>
        {
            var quiet = new QuietHours(Minute(drawn.From), Minute(drawn.Until), TimeSpan.FromHours(Math.Abs(drawn.Zone % 13)));
            var at = DateTimeOffset.UnixEpoch.AddSeconds(drawn.Seconds);
            var next = quiet.NextAllowed(at);
            return next >= at && next - at <= TimeSpan.FromDays(1) && quiet.NextAllowed(next) == next;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Waiting_time_grows_and_never_past_six_hours()
    {
        var waits = Enumerable.Range(0, 100).Select(DispatchNotices.WaitAfter).ToList();
        Assert.Equal(TimeSpan.FromMinutes(1), waits[0]);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromHours(6), waits[^1]);
    }

    private static TimeOnly Minute(uint drawn) => new TimeOnly(0, 0).AddMinutes(drawn % 1440);
}
