using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Tests.Beneficiaries;

public sealed class CertificationPeriodTests
{
    private static readonly BeneficiaryId Person = new("B1");
    private static readonly Arbitrary<DateOnly> Days = Gen.Choose(0, 3650).Select(day => new DateOnly(2020, 1, 1).AddDays(day)).ToArbitrary();

    [Theory]
    [InlineData("2026-10-31", 12, "2027-10-31")]
    [InlineData("2028-02-29", 12, "2029-02-28")]
    [InlineData("2026-10-31", 6, "2027-04-30")]
    [InlineData("2026-10-31", 24, "2028-10-31")]
    public void Period_is_rolling_from_the_day_of_certification(string from, int months, string until)
    {
        var period = Open(Day(from), months);
        Assert.Equal((Day(from), Day(until)), (period.From, period.Until));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    public void Period_of_an_impossible_length_is_refused(int months) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(Day("2026-10-31"), months));

    [Fact]
    public void Standing_after_any_two_certifications_is_that_of_the_later_in_either_order() => Prop.ForAll(Days, Days, (one, other) =>
    {
        var start = new CertificationStanding(Person, new DateOnly(2019, 1, 1), null);
        var (first, second) = (Open(one, 12), Open(other, 12));
        return start.Renew(first).Renew(second) == start.Renew(second).Renew(first)
            && start.Renew(first).Renew(second).LastCertifiedOn == (one > other ? one : other);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Register_read_again_never_undoes_a_later_certification()
    {
        var renewed = new CertificationStanding(Person, Day("2027-10-31"), Day("2026-10-31"));
        Assert.Equal(renewed, renewed.Merge(new CertificationStanding(Person, Day("2026-11-01"), Day("2025-11-01"))));
        Assert.Equal(renewed, renewed.Merge(new CertificationStanding(Person, Day("2026-11-01"), null)));
        var newer = new CertificationStanding(Person, Day("2027-11-02"), Day("2026-11-02"));
        Assert.Equal(newer, renewed.Merge(newer));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static CertificationPeriod Open(DateOnly from, int months) => CertificationPeriod.Open(Person, from, months, default);
}
